"""Retirement, as others ask it: the month, what may be chosen, and the months it needs."""

from calendar import monthrange
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from tongchou.policy.employees.retirement.flexible import (
    early_notice_by,
    late_agreement_by,
    retirement_day,
)
from tongchou.policy.employees.retirement.retirement import TRACKS, Months
from tongchou.policy.employees.retirement.retirement_terms import (
    Retirement,
    RetirementFacts,
    retirement_terms,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import (
    AskedFacts,
    AskedMonth,
    AskedMonths,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, calendar_month, first_day, year_of


class Facts(AskedFacts):
    """A birth and a track, and what the person chose; the rest only where it is asked about."""

    birth: AskedMonth
    birth_in_file: AskedMonth | None = None
    birth_day: Annotated[WholeNumber, Field(ge=1, le=31)] | None = None
    track: Literal["man", "woman_55", "woman_50", "woman_flexible"]
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


@rule("retirement", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the month of retirement and what belongs to it, or why it cannot be that month."""
    found = retirement_terms(law, _typed(facts), sheet)
    if not isinstance(found, Retirement):
        return tuple(replace(why, field=FACTS.get(why.field, why.field)) for why in found)
    at = {
        "retirement_month": (found.retired_in, "month"),
        "age_years": (found.age_months // MONTHS_PER_YEAR, "years"),
        "age_months": (found.age_months % MONTHS_PER_YEAR, "months"),
    }
    needed = (found.minimum_months, "months")
    months = found.open_months
    if months is None:
        return {**at, "minimum_months": needed}
    delay_months = months.statutory - found.born_in - TRACKS[facts.track].age_months
    return {
        **at,
        "delay_months": (delay_months, "months"),
        "minimum_months": needed,
        "earliest": (months.earliest, "month"),
        "latest": (months.latest, "month"),
        **_told_by(facts, found, months),
    }


def _typed(facts: Facts) -> RetirementFacts:
    return RetirementFacts(
        born_in=facts.birth,
        track_code=facts.track,
        file_born_in=facts.birth_in_file,
        chosen_in=facts.chosen,
        contribution_months=facts.contribution_months,
        work_code=facts.work,
        work_months=facts.work_months,
        is_wholly_unable=facts.wholly_unable,
    )


def _told_by(facts: Facts, found: Retirement, months: Months) -> dict[str, str]:
    """Return the days of retirement and of notice, where the day of birth is given."""
    if facts.birth_day is None:
        return {}
    born_on = first_day(found.born_in).replace(day=facts.birth_day)
    retired_on = retirement_day(born_on, found.retired_in)
    told = {"retirement_day": retired_on.isoformat()}
    if found.retired_in < months.statutory:
        told["notice_by"] = early_notice_by(retired_on).isoformat()
    if found.retired_in > months.statutory:
        statutory_on = retirement_day(born_on, int(months.statutory))
        told["agreement_by"] = late_agreement_by(statutory_on).isoformat()
    return told


RULE = Asked(find, EMPLOYEES, Text("退休年月", "month of retirement"), Facts)
