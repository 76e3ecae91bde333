"""Retirement, as others ask it: the month, what may be chosen, and the months it needs."""

from calendar import monthrange
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from tongchou.policy.employees.disability.disability import (
    disability_retirement_month,
    disability_retirement_refusals,
)
from tongchou.policy.employees.retirement.flexible import (
    early_notice_by,
    late_agreement_by,
    retirement_day,
)
from tongchou.policy.employees.retirement.hazardous import hazardous_month, hazardous_refusals
from tongchou.policy.employees.retirement.retirement import (
    MEASURES_1978,
    TRACKS,
    Months,
    age_refusals,
    counted_birth,
    counted_month,
    eligibility,
    months_open,
    too_late,
)
from tongchou.policy.engine.answer import Result, Rule
from tongchou.policy.engine.fields import AskedFacts, AskedMonth
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, calendar_month, first_day, year_of

MONTHS_MAX = 1200
AskedMonths = Annotated[WholeNumber, Field(ge=0, le=MONTHS_MAX)]


class Facts(AskedFacts):
    """A birth and a track, and what the person chose; the rest only where it is asked about."""

    birth: AskedMonth
    birth_in_file: AskedMonth | None = None
    birth_day: Annotated[WholeNumber, Field(ge=1, le=31)] | None = None
    track: Literal["man", "woman_55", "woman_50"]
    chosen: AskedMonth | None = None
    contribution_months: AskedMonths | None = None
    work: Literal["underground_or_heat", "height_or_heavy", "toxic"] | None = None
    work_months: AskedMonths | None = None
    wholly_unable: bool = False

    @field_validator("birth_day")
    @classmethod
    def _day_of_the_month(cls, day: int | None, told: ValidationInfo) -> int | None:
        born = told.data.get("birth_in_file") or told.data.get("birth")
        if day and born and day > monthrange(year_of(born), calendar_month(born))[1]:
            raise ValueError("出生月份没有这一天 | The month of birth has no such day")
        return day


