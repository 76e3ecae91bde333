"""Provincial methods 养老金计发办法: how years are counted and amounts rounded.

Which method holds where is a figure, `pension_method`, in each province's file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongchou.standards.money import FEN_PER_JIAO, round_half_up, round_up
from tongchou.standards.time import MONTHS_PER_YEAR

Years = Callable[[Any], tuple[Any, int]]
"""Turns contribution months into years, as a whole number of parts and the parts a year."""

Rounding = Callable[[Any, Any], Any]
"""Turns a fraction of fen into an amount."""


def exact_years(months: Any) -> tuple[Any, int]:
    """Return the months as twelfths of a year, not rounded at all."""
    return months, MONTHS_PER_YEAR


def years_up_to_tenth(months: Any) -> tuple[Any, int]:
    """Return the years raised to a tenth: 42 years and 5 months count 42.5."""
    return round_up(months * 10, MONTHS_PER_YEAR), 10


def years_to_hundredth(months: Any) -> tuple[Any, int]:
    """Return the years rounded half-up to a hundredth: 304 months count 25.33."""
    return round_half_up(months * 100, MONTHS_PER_YEAR), 100


def years_and_month_factor(months: Any) -> tuple[Any, int]:
    """Return whole years at 1 and each month over at 0.083."""
    return months // MONTHS_PER_YEAR * 1000 + months % MONTHS_PER_YEAR * 83, 1000


def up_to_jiao(numerator: Any, denominator: Any) -> Any:
    """Return the amount raised to the next jiao 见分进角."""
    return round_up(numerator, denominator * FEN_PER_JIAO) * FEN_PER_JIAO


def half_up_to_jiao(numerator: Any, denominator: Any) -> Any:
    """Return the amount rounded half-up to the jiao."""
    return round_half_up(numerator, denominator * FEN_PER_JIAO) * FEN_PER_JIAO


@dataclass(frozen=True)
class Method:
    """How a province counts years and rounds the basic part, the account part and the total."""

    years: Years = exact_years
    round_basic: Rounding = round_half_up
    round_account: Rounding = round_half_up
    round_total: Rounding = round_half_up


METHODS = {
    "plain": Method(),
    "years_to_hundredth": Method(years=years_to_hundredth),
    "years_up_to_tenth": Method(years=years_up_to_tenth),
    "month_factor": Method(
        years=years_and_month_factor, round_basic=up_to_jiao, round_account=half_up_to_jiao
    ),
    "total_up_to_jiao": Method(round_total=up_to_jiao),
    "parts_up_to_jiao": Method(round_basic=up_to_jiao, round_account=up_to_jiao),
}
"""The methods by the names under which the provinces' files know them."""
