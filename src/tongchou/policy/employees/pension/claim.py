"""What a determination knows of a person: years, indices, years before the account, sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from tongchou.policy.engine.formulas import NO_FORMULA, Formula, put_in
from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.policy.engine.roundings import Roundings
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
    round_half_up,
)
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "state-council-2005-38-6"

INDEXED_WAGES = {
    "indexed_wage": Text("指数化月平均缴费工资", "Indexed wage"),
    "early_indexed_wage": Text(
        "建账前指数化月平均缴费工资", "Indexed wage of the years before the account"
    ),
}

INDEX_SCALE = 1_000_000
INDEX_E6_PER_E4 = 100
"""How many millionths a ten-thousandth of an index is."""

HUNDREDTH = 100

Sums = dict[str, Number]
"""Additions 增发 by name, in fen."""

Years = tuple[Number, int]
"""Years 年限 as a number of parts, and the parts a year has: (509, 12) are 509 months.

The number may be a column. A column counts in months or hundredths, one life as finely as its
determination sheet prints it.
"""

NO_YEARS: Years = (0, 1)


def exact(years: Years) -> Years:
    """Return the years as they are, not rounded at all."""
    return years


def to_hundredth(years: Years) -> Years:
    """Return months as years rounded half-up to a hundredth: 304 months count 25.33.

    What a determination sheet prints as years is counted as printed.
    """
    number, parts = years
    if parts != MONTHS_PER_YEAR:
        return years
    return round_half_up(number * HUNDREDTH, MONTHS_PER_YEAR), HUNDREDTH


def in_parts(years: Years, parts: int) -> Number:
    """Return how many of such parts the years are, which must fit in a whole number of times."""
    return years[0] * (parts // years[1])


Way = TypeVar("Way")


def way_in_force(
    ways: Mapping[str, Way], law: Law, name: str, at: Month, province: str, city: str | None = None
) -> tuple[Way, Figure]:
    """Return the way that a word of the law names, and the figure that holds the word.

    Raises `NotInForce` for a word that names none, as an asker may give it.
    """
    figure = law.figure(name, at, province, city or "")
    if figure.word not in ways:
        raise NotInForce(name, at, province)
    return ways[figure.word], figure


class NotShown(NotInForce):
    """Something that only a person's file shows, and that was not given."""

    @property
    def refusal(self) -> Refusal:
        """What is missing, and that it may be given."""
        zh, en = SHOWN_BY_FILES[self.name]
        return Refusal(
            code="benefit.not_shown",
            text=Text(f"缺少{zh}", f"{en} is not given"),
            field=self.name,
            remedy=Text(
                f"请按档案或核定表填写{zh}", f"Give it as the file or the sheet shows it: {en}"
            ),
        )


SHOWN_BY_FILES = {
    "old_transitional": ("原办法过渡性养老金", "The transitional pension by the old method"),
    "transitional_subsidy": ("过渡性补贴", "The transitional subsidy"),
    "deemed_months": ("视同缴费月数", "The number of deemed months"),
    "virtual_account": ("虚账储存额", "The account kept on paper"),
    "early_index": ("建账前年限的缴费工资指数", "The index of the years before the account"),
    "due_months": ("应缴月数", "The number of months due"),
    "annuity_months": ("退休年龄或计发月数", "The age at retirement or a number of annuity months"),
}


def shown_as(years: Years) -> tuple[Number, str]:
    """Return years as a formula takes them: their number, and the unit that names the parts."""
    return years[0], f"parts_{years[1]}"


def shared_parts(one: Years, other: Years) -> int:
    """Return parts of a year in which both are whole numbers."""
    return one[1] if one[1] % other[1] == 0 else one[1] * other[1]