FACTS = {"ssn": "contribution_months", "retirement_month": "chosen"}
"""Which fact is at fault where a claim names a field of its own."""


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return the month of retirement and what belongs to it, or why it cannot be that month."""
    found = _unclear(facts) or _retired(facts, law, sheet)
    if not isinstance(found, tuple):
        return found
    return tuple(replace(why, field=FACTS.get(why.field, why.field)) for why in found)


def _retired(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    born = facts.birth
    if facts.birth_in_file is not None:
        born = counted_birth(facts.birth, facts.birth_in_file, sheet)
    if facts.work is not None:
        return _hazardous(facts, born, law, sheet)
    if facts.wholly_unable:
        return _disability(facts, born, law, sheet)
    open_months = months_open(born, TRACKS[facts.track], sheet)
    retired_in = open_months.statutory if facts.chosen is None else facts.chosen
    refused = _refusals(facts, born, retired_in, open_months, law)
    if refused:
        return refused
    needed = sheet.figure(
        law.figure("minimum_contribution_months", counted_month(retired_in, open_months.statutory))
    )
    return {
        **_at(retired_in, born),
        "delay_months": (
            open_months.statutory - born - TRACKS[facts.track].age_months,
            "months",
        ),
        "minimum_months": (needed, "months"),
        "earliest": (open_months.earliest, "month"),
        "latest": (open_months.latest, "month"),
        **_told_by(facts, born, retired_in, open_months),
    }


def _unclear(facts: Facts) -> Refusals:
    """Return which facts contradict each other, or are wanting."""
    refused: Refusals = ()
    if facts.work is not None and facts.wholly_unable:
        refused += (_two_grounds(),)
    if facts.work is None and facts.work_months is not None:
        refused += (_no_work(),)
    if facts.wholly_unable and facts.contribution_months is None:
        refused += (_no_months(),)
    return refused


def _two_grounds() -> Refusal:
    return Refusal(
        code="retirement.two_grounds",
        text=Text(
            "特殊工种退休与病退不能同时适用",
            "Nobody retires by hazardous work and by disability at once",
        ),
        field="wholly_unable",
        basis=MEASURES_1978,
        remedy=Text("请只填 work 或 wholly_unable", "Give either work or wholly_unable"),
    )


def _no_work() -> Refusal:
    return Refusal(
        code="retirement.no_work",
        text=Text(
            "填写了特殊工种工作月数,未填写工种类别",
            "Months of hazardous work are given, and not its kind",
        ),
        field="work",
        basis=MEASURES_1978,
        remedy=Text("请填写 work,或删去 work_months", "Give work, or leave work_months out"),
    )


def _no_months() -> Refusal:
    return Refusal(
        code="retirement.no_months",
        text=Text(
            "病退须有最低年限,未填写缴费月数",
            "Disability retirement needs its months, and they are not given",
        ),
        field="contribution_months",
        basis=MEASURES_1978,
        remedy=Text("请填写 contribution_months", "Give contribution_months"),
    )


def _at(retired_in: Month, born: Month) -> dict[str, Any]:
    age_months = retired_in - born
    return {
        "retirement_month": (retired_in, "month"),
        "age_years": (age_months // MONTHS_PER_YEAR, "years"),
        "age_months": (age_months % MONTHS_PER_YEAR, "months"),
    }


def _refusals(
    facts: Facts, born: Month, retired_in: Month, open_months: Months, law: Law
) -> Refusals:
    """Return why not: by age alone, or by the months as well where they are given."""
    if facts.contribution_months is not None:
        return eligibility(law, born, facts.track, retired_in, facts.contribution_months, Sheet())
    refused = age_refusals(retired_in, open_months)
    if retired_in > open_months.latest:
        refused += (too_late(retired_in, open_months.latest),)
    return refused


def _told_by(facts: Facts, born: Month, retired_in: Month, open_months: Months) -> dict[str, str]:
    """Return the days of retirement and of notice, where the day of birth is given."""
    if facts.birth_day is None:
        return {}
    born_on = first_day(born).replace(day=facts.birth_day)
    retired_on = retirement_day(born_on, retired_in)
    told = {"retirement_day": retired_on.isoformat()}
    if retired_in < open_months.statutory:
        told["notice_by"] = early_notice_by(retired_on).isoformat()
    if retired_in > open_months.statutory:
        statutory_on = retirement_day(born_on, open_months.statutory)
        told["agreement_by"] = late_agreement_by(statutory_on).isoformat()
    return told


def _hazardous(facts: Facts, born: Month, law: Law, sheet: Sheet) -> Result | Refusals:
    reached_in = hazardous_month(born, facts.track == "man", sheet)
    retired_in = reached_in if facts.chosen is None else facts.chosen
    minimum = law.value("minimum_contribution_months", retired_in)
    refused = hazardous_refusals(
        law,
        facts.work or "",
        worked_months=facts.work_months or 0,
        contribution_months=(
            minimum if facts.contribution_months is None else facts.contribution_months
        ),
        reached_in=reached_in,
        retired_in=retired_in,
        sheet=sheet,
    )
    if refused:
        return refused
    return {**_at(retired_in, born), "minimum_months": (minimum, "months")}


def _disability(facts: Facts, born: Month, law: Law, sheet: Sheet) -> Result | Refusals:
    reached_in = disability_retirement_month(born, facts.track == "man", sheet)
    retired_in = reached_in if facts.chosen is None else facts.chosen
    refused = disability_retirement_refusals(
        law,
        reached_in=reached_in,
        retired_in=retired_in,
        months=facts.contribution_months or 0,
        is_wholly_unable=facts.wholly_unable,
        sheet=sheet,
    )
    if refused:
        return refused
    needed = law.value("disability_retirement_months", retired_in)
    return {**_at(retired_in, born), "minimum_months": (needed, "months")}


RULE = Rule("retirement", Text("退休年月", "month of retirement"), Facts, find)
