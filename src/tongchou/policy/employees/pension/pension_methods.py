"""Provincial methods 养老金计发办法: which wage counts, and how years are counted.

Which method holds where is a figure of each province: `basic_method`, `years_method`. Amounts
stay within int64 on columns: 20,000.00 yuan × (1 + 3) × 10⁶ × 60 years in thousandths are
4.8 × 10¹⁷, and a rounding doubles them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tongchou.policy.employees.pension.claim import (
    HUNDREDTH,
    INDEX_SCALE,
    Case,
    Wage,
    Years,
    exact,
    to_hundredth,
)
from tongchou.policy.engine.formulas import put_in
from tongchou.standards.money import (
    Fen,
    choose,
    round_half_up,
    round_up,
)
from tongchou.standards.time import MONTHS_PER_YEAR

LOWERED_BELOW_E6 = 600_000
"""Below the index of the base's floor the first term is lowered with it (广东)."""

THOUSANDTH = 1_000
MONTH_FACTOR = 83
"""A month over counts 0.083 of a year, so that twelve are a little less than one (上海)."""


def years_up_to_tenth(years: Years) -> Years:
    """Return the years raised to a tenth: 42 years and 5 months count 42.5."""
    number, parts = years
    return round_up(number * 10, parts), 10


def years_up_to_hundredth(years: Years) -> Years:
    """Return the years raised to a hundredth: 43 years and 7 months count 43.59."""
    number, parts = years
    return round_up(number * HUNDREDTH, parts), HUNDREDTH


def years_and_month_factor(years: Years) -> Years:
    """Return whole years at 1 and each month over at 0.083; printed years are read as months."""
    number, parts = years
    months = round_half_up(number * MONTHS_PER_YEAR, parts)
    whole, over = months // MONTHS_PER_YEAR, months % MONTHS_PER_YEAR
    return whole * THOUSANDTH + over * MONTH_FACTOR, THOUSANDTH


@dataclass(frozen=True)
class Counting:
    """How a province counts all years, and those before the account."""

    years: Callable[[Years], Years]
    early: Callable[[Years], Years]


COUNTINGS = {
    "exact": Counting(exact, exact),
    "hundredth": Counting(to_hundredth, to_hundredth),
    "up_to_hundredth": Counting(years_up_to_hundredth, years_up_to_hundredth),
    "up_to_tenth": Counting(years_up_to_tenth, years_up_to_tenth),
    "month_factor": Counting(years_and_month_factor, to_hundredth),
}
"""The ways of counting years by the words under which the provinces' files know them."""


def one_base(case: Case) -> Wage:
    """Return the mean of the base and the indexed wage 指数化月平均缴费工资."""
    if case.roundings.indexed_wage is not None:
        return _two_bases(case, case.base_fen, case.base_fen)
    return Wage(
        case.base_fen * (INDEX_SCALE + case.wage_index_e6),
        2 * INDEX_SCALE,
        put_in("{} × (1 + {}) ÷ 2", (case.base_fen, "fen"), (case.wage_index_e6, "index_e6")),
    )


def city_base_with_index(case: Case) -> Wage:
    """Return the mean of the province's base and the city's base times the index."""
    return _two_bases(case, case.base_fen, case.city_base_fen)


def city_base_without_index(case: Case) -> Wage:
    """Return the mean of the city's base and the province's base times the index."""
    return _two_bases(case, case.city_base_fen, case.base_fen)


def _two_bases(case: Case, plain_fen: Fen, indexed_fen: Fen) -> Wage:
    indexed = case.indexed("indexed_wage", indexed_fen, case.wage_index_e6)
    return Wage(
        plain_fen * indexed.denominator + indexed.numerator,
        2 * indexed.denominator,
        put_in("({} + {}) ÷ 2", (plain_fen, "fen"), indexed.formula),
    )


def lowered_below_index(case: Case) -> Wage:
    """Return the mean of base × a and base × index; a is 1, or index ÷ 0.6 below 0.6."""
    own_e6 = case.wage_index_e6
    bounded = choose(own_e6 > LOWERED_BELOW_E6, LOWERED_BELOW_E6, own_e6)
    # a × 6 in millionths, so that nothing is rounded before the end
    weights = bounded * 6 * INDEX_SCALE // LOWERED_BELOW_E6 + 6 * case.wage_index_e6
    return Wage(
        case.base_fen * weights,
        2 * 6 * INDEX_SCALE,
        put_in(
            "({} × {} ÷ 0.6 + {} × {}) ÷ 2",
            (case.base_fen, "fen"),
            (bounded, "index_e6"),
            (case.base_fen, "fen"),
            (case.wage_index_e6, "index_e6"),
        ),
    )


BASICS: dict[str, Callable[[Case], Wage]] = {
    "one_base": one_base,
    "city_base_with_index": city_base_with_index,
    "city_base_without_index": city_base_without_index,
    "lowered_below_index": lowered_below_index,
}
"""The wages of basic pensions by the words under which the provinces' files know them."""

OF_TWO_BASES = frozenset(["city_base_with_index", "city_base_without_index"])
"""The methods for which both the province's and the city's base must be known."""
