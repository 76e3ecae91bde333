"""The recalculation of a pension that was paid on a base of the year before, as others ask it."""

from tongchou.policy.benefit import Pension
from tongchou.policy.calc import pension
from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedMonth, YuanFen
from tongchou.policy.calc.pension_facts import READ
from tongchou.policy.calc.pension_facts import Facts as PensionFacts
from tongchou.policy.law import Law
from tongchou.policy.recalculation import recalculation
from tongchou.policy.worksheet import Sheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text


class Facts(PensionFacts):
    """The facts of a pension, the base it was paid on, and the last month so paid."""

    provisional_base: YuanFen
    through: AskedMonth


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return both pensions and their difference, back to the first month."""
    paid = pension.determined(facts, law, Sheet(), facts.provisional_base)
    if not isinstance(paid, Pension):
        return paid
    final = pension.determined(facts, law, sheet)
    if not isinstance(final, Pension):
        return final
    first_month = facts.retired_in + 1
    found = recalculation(paid.total_fen, final.total_fen, first_month, facts.through, sheet)
    return {
        "provisional_total": (paid.total_fen, "fen"),
        "total": (final.total_fen, "fen"),
        "monthly_difference": (found.monthly_fen, "fen"),
        "months": (found.months, "months"),
        "difference": (found.total_fen, "fen"),
    }


RULE = Rule(
    "pension-recalculation",
    Text("养老金重算补差", "recalculation of a pension"),
    Facts,
    find,
    given=tuple(READ),
)
