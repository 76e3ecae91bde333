"""The facts of a pension as callers give them, and what a sheet may print besides."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tongchou.policy.employees.pension.claim import GROUNDS, HUNDREDTH, Years
from tongchou.policy.engine.fields import (
    AskedFacts,
    AskedMonth,
    AskedProvince,
    IndexE6,
    YearsE6,
    YuanFen,
    at_most,
)
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.standards.fields import WholeNumber, plain
from tongchou.standards.money import fen_of
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR

SEXES = {
    **dict.fromkeys(("m", "男", "male", "man", "1"), "m"),
    **dict.fromkeys(("f", "女", "female", "woman", "2"), "f"),
}
YES = frozenset(["yes", "true", "1", "是", "有"])
NO = frozenset(["no", "false", "0", "否", "无"])
MILLION = 1_000_000
FINE = 100_000


def _sex(value: Any) -> str:
    found = SEXES.get(str(plain(value)).lower())
    if found is None:
        raise ValueError("性别应写成 m 或 f | Write the sex as m or f")
    return found


def _early_years(value: Any) -> tuple[int, int]:
    """Return (deemed, all) years before the account ×10⁶; "8.17+4.85" names the deemed first."""
    try:
        parts = [fen_of(part, scale=6, rounded=True) for part in str(plain(value)).split("+")]
    except ValueError:
        parts = []
    match parts:
        case [years]:
            return 0, years
        case [deemed, others]:
            return deemed, deemed + others
    raise ValueError("年限应写成 8.17 或 8.17+4.85 | Write years as 8.17 or 8.17+4.85")


Index = Annotated[IndexE6, Field(ge=0), at_most(10 * MILLION, "10")]
Sex = Annotated[str, BeforeValidator(_sex)]
EarlyYears = Annotated[tuple[int, int], BeforeValidator(_early_years)]


class Facts(AskedFacts):
    """What a determination sheet shows of a person; years as printed, or months."""

    province: AskedProvince
    city: str | None = None
    retired_in: AskedMonth
    sex: Sex | None = None
    wage_index: Index
    transitional_index: Index | None = None
    contribution_months: Annotated[WholeNumber, Field(ge=0, le=840)] | None = None
    contribution_years: Annotated[YearsE6, Field(ge=0), at_most(70 * MILLION, "70")] | None = None
    transitional_months: Annotated[WholeNumber, Field(ge=0, le=840)] | None = None
    transitional_years: EarlyYears | None = None
    account_balance: Annotated[YuanFen, Field(ge=0)]
    age_years: Annotated[WholeNumber, Field(ge=16, le=120)] | None = None
    age_months: Annotated[WholeNumber, Field(ge=0, le=1440)] | None = None


def printed_years(years_e6: int) -> Years:
    """Return years as printed, in the coarsest of hundredths, 10⁻⁵ and 10⁻⁶ that holds them."""
    for parts in (HUNDREDTH, FINE):
        if years_e6 % (MILLION // parts) == 0:
            return years_e6 // (MILLION // parts), parts
    return years_e6, MILLION


def _amount(text: str, scale: int = 2, *, rounded: bool = False) -> int:
    """Return what a sheet prints: an amount, a number of months or a share, none below zero."""
    found = fen_of(text, scale=scale, rounded=rounded)
    if found < 0:
        raise ValueError(f"{text!r} is below zero")
    return found


def _years(text: str) -> Years:
    return printed_years(_index(text))


def _months(text: str) -> Years:
    return _amount(text, 0), MONTHS_PER_YEAR


def _yes(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError(f"{text!r} is neither yes nor no")
    return text.lower() in YES


def _index(text: str) -> int:
    return _amount(text, 6, rounded=True)


def _months_e1(text: str) -> int:
    found = _amount(text, 1)
    if not found:
        raise ValueError(f"{text!r} are no months to divide by")
    return found


def _rate(text: str) -> int:
    found = _amount(text, 4)
    if found > RATE_SCALE:
        raise ValueError(f"{text!r} is more than the whole")
    return found


READ: Mapping[str, Callable[[str], Any]] = {
    "city_benefit_base": _amount,
    "annuity_months": _months_e1,
    "actual_years": _years,
    "actual_months": _months,
    "deemed_years": _years,
    "deemed_months": _months,
    "pre_account_years": _years,
    "pre_account_months": _months,
    "pre_account_index": _index,
    "weighted_years": _years,
    "plateau_years": _years,
    "virtual_account": _amount,
    "deemed_account": _amount,
    "old_transitional": _amount,
    "transitional_subsidy": _amount,
    "other_addition": _amount,
    "other": _amount,
    "increment_rate": _rate,
    **dict.fromkeys(GROUNDS, _yes),
}
"""What a sheet may print besides figures of the law, and how each is read."""


def read_given(given: Mapping[str, str]) -> dict[str, Any] | Refusals:
    """Return what was given besides figures of the law, read; or what cannot be read."""
    found: dict[str, Any] = {}
    refused = []
    for name, read in READ.items():
        if name in given:
            try:
                found[name] = read(given[name])
            except ValueError:
                refused.append(_odd(name, given[name]))
    return tuple(refused) or found


def _odd(name: str, text: str) -> Refusal:
    return Refusal(
        code="given.odd",
        text=Text(f"“{name}”的值无法识别:{text}", f"'{text}' is no value of '{name}'"),
        field=f"given.{name}",
        remedy=Text("请核对其写法与范围", "Compare how it is written, and how much it can be"),
    )
