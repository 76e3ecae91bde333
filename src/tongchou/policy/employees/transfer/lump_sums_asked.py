"""What of a record with lump sums moves, as others ask it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.transfer.lump_sums import TOLD, LumpSum, notice_due, what_stays
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedDate, AskedFacts, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rows import AskedRow
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import month_on

Amount = Annotated[YuanFen, Field(ge=0)]
Months = Annotated[WholeNumber, Field(ge=0, le=1200)]
Paper = Literal[
    "undertaking",
    "court_judgment",
    "audit_report",
    "labour_inspection",
    "arbitration_award",
    "inspection_opinion",
]


class AskedLumpSum(AskedRow):
    """A lump sum: when it was paid, for how many months, and the paper that goes with it."""

    paid_on: AskedDate
    months: Months
    base_sum: Amount = 0
    account: Amount = 0
    paper: Paper | None = None
    paper_on: AskedDate | None = None


class Facts(AskedFacts):
    """A record of so many months, its lump sums, and the day on which the letter came."""

    months: Months
    lump_sums: list[AskedLumpSum] = Field(max_length=100)
    letter_on: AskedDate


@rule("lump-sums", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what stays and what moves; why something stays is said with it."""
    refused = _refusals(facts)
    if refused:
        return refused
    lumps = [
        LumpSum(
            lump.paid_on,
            lump.months,
            lump.base_sum,
            lump.account,
            lump.paper or "",
            lump.paper_on,
        )
        for lump in facts.lump_sums
    ]
    stays = what_stays(law, lumps, facts.months, month_on(facts.letter_on), sheet)
    due = notice_due(law, facts.letter_on, sheet).toordinal() if stays.refusals else None
    return {
        "months": (facts.months - stays.months, "months"),
        "months_staying": (stays.months, "months"),
        "base_sum_staying": (stays.base_sum_fen, "fen"),
        "account_staying": (stays.account_fen, "fen"),
        "reasons": [refusal.as_json() for refusal in stays.refusals],
        "notice_due_on": None if due is None else (due, "date"),
    }


def _refusals(facts: Facts) -> Refusals:
    paid = sum(lump.months for lump in facts.lump_sums)
    too_many = (_too_many(paid, facts.months),) if paid > facts.months else ()
    return too_many + tuple(
        _paid_late(place, lump, facts.letter_on)
        for place, lump in enumerate(facts.lump_sums)
        if lump.paid_on > facts.letter_on
    )


def _too_many(paid: int, months: int) -> Refusal:
    return Refusal(
        code="lump_sum.too_many_months",
        text=Text(
            f"一次性缴费合计{paid}个月,多于记录的{months}个月",
            f"{paid} months were paid at once, more than the {months} of the record",
        ),
        field="lump_sums",
        basis=TOLD,
        remedy=Text("请核对缴费月数", "Compare the months"),
    )


def _paid_late(place: int, lump: AskedLumpSum, letter_on: date) -> Refusal:
    return Refusal(
        code="lump_sum.paid_after_letter",
        text=Text(
            f"一次性缴费日{lump.paid_on}晚于联系函日期{letter_on}",
            f"The lump sum of {lump.paid_on} was paid after the letter of {letter_on}",
        ),
        field=f"lump_sums.{place}.paid_on",
        basis=TOLD,
        remedy=Text("请核对两个日期", "Compare both days"),
    )


RULE = Asked(find, EMPLOYEES, Text("一次性缴费的转移", "lump sums in a transfer"), Facts)
