"""The pension of a determination sheet, as others ask it.

Besides figures of the law these may be given, as a sheet prints them: `city_benefit_base`,
`annuity_months`; years or months `actual_…` (吉林), `deemed_…` and `pre_account_…` with their
`pre_account_index` (北京), `weighted_years` (广东, years times index), `plateau_years` (西藏);
amounts `virtual_account` (上海), `deemed_account`, `old_transitional` (广东, 江苏),
`transitional_subsidy` (郑州), `other_addition` or `other`; `increment_rate` (四川); and yes or no
to `one_child`, `intellectual`, `joined_before_2006`, `hardship`.

Years as printed stand before months. A city that is not known here is no fault where the sheet's
own base is given.
"""

from typing import Any

from tongchou.policy.employees.pension.claim import (
    GROUNDS,
    HUNDREDTH,
    NO_YEARS,
    NOTHING_EARLY,
    Early,
    Supplement,
    Years,
    in_parts,
    shared_parts,
)
from tongchou.policy.employees.pension.pension import Pension, pension
from tongchou.policy.employees.pension.pension_facts import READ, printed_years, read_given
from tongchou.policy.employees.pension.pension_facts import Facts as Facts  # noqa: PLC0414  # other rules ask a pension by it
from tongchou.policy.employees.retirement.retirement import REFORM, TRACKS
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR


