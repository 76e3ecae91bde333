"""What residents get back for months that stand twice, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.transfer.residents_refund import (
    RESIDENTS,
    residents_refund,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR

Amount = Annotated[YuanFen, Field(ge=0)]


class Facts(AskedFacts):
    """A year's payment to the residents' scheme, and for how many months of it one was employed.

    The government's subsidy may be named; it does not come back.
    """

    individual: Amount
    collective: Amount = 0
    subsidy: Amount = 0
    duplicate_months: Annotated[WholeNumber, Field(ge=0)]
    paid_months: Annotated[WholeNumber, Field(ge=1, le=MONTHS_PER_YEAR)] = MONTHS_PER_YEAR


@rule("residents-refund", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what comes back, and the months that stay."""
    del law
    if facts.duplicate_months > facts.paid_months:
        return (_too_many(facts.duplicate_months, facts.paid_months),)
    refund_fen = residents_refund(
        facts.individual, facts.collective, facts.duplicate_months, facts.paid_months, sheet
    )
    return {
        "refund": (refund_fen, "fen"),
        "residents_months": (facts.paid_months - facts.duplicate_months, "months"),
    }


def _too_many(twice: int, paid: int) -> Refusal:
    return Refusal(
        code="refund.too_many_months",
        text=Text(
            f"重复月数{twice}个月,多于缴费月数{paid}个月",
            f"{twice} months stand twice, more than the {paid} that were paid",
        ),
        field="duplicate_months",
        basis=RESIDENTS,
        remedy=Text("请核对重复月数", "Compare the months"),
    )


RULE = Asked(find, EMPLOYEES, Text("城乡居民重复缴费退还", "refund of residents' payments"), Facts)
