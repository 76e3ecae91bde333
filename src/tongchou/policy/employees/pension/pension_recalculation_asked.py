"""The recalculation of a pension that was paid on a base of the year before, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.pension import pension_asked as pension
from tongchou.policy.employees.pension.pension import Pension
from tongchou.policy.employees.pension.pension_facts import READ
from tongchou.policy.employees.pension.pension_facts import Facts as PensionFacts
from tongchou.policy.employees.pension.pension_recalculation import BASIS, recalculation
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedMonth, YuanFen
from tongchou.policy.engine.law import GIVEN, Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text


class Facts(PensionFacts):
    """The facts of a pension, the base it was paid on, and the last month so paid."""

    provisional_base: Annotated[YuanFen, Field(ge=0)]
    through: AskedMonth


@rule("pension-recalculation", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return both pensions and their difference, back to the first month."""
    first_month = facts.retired_in + 1
    if facts.through < first_month:
        return (_nothing_paid(facts.through, first_month),)
    ahead = Sheet()
    paid = pension.determined(facts, law, ahead, facts.provisional_base)
    if not isinstance(paid, Pension):
        return paid
    final = pension.determined(facts, law, sheet)
    if not isinstance(final, Pension):
        return final
    _write_paid(facts.provisional_base, ahead, sheet)
    found = recalculation(paid.total_fen, final.total_fen, first_month, facts.through, sheet)
    return {
        "provisional_total": (paid.total_fen, "fen"),
        "total": (final.total_fen, "fen"),
        "monthly_difference": (found.monthly_fen, "fen"),
        "months": (found.months, "months"),
        "difference": (found.total_fen, "fen"),
    }


def _write_paid(base_fen: int, ahead: Sheet, sheet: Sheet) -> None:
    """Write the pension that was paid, and the base it was paid on."""
    sheet.line("provisional_base", "预发计发基数", "Base paid on", base_fen, "fen", "", GIVEN)
    total = next(line for line in ahead.lines if line.name == "total")
    sheet.note_provisional(total.provisional)
    sheet.line(
        "provisional_total",
        "预发月基本养老金",
        "Pension paid ahead",
        total.value,
        total.unit,
        total.formula,
        BASIS,
    )


def _nothing_paid(through: Month, first_month: Month) -> Refusal:
    last, first = month_text(through), month_text(first_month)
    return Refusal(
        code="recalculation.nothing_paid",
        text=Text(
            f"预发截止年月{last}早于待遇享受开始年月{first}",
            f"It was paid so through {last}, before the first month paid, {first}",
        ),
        field="through",
        basis=BASIS,
        remedy=Text("请核对两个年月", "Compare both months"),
    )


RULE = Asked(
    find, EMPLOYEES, Text("养老金重算补差", "recalculation of a pension"), Facts, given=tuple(READ)
)