@rule("pension", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the parts of the pension and its total."""
    found = determined(facts, law, sheet)
    if not isinstance(found, Pension):
        return found
    return {
        "basic": (found.basic_fen, "fen"),
        "account": (found.account_fen, "fen"),
        "transitional": (found.transitional_fen, "fen"),
        "other": {name: (fen, "fen") for name, fen in found.additions_fen.items()},
        "total": (found.total_fen, "fen"),
    }


def determined(
    facts: Facts, law: Law, sheet: Sheet, benefit_base_fen: int | None = None
) -> Pension | Refusals:
    """Return the pension, on another base if one is named; or why there is none."""
    given = read_given(facts.given)
    city = city_code(facts.province, facts.city)
    if isinstance(city, Refusal) and BASES & facts.given.keys():
        city = ""
    years = _all_years(facts)
    age_months = _age_months(facts)
    asked = (given if isinstance(given, tuple) else ()) + tuple(
        one for one in (city, years, age_months) if isinstance(one, Refusal)
    )
    if isinstance(years, Refusal) or isinstance(age_months, Refusal) or isinstance(city, Refusal):
        return asked
    if not isinstance(given, dict):
        return asked
    early, supplement = _early(facts, given), _supplement(given)
    if _outlasts(early, years) or _is_more_than_all(supplement, years):
        return (_too_long(),)
    try:
        return pension(
            law,
            facts.province,
            facts.retired_in,
            wage_index_e6=facts.wage_index,
            account_balance_fen=facts.account_balance,
            sheet=sheet,
            years=years,
            age_months=age_months,
            early=early,
            supplement=supplement,
            city=city,
            benefit_base_fen=benefit_base_fen,
            city_benefit_base_fen=given.get("city_benefit_base"),
            annuity_months_e1=given.get("annuity_months"),
        )
    except NotInForce as fault:
        if fault.name in BASES and not city and law.differs_by_city(fault.name, facts.province):
            return (fault.refusal, _city_missing(fault.name))
        raise


def _all_years(facts: Facts) -> Years | Refusal:
    if facts.contribution_years is not None:
        return printed_years(facts.contribution_years)
    if facts.contribution_months is not None:
        return facts.contribution_months, MONTHS_PER_YEAR
    return Refusal(
        code="benefit.years_missing",
        text=Text("缺少缴费月数或缴费年限", "Neither months nor years of contribution are given"),
        field="contribution_months",
        remedy=Text(
            "请填写 contribution_months 或 contribution_years",
            "Give contribution_months or contribution_years",
        ),
    )


def _age_months(facts: Facts) -> int | Refusal | None:
    """Return the age in months; before 2025 a man's is 60 unless something else is told."""
    over = facts.age_months or 0
    if facts.age_years is not None:
        return facts.age_years * MONTHS_PER_YEAR + over if over < MONTHS_PER_YEAR else _odd_age()
    if facts.age_months is not None:
        return over if over >= YOUNGEST_MONTHS else _no_years_of_age()
    if facts.sex == "m" and facts.retired_in < REFORM:
        return TRACKS["man"].age_months
    return None


BASES = frozenset(["benefit_base", "city_benefit_base"])

YOUNGEST_MONTHS = 16 * MONTHS_PER_YEAR
"""Nobody retires younger: fewer months alone are an age whose years were left out."""


def _odd_age() -> Refusal:
    return Refusal(
        code="benefit.odd_age",
        text=Text("年龄的月数应为0至11", "The months of an age run from 0 to 11"),
        field="age_months",
        remedy=Text(
            "请填写 age_years 与 age_months,或只填总月数 age_months",
            "Give age_years and age_months, or the age in months alone",
        ),
    )


def _no_years_of_age() -> Refusal:
    return Refusal(
        code="benefit.no_years_of_age",
        text=Text("只填了年龄的零头月数", "Of the age only the months over are given"),
        field="age_years",
        remedy=Text(
            "请填写 age_years,或在 age_months 中填总月数",
            "Give age_years, or the whole age in months as age_months",
        ),
    )


def _early(facts: Facts, given: dict[str, Any]) -> Early:
    """Return the years before the account: in all, or as the deemed and the others."""
    deemed: Years = given.get("deemed_years") or given.get("deemed_months") or NO_YEARS
    others: Years | None = given.get("pre_account_years") or given.get("pre_account_months")
    years: Years = NO_YEARS
    if facts.transitional_years is not None:
        deemed_e6, years_e6 = facts.transitional_years
        years = printed_years(years_e6)
        deemed = printed_years(deemed_e6) if deemed_e6 else deemed
    elif facts.transitional_months is not None:
        years = (facts.transitional_months, MONTHS_PER_YEAR)
    elif others is not None or deemed[0]:
        parts = shared_parts(deemed, others or NO_YEARS)
        years = (in_parts(deemed, parts) + in_parts(others or NO_YEARS, parts), parts)
    account_fen = given.get("virtual_account", 0)
    weighted = given.get("weighted_years")
    old_fen = given.get("old_transitional")
    if not (years[0] or account_fen or weighted or old_fen):
        return NOTHING_EARLY
    index_e6 = facts.transitional_index
    return Early(
        years=years,
        index_e6=given.get("pre_account_index") if index_e6 is None else index_e6,
        deemed=deemed,
        weighted=weighted,
        virtual_account_fen=account_fen,
        deemed_account_fen=given.get("deemed_account"),
        old_fen=old_fen,
    )


def _supplement(given: dict[str, Any]) -> Supplement:
    return Supplement(
        grounds=frozenset(ground for ground in GROUNDS if given.get(ground)),
        actual=given.get("actual_years") or given.get("actual_months"),
        plateau=given.get("plateau_years"),
        increment_rate_e4=given.get("increment_rate"),
        transitional_subsidy_fen=given.get("transitional_subsidy"),
        other_fen=given.get("other_addition", 0) + given.get("other", 0),
    )


def _outlasts(early: Early, years: Years) -> bool:
    """Whether the years before the account are more than all, or the deemed more than those."""
    return _is_more(early.years, years) or _is_more(early.deemed, early.years)


def _is_more_than_all(supplement: Supplement, years: Years) -> bool:
    """Whether years really contributed, or those on the plateau, are more than all."""
    parts = (supplement.actual, supplement.plateau)
    return any(part is not None and _is_more(part, years) for part in parts)


def _is_more(one: Years, other: Years) -> bool:
    """Whether years are more by a hundredth: either may be rounded as a sheet prints it."""
    return bool((one[0] * other[1] - other[0] * one[1]) * HUNDREDTH >= one[1] * other[1])


def _too_long() -> Refusal:
    return Refusal(
        code="benefit.early_years_too_long",
        text=Text(
            "某一部分年限超过其所属的年限",
            "A part of the years is more than the years that it is a part of",
        ),
        field="transitional_years",
        remedy=Text("请核对年限", "Compare the years"),
    )


def _city_missing(name: str) -> Refusal:
    return Refusal(
        code="benefit.city_missing",
        text=Text("该省各市计发基数不同,未说明是哪个市", "Cities differ here, and none is named"),
        field="city",
        remedy=Text(f"请填写 city,或在 given 中给出 {name}", f"Name the city, or give {name}"),
    )


RULE = Asked(find, EMPLOYEES, Text("养老金核定", "pension"), Facts, given=tuple(READ))
