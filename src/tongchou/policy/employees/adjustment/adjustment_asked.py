"""The yearly adjustment of a pension, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.adjustment.adjustment import (
    Retiree,
    benefit_adjustment,
    differs_by_sex,
)
from tongchou.policy.employees.adjustment.adjustment_set import AdjustmentSet
from tongchou.policy.employees.adjustment.adjustment_terms import eligibility_refusals, rise_made_up
from tongchou.policy.employees.pension.pension_facts import Sex
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.brackets import brackets_of
from tongchou.policy.engine.fields import (
    AskedFacts,
    AskedMonth,
    AskedMonths,
    AskedProvince,
    YuanFen,
    at_most,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import FEN_MAX, WholeNumber
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import YEARS, Month, month, month_text

Amount = Annotated[YuanFen, Field(ge=0), at_most(FEN_MAX, "99999999.99")]


class Facts(AskedFacts):
    """A pension of December before, and what the set of the year asks about the person.

    Without a payment month nothing is paid back; `age_sums` are the sums for age drawn so far.
    The sex may be left out where at this age the sums for it are the same for both.
    """

    province: AskedProvince
    year: Annotated[WholeNumber, Field(ge=YEARS.start, lt=YEARS.stop)]
    pension: Amount
    contribution_months: AskedMonths
    birth: AskedMonth
    sex: Sex | None = None
    hardship_class: Annotated[WholeNumber, Field(ge=0)] | None = None
    age_sums: Amount | None = None
    retired_in: AskedMonth | None = None
    paid_in: AskedMonth | None = None


@rule("adjustment", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return each part of the rise, the rise, and the pension after it."""
    refused = _refusals(facts, law)
    if refused:
        return refused
    found = benefit_adjustment(
        law,
        facts.province,
        facts.year,
        Retiree(
            pension_fen=facts.pension,
            contribution_months=facts.contribution_months,
            birth=facts.birth,
            is_woman=facts.sex == "f",
            hardship_class=facts.hardship_class or 0,
            age_sums_fen=facts.age_sums,
        ),
        sheet,
    )
    result = {
        "fixed": (found.fixed_fen, "fen"),
        "years": (found.years_fen, "fen"),
        "level": (found.level_fen, "fen"),
        "age": (found.age_fen, "fen"),
        "hardship": (found.hardship_fen, "fen"),
        "total": (found.total_fen, "fen"),
        "new_pension": (found.adjusted_fen, "fen"),
    }
    if facts.paid_in is None:
        return result
    back = rise_made_up(found.total_fen, facts.year, facts.paid_in, sheet)
    return {**result, "arrears": (back, "fen")}


def _refusals(facts: Facts, law: Law) -> Refusals:
    starts = month(facts.year, 1)
    refused: Refusals = ()
    if facts.birth >= starts:
        refused += (_born_too_late(facts.birth, starts),)
    if facts.retired_in is not None:
        refused += eligibility_refusals(facts.retired_in, facts.year)
    if facts.paid_in is not None and facts.paid_in < starts:
        refused += (_paid_too_early(facts.paid_in, starts),)
    asked = AdjustmentSet(law, facts.province, facts.year)
    if facts.sex is None and differs_by_sex(asked, facts.birth):
        refused += (_no_sex(),)
    if facts.hardship_class:
        word = law.word("adjustment_hardship", starts, facts.province)
        classes = [step.start for step in brackets_of(word)]
        if facts.hardship_class not in classes:
            refused += (_no_such_class(facts.hardship_class, classes),)
    return refused


def _born_too_late(birth: Month, starts: Month) -> Refusal:
    return Refusal(
        code="adjustment.born_too_late",
        text=Text(
            f"出生年月{month_text(birth)}不早于调整起始月{month_text(starts)}",
            f"The birth, {month_text(birth)}, is not before {month_text(starts)}",
        ),
        field="birth",
        remedy=Text("请核对出生年月", "Compare the month of birth"),
    )


def _no_sex() -> Refusal:
    return Refusal(
        code="adjustment.no_sex",
        text=Text(
            "该办法在此年龄的高龄倾斜按性别区分,未填写性别",
            "At this age the set's sums differ by sex, and none is given",
        ),
        field="sex",
        remedy=Text("请填写 sex", "Give sex"),
    )


def _paid_too_early(paid_in: Month, starts: Month) -> Refusal:
    return Refusal(
        code="adjustment.paid_too_early",
        text=Text(
            f"发放年月{month_text(paid_in)}早于调整起始月{month_text(starts)}",
            f"The payment, {month_text(paid_in)}, is before {month_text(starts)}",
        ),
        field="paid_in",
        remedy=Text("调整自当年1月起执行", "An adjustment holds from January of its year"),
    )


def _no_such_class(asked: int, classes: list[int]) -> Refusal:
    known = ", ".join(map(str, classes))
    return Refusal(
        code="adjustment.no_such_class",
        text=Text(
            f"没有第{asked}类艰苦边远地区(该办法有:{known})",
            f"There is no hardship class {asked}; the set has {known}",
        ),
        field="hardship_class",
        remedy=Text(f"可填写:{known}", f"These may be given: {known}"),
    )


RULE = Asked(find, EMPLOYEES, Text("基本养老金调整", "yearly adjustment"), Facts)
