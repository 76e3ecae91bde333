"""What residents get back for months that stand twice, as others ask it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, YuanFen
from tongchou.policy.duplicates import residents_refund
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
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
    duplicate_months: int = Field(ge=0)
    paid_months: int = Field(default=MONTHS_PER_YEAR, ge=1, le=MONTHS_PER_YEAR)

    @model_validator(mode="after")
    def _within_the_year(self) -> Self:
        if self.duplicate_months > self.paid_months:
            raise ValueError("重复月数不能多于缴费月数 | More months twice than were paid")
        return self


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return what comes back, and the months that stay."""
    del law
    refund_fen = residents_refund(
        facts.individual, facts.collective, facts.duplicate_months, facts.paid_months, sheet
    )
    return {
        "refund": (refund_fen, "fen"),
        "residents_months": (facts.paid_months - facts.duplicate_months, "months"),
    }


RULE = Rule(
    "residents-refund",
    Text("城乡居民重复缴费退还", "refund of residents' payments"),
    Facts,
    find,
)