@dataclass(frozen=True)
class Early:
    """Years before the account 建账前年限, for which a transitional pension is due.

    `deemed` are those of them that count as contributed 视同缴费; `index_e6` is their own index,
    where the person's average does not count. `weighted` are years times index, already summed.
    The account kept on paper 虚账, the account for deemed years 视同账户 and the pension by the
    old method are in fen; None says that it is not shown.
    """

    years: Years = NO_YEARS
    index_e6: Number | None = None
    deemed: Years = NO_YEARS
    weighted: Years | None = None
    virtual_account_fen: Fen | None = 0
    deemed_account_fen: Fen | None = None
    old_fen: Fen | None = None


NOTHING_EARLY = Early()


class Wage(NamedTuple):
    """The wage 计发工资 that a basic pension is a share of, as a fraction, and how it is formed."""

    numerator: Number
    denominator: int
    formula: Formula


NO_WAGE = Wage(0, 1, NO_FORMULA)

ONE_CHILD, INTELLECTUAL = "one_child", "intellectual"
JOINED_BEFORE_2006, HARDSHIP = "joined_before_2006", "hardship"
GROUNDS = (ONE_CHILD, INTELLECTUAL, JOINED_BEFORE_2006, HARDSHIP)
"""What may entitle to an addition: an only child, to be an intellectual, early work, hardship."""


@dataclass(frozen=True)
class Supplement:
    """What entitles to additions 增发: grounds by name, years on the plateau, sums as printed."""

    grounds: frozenset[str] = field(default_factory=frozenset)
    actual: Years | None = None
    plateau: Years | None = None
    increment_rate_e4: int | None = None
    transitional_subsidy_fen: int | None = None
    other_fen: int = 0


NO_SUPPLEMENT = Supplement()


@dataclass(frozen=True)
class Case:
    """One determination: the law, place and month, the bases in force, and what was earned.

    `wage` is what the basic pension is a share of, `parts_fen` what basic, account and
    transitional pension sum up to, once they are known.
    """

    law: Law
    province: str
    retired_in: Month
    city: str | None
    sheet: Sheet
    base_fen: Fen
    city_base_fen: Fen
    roundings: Roundings
    wage_index_e6: Number
    years: Years
    early: Early = NOTHING_EARLY
    supplement: Supplement = NO_SUPPLEMENT
    wage: Wage = NO_WAGE
    parts_fen: Fen = 0

    def figure(self, name: str) -> int:
        """Write a figure of the place on the sheet and return it; a city's where it has its own."""
        figure = self.law.figure(name, self.retired_in, self.province, self.city or "")
        return self.sheet.figure(figure)

    def indexed(self, name: str, base_fen: Fen, index_e6: Number) -> Wage:
        """Return base × index as a fraction; as a line of the sheet where it is rounded first."""
        product = base_fen * index_e6
        formula = put_in("{} × {}", (base_fen, "fen"), (index_e6, "index_e6"))
        if self.roundings.indexed_wage is None:
            return Wage(product, INDEX_SCALE, formula)
        title = INDEXED_WAGES[name]
        self.sheet.carry_provisional()
        rounded_fen = self.sheet.line(
            name,
            title.zh,
            title.en,
            self.roundings.indexed_wage(product, INDEX_SCALE),
            "fen",
            formula,
            BASIS,
        )
        return Wage(rounded_fen, 1, put_in("{}", (rounded_fen, "fen")))

    def note_seen(self, *methods: str) -> None:
        """Mark the next line where too few sheets show the province's methods."""
        for name in methods:
            self.sheet.note_seen(
                self.law.figure(name, self.retired_in, self.province, self.city or "")
            )

    @property
    def addition_basis(self) -> str:
        """The document by which the province adds."""
        return self.law.figure("addition_method", self.retired_in, self.province).source

    @property
    def early_index_e6(self) -> Number:
        """The index of the years before the account: their own, or the average."""
        return self.wage_index_e6 if self.early.index_e6 is None else self.early.index_e6

    @property
    def actual(self) -> Years:
        """The years really contributed 实际缴费: as given, or all but those before the account."""
        if self.supplement.actual is not None:
            return self.supplement.actual
        parts = shared_parts(self.years, self.early.years)
        return in_parts(self.years, parts) - in_parts(self.early.years, parts), parts
