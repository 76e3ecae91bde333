"""What of a record with lump sums moves, as others ask it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedDate, AskedFacts, YuanFen
from tongchou.policy.law import Law
from tongchou.policy.lump_sums import LumpSum, notice_due, what_stays
from tongchou.policy.worksheet import Sheet
from tongchou.standards.text import Text
from tongchou.standards.time import month_on

Amount = Annotated[YuanFen, Field(ge=0)]
Months = Annotated[int, Field(ge=0, le=1200)]
Paper = Literal[
    "",
    "undertaking",
    "court_judgment",
    "audit_report",
    "labour_inspection",
    "arbitration_award",
    "inspection_opinion",
]


class AskedLumpSum(BaseModel):
    """A lump sum: when it was paid, for how many months, and the paper that goes with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paid_on: AskedDate
    months: Months
    base_sum: Amount = 0
    account: Amount = 0
    paper: Paper = ""
    paper_on: AskedDate | None = None


class Facts(AskedFacts):
    """A record of so many months, its lump sums, and the day on which the letter came."""

    months: Months
    lump_sums: list[AskedLumpSum] = Field(max_length=100)
    letter_on: AskedDate


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return what stays and what moves; why something stays is said with it."""
    lumps = [
        LumpSum(lump.paid_on, lump.months, lump.base_sum, lump.account, lump.paper, lump.paper_on)
        for lump in facts.lump_sums
    ]
    stays = what_stays(law, lumps, facts.months, month_on(facts.letter_on), sheet)
    due = notice_due(law, facts.letter_on).toordinal() if stays.refusals else None
    return {
        "months": (facts.months - stays.months, "months"),
        "months_staying": (stays.months, "months"),
        "base_sum_staying": (stays.base_sum_fen, "fen"),
        "account_staying": (stays.account_fen, "fen"),
        "reasons": [refusal.as_json() for refusal in stays.refusals],
        "notice_due_on": None if due is None else (due, "date"),
    }


RULE = Rule("lump-sums", Text("一次性缴费的转移", "lump sums in a transfer"), Facts, find)
