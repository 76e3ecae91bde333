"""The monthly pension 基本养老金: basic, account and transitional part, and additions.

One text for one life and for a column; how provinces differ stands in their files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tongchou.policy.employees.pension.additions import additions
from tongchou.policy.employees.pension.annuity import divisor_e1
from tongchou.policy.employees.pension.claim import (
    NO_SUPPLEMENT,
    NOTHING_EARLY,
    Case,
    Early,
    Supplement,
    Years,
    in_parts,
    shared_parts,
    shown_as,
    way_in_force,
)
from tongchou.policy.employees.pension.pension_methods import (
    BASICS,
    COUNTINGS,
    OF_TWO_BASES,
    Counting,
)
from tongchou.policy.employees.pension.transitional import transitional_pension
from tongchou.policy.engine.blocks import is_any
from tongchou.policy.engine.cities import note_untold_city
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import GIVEN, Figure, Law
from tongchou.policy.engine.roundings import ROUNDINGS, said
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
)
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "state-council-2005-38-6"
PERCENT = 100


@dataclass(frozen=True)
class Pension:
    """A monthly pension 基本养老金, or a column of them; in fen.

    In a column, a part that is the same for all is one amount.
    """

    basic_fen: Fen
    account_fen: Fen
    transitional_fen: Fen
    total_fen: Fen
    additions_fen: Mapping[str, Fen] = field(default_factory=dict)


@rule("monthly-pension", version=1)
def pension(
    law: Law,
    province: str,
    retired_in: Month,
    *,
    wage_index_e6: Number,
    account_balance_fen: Fen,
    sheet: Sheet,
    contribution_months: Number | None = None,
    years: Years | None = None,
    age_months: Number | None = None,
    early: Early = NOTHING_EARLY,
    supplement: Supplement = NO_SUPPLEMENT,
    city: str | None = None,
    benefit_base_fen: Fen | None = None,
    city_benefit_base_fen: Fen | None = None,
    annuity_months_e1: Number | None = None,
) -> Pension:
    """Return the pension of whoever retires in a month, by the method of the province.

    What was earned is given in months, or as a sheet prints it in `years`. An official sheet's
    own bases or annuity months may be given. Raises `NotInForce` where a figure or a method is
    unknown, and where something is not shown that only the person's file tells.
    """
    at = (retired_in, province)
    wage, method = way_in_force(BASICS, law, "basic_method", *at, city)
    given = (benefit_base_fen, city_benefit_base_fen)
    base_fen, city_base_fen = _bases(law, province, retired_in, city, method, given, sheet)
    counting, _ = way_in_force(COUNTINGS, law, "years_method", *at, city)
    roundings, _ = way_in_force(ROUNDINGS, law, "rounding_method", *at)
    case = Case(
        law=law,
        province=province,
        retired_in=retired_in,
        city=city,
        sheet=sheet,
        base_fen=base_fen,
        city_base_fen=city_base_fen,
        roundings=roundings,
        wage_index_e6=wage_index_e6,
        years=counting.years(years or _months(contribution_months)),
        early=counted_early(early, counting),
        supplement=supplement,
    )
    case = replace(case, wage=wage(case))
    basic_fen = basic_pension(case, method.source)
    divisor = divisor_e1(retired_in, age_months, annuity_months_e1, sheet)
    account_fen = _account(case, account_balance_fen, divisor)
    return _total(case, basic_fen, account_fen, transitional_pension(case))


def _months(contribution_months: Number | None) -> Years:
    """Return months as years; raises `ValueError` where neither was given."""
    if contribution_months is None:
        raise ValueError("neither months nor years are given")
    return contribution_months, MONTHS_PER_YEAR


def _bases(
    law: Law,
    province: str,
    retired_in: Month,
    city: str | None,
    method: Figure,
    given: tuple[Fen | None, Fen | None],
    sheet: Sheet,
) -> tuple[Fen, Fen]:
    """Return the base of the province and that of the city; one is both where one counts."""

    def base_of(name: str, zh: str, en: str, given_fen: Fen | None) -> Number:
        if given_fen is None:
            figure = law.figure(name, retired_in, province, city)
            note_untold_city(law, figure, city, sheet)
            return sheet.figure(figure)
        return sheet.line(name, zh, en, given_fen, "fen", "", GIVEN)

    of_province, of_city = given
    if method.word not in OF_TWO_BASES:
        one = of_province if of_city is None else of_city
        found = base_of("benefit_base", "计发基数", "Benefit base", one)
        return found, found
    return (
        base_of("benefit_base", "计发基数", "Benefit base", of_province),
        base_of("city_benefit_base", "本市计发基数", "Benefit base of the city", of_city),
    )


def counted_early(early: Early, counting: Counting) -> Early:
    """Return the years before the account as the province counts them: the deemed, and the others.

    A sheet prints either by itself, and each is rounded by itself.
    """
    if early is NOTHING_EARLY:
        return early
    parts = shared_parts(early.years, early.deemed)
    others = in_parts(early.years, parts) - in_parts(early.deemed, parts), parts
    deemed, others = counting.early(early.deemed), counting.early(others)
    parts = shared_parts(others, deemed)
    return replace(
        early, years=(in_parts(deemed, parts) + in_parts(others, parts), parts), deemed=deemed
    )


def basic_pension(case: Case, basis: str) -> Number:
    """Return the basic pension 基础养老金: the wage × years × 1 %."""
    (number, parts), wage = case.years, case.wage
    case.sheet.carry_provisional()
    case.note_seen("basic_method", "years_method")
    return case.sheet.line(
        "basic",
        "基础养老金",
        "Basic pension",
        case.roundings.basic(wage.numerator * number, wage.denominator * parts * PERCENT),
        "fen",
        said(put_in("{} × {} × 1%", wage.formula, shown_as(case.years)), case.roundings.basic),
        basis,
    )


def _account(case: Case, balance_fen: Fen, divisor: Number) -> Number:
    return case.sheet.line(
        "account",
        "个人账户养老金",
        "Account pension",
        case.roundings.account(balance_fen * 10, divisor),
        "fen",
        said(
            put_in("{} ÷ {}", (balance_fen, "fen"), (divisor, "months_e1")), case.roundings.account
        ),
        BASIS,
    )


def _total(case: Case, basic_fen: Fen, account_fen: Fen, transitional_fen: Fen) -> Pension:
    """Write what is paid in all, and from when on; without early years, no such part is named."""
    parts = [basic_fen, account_fen]
    if is_any(transitional_fen):
        parts.append(transitional_fen)
    parts_fen = sum(parts[1:], start=basic_fen)
    added = additions(replace(case, parts_fen=parts_fen))
    case.sheet.line(
        "first_payment_month",
        "待遇享受开始年月",
        "Paid from",
        case.retired_in + 1,
        "month",
        put_in("{} + 1", (case.retired_in, "month")),
        BASIS,
    )
    parts.extend(added.values())
    case.sheet.carry_provisional()
    case.sheet.carry_seen()
    total_fen = case.sheet.line(
        "total",
        "月基本养老金",
        "Pension",
        case.roundings.total(sum(added.values(), start=parts_fen)),
        "fen",
        said(
            put_in(" + ".join(["{}"] * len(parts)), *((part, "fen") for part in parts)),
            case.roundings.total,
        ),
        BASIS,
    )
    return Pension(basic_fen, account_fen, transitional_fen, total_fen, added)
