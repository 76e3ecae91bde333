"""The central adjustment 中央调剂 of the fund between provinces to 2021, plans since 2022.

By the central adjustment a province remits by its wage level and its people in work, and is
allocated by its retired people; all that is collected in a year is paid out in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
    round_half_up,
)
from tongchou.standards.text import Text
from tongchou.standards.time import Month

BASIS = "state-council-2018-18"
PLAN = "state-council-office-2021-48"

REMAINDER = Text("(尾差归余数最大者)", " (the fen left over goes to the largest fraction)")
"""What a formula says where a fen was left over and went to the largest fraction."""


@dataclass(frozen=True)
class ProvinceYear:
    """A province's year: average wage of a year, people insured, employed and retired.

    `plan_fen` is what the plan gives it, below zero what it takes; None where none is entered.
    """

    code: str
    wage_fen: int
    insured: int
    employed: int
    retirees: int
    plan_fen: int | None = None


@dataclass(frozen=True)
class Share:
    """What a province remits 上解, what it is allocated 下拨, and what it gains by both, in fen."""

    code: str
    remittance_fen: int
    allocation_fen: int

    @property
    def net_fen(self) -> int:
        """What the province gains: below zero it gives more than it gets."""
        return self.allocation_fen - self.remittance_fen


@dataclass(frozen=True)
class FundAdjustment:
    """The shares of all provinces; `per_head_fen` is None where nothing goes by heads."""

    per_head_fen: int | None
    shares: tuple[Share, ...]


def remittance(
    wage_fen: Fen, insured: Number, employed: Number, wage_share_e4: int, rate_e4: int
) -> Number:
    """Return what a province remits 上解额: its wage times 90 %, its people in work, and the rate.

    The people in work are the mean of insured and employed ones. Of the constants only the
    lowest terms are multiplied (0.9 × 0.045 ÷ 2 is 81 ÷ 4,000), so a column with wages to
    2 × 10⁷ fen and 10⁹ people stays below 2 × 10¹⁸, within the 9 × 10¹⁸ of a whole number.
    """
    upper, lower = wage_share_e4 * rate_e4, 2 * RATE_SCALE * RATE_SCALE
    shared = gcd(upper, lower)
    return round_half_up(wage_fen * (insured + employed) * (upper // shared), lower // shared)


def allocations(pool_fen: int, heads: Sequence[int]) -> list[int]:
    """Return the pool shared out by heads, to the last fen.

    Each gets its share cut to the fen; the fen left over go one each to the largest fractions,
    among equal ones to the first. Python's own whole numbers hold pool times heads, which
    64 bits do not.
    """
    everybody = sum(heads)
    cut = [divmod(pool_fen * count, everybody) for count in heads]
    left = pool_fen - sum(whole for whole, _ in cut)
    by_fraction = sorted(range(len(heads)), key=lambda place: -cut[place][1])
    gets_more = set(by_fraction[:left])
    return [whole + (place in gets_more) for place, (whole, _) in enumerate(cut)]


def central_adjustment(
    law: Law, month: Month, provinces: Sequence[ProvinceYear], sheet: Sheet
) -> FundAdjustment:
    """Return the central adjustment 中央调剂 of a year: Σ remitted is Σ allocated."""
    wage_share = sheet.figure(law.figure("central_adjustment_wage_share", month))
    rate = sheet.figure(law.figure("central_adjustment_rate", month))
    remitted = [_remitted(province, wage_share, rate, sheet) for province in provinces]
    pool = sheet.line(
        "pool",
        "中央调剂基金筹集总额",
        "Central adjustment fund",
        sum(remitted),
        "fen",
        "",
        BASIS,
    )
    heads = [province.retirees for province in provinces]
    per_head = sheet.line(
        "per_head",
        "全国人均拨付额",
        "Allocation a head",
        round_half_up(pool, sum(heads)),
        "fen",
        put_in("{} ÷ {}", (pool, "fen"), (sum(heads), "none")),
        BASIS,
    )
    shares = []
    for province, sent, got in zip(provinces, remitted, allocations(pool, heads), strict=True):
        formula = put_in(
            "{} × {} ÷ {}", (pool, "fen"), (province.retirees, "none"), (sum(heads), "none")
        )
        if got != round_half_up(pool * province.retirees, sum(heads)):
            formula += REMAINDER
        sheet.line(
            f"allocation_{province.code}",
            f"拨付额({province.code})",
            f"Allocation to {province.code}",
            got,
            "fen",
            formula,
            BASIS,
        )
        shares.append(Share(province.code, sent, got))
    return FundAdjustment(per_head, tuple(shares))


def _remitted(province: ProvinceYear, wage_share: int, rate: int, sheet: Sheet) -> int:
    return int(
        sheet.line(
            f"remittance_{province.code}",
            f"上解额({province.code})",
            f"Remittance of {province.code}",
            remittance(province.wage_fen, province.insured, province.employed, wage_share, rate),
            "fen",
            put_in(
                "{} × {} × ({} + {}) ÷ 2 × {}",
                (province.wage_fen, "fen"),
                (wage_share, "rate_e4"),
                (province.insured, "none"),
                (province.employed, "none"),
                (rate, "rate_e4"),
            ),
            BASIS,
        )
    )


def plan_figures(
    law: Law, month: Month, provinces: Sequence[ProvinceYear], sheet: Sheet
) -> FundAdjustment:
    """Return what the national plan 全国统筹调剂计划 gives and takes, as it was entered.

    No formula is known: raises `NotInForce` where a province's figure is not entered.
    """
    shares = []
    for province in provinces:
        entered = province.plan_fen
        if entered is None:
            entered = law.value("fund_adjustment_plan", month, province.code)
        net = sheet.line(
            f"plan_{province.code}",
            f"调剂计划({province.code})",
            f"Plan for {province.code}",
            entered,
            "fen",
            "",
            PLAN,
        )
        shares.append(Share(province.code, max(-net, 0), max(net, 0)))
    return FundAdjustment(None, tuple(shares))


Method = Callable[[Law, Month, Sequence[ProvinceYear], Sheet], FundAdjustment]

METHODS: Mapping[str, Method] = {
    "central_adjustment": central_adjustment,
    "plan_figures": plan_figures,
}
"""The ways of adjusting by the words under which the country's file knows them."""


def fund_adjustment(
    law: Law, month: Month, provinces: Sequence[ProvinceYear], sheet: Sheet
) -> FundAdjustment:
    """Return the fund adjustment 基金调剂 of a year by the method of one of its months.

    Raises `NotInForce` before the middle of 2018, and where a figure is not known.
    """
    word = law.word_among(METHODS, "fund_adjustment_method", month)
    return METHODS[word](law, month, provinces, sheet)
