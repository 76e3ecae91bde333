"""The disability allowance, as others ask it."""

from typing import Annotated

from pydantic import ConfigDict, Field, ValidationError

from tongchou.policy.employees.disability.disability import (
    BASIS,
    FAR,
    FEW,
    IN_FORCE_FROM,
    NEAR,
    allowance,
    allowance_case,
    allowance_refusals,
    months_max,
    recalculated_after,
    stopped_from,
)
from tongchou.policy.employees.pension import pension_asked as pension
from tongchou.policy.employees.pension.pension import Pension
from tongchou.policy.engine.answer import Asked, Result, Value
from tongchou.policy.engine.fields import (
    MONTHS_MAX,
    AskedFacts,
    AskedMonth,
    AskedMonths,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber, field_faults
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text

CERTAINLY_FEW_BELOW = 180
"""No minimum was ever lower, so whoever has less needs no minimum to be told."""

UNSEEN_ANNUITY_MONTHS = "139"
"""What the part that is not paid is divided by; it shows nowhere."""

Minimum = Annotated[WholeNumber, Field(ge=CERTAINLY_FEW_BELOW, le=MONTHS_MAX)]


class Facts(AskedFacts):
    """A person wholly unable to work; all further facts are those of the pension.

    Without facts of the pension the case and the months are answered, and no amount.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    contribution_months: AskedMonths
    months_to_retirement: Annotated[WholeNumber, Field(le=MONTHS_MAX)] | None = None
    minimum_months: Minimum | None = None
    wholly_unable: bool = True
    appraised_in: AskedMonth | None = None
    draws_pension: bool = False
    contributes_from: AskedMonth | None = None
    retired_in: AskedMonth | None = None


@rule("disability", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the article that applies, the monthly amount, and how many months it is paid."""
    applied_in = _applied_in(facts)
    refused = _refusals(facts, applied_in)
    if refused:
        return refused
    law.figure("disability_allowance_months", applied_in)
    to_age = 1 if facts.months_to_retirement is None else facts.months_to_retirement
    case = int(allowance_case(facts.contribution_months, to_age, _minimum(facts), sheet))
    found: dict[str, Value] = {"case": (case, "none"), "amount": None, "months_max": None}
    if case == FEW:
        months = months_max(law, applied_in, facts.contribution_months, sheet)
        found["months_max"] = (months, "months")
    if case == FAR:
        found["recalculated_after"] = (recalculated_after(to_age), "months")
    if facts.contributes_from is not None:
        found["stopped_from"] = (stopped_from(facts.contributes_from), "month")
    if not facts.model_extra:
        return found
    found_pension = _pension(facts, case, law, sheet)
    if not isinstance(found_pension, Pension):
        return found_pension
    amount_fen = allowance(case, found_pension.basic_fen, found_pension.total_fen, sheet)
    return {**found, "amount": (amount_fen, "fen")}


def _applied_in(facts: Facts) -> Month:
    """Return the month of the claim, or without one the first in which it may have been made."""
    if facts.retired_in is not None:
        return facts.retired_in
    return max(IN_FORCE_FROM, facts.appraised_in or IN_FORCE_FROM)


def _minimum(facts: Facts) -> int:
    return CERTAINLY_FEW_BELOW if facts.minimum_months is None else facts.minimum_months


def _pension(facts: Facts, case: int, law: Law, sheet: Sheet) -> Pension | Refusals:
    """Return the parts of the pension; of articles 4 and 5 only the basic part is shown and paid.

    These need neither an account nor an age, so what is missing of them is filled in unseen.
    """
    asked = {
        **(facts.model_extra or {}),
        "contribution_months": facts.contribution_months,
        "given": facts.given,
    }
    if facts.retired_in is not None:
        asked["retired_in"] = month_text(facts.retired_in)
    if case != NEAR:
        asked = {"account_balance": "0", **asked}
        asked["given"] = {"annuity_months": UNSEEN_ANNUITY_MONTHS, **facts.given}
    try:
        of_pension = pension.Facts.model_validate(asked)
    except ValidationError as fault:
        return field_faults(fault)
    if case == NEAR:
        return pension.determined(of_pension, law, sheet)
    unseen = Sheet()
    found = pension.determined(of_pension, law, unseen)
    sheet.take_notes(unseen)
    for line in unseen.lines:
        sheet.take(line)
        if line.name == "basic":
            break
    return found


def _refusals(facts: Facts, applied_in: int) -> Refusals:
    refused: list[Refusal] = []
    is_few = facts.contribution_months < _minimum(facts)
    if facts.minimum_months is None and facts.contribution_months >= CERTAINLY_FEW_BELOW:
        refused.append(_not_told("minimum_months", Text("最低缴费月数", "minimum months")))
    elif facts.months_to_retirement is None and not is_few:
        refused.append(
            _not_told(
                "months_to_retirement",
                Text("距法定退休年龄的月数", "months to the statutory age"),
            )
        )
    return (
        *refused,
        *allowance_refusals(
            applied_in=applied_in,
            appraised_in=applied_in if facts.appraised_in is None else facts.appraised_in,
            is_wholly_unable=facts.wholly_unable,
            months_to_retirement=(
                1 if facts.months_to_retirement is None else facts.months_to_retirement
            ),
            draws_pension=facts.draws_pension,
            contributes_from=facts.contributes_from,
        ),
    )


def _not_told(name: str, text: Text) -> Refusal:
    return Refusal(
        code="disability.not_told",
        text=Text(f"未填写{text.zh}", f"The {text.en} are not given"),
        field=name,
        basis=BASIS,
        remedy=Text(f"请填写 {name}", f"Give {name}"),
    )


RULE = Asked(
    find, EMPLOYEES, Text("病残津贴", "disability allowance"), Facts, given=pension.RULE.given
)
