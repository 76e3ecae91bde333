"""Contribution receipt 税务到账: the tax authority tells what employers paid, receipt by receipt.

A receipt that equals what an employer owes for a month settles it: the money is booked into
the treasury and on into the special fiscal account, and everyone's account is credited. Any
other receipt is refused row by row, and nobody's money is guessed apart.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field

from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.vouchers import voucher
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry import queries as registry
from tongchou.registry.queries import AmountDue
from tongchou.standards.fields import ROWS_MAX, Kind, MonthText
from tongchou.standards.messages import SLICE_ROWS, ContributionsReceived, ReceiptsTaken
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Figure, Panel

BASIS = "fund-accounting-2017-28"

CASES = {
    "receipt.unknown_employer": Text("单位尚未参保登记", "employer not registered"),
    "receipt.duplicate_serial": Text("流水号重复", "serial used before"),
    "receipt.nothing_due": Text("该月没有应缴未缴", "nothing due for the month"),
    "receipt.amount_differs": Text("金额与应缴不符", "amount differs from what is due"),
}
"""What a receipt may be refused for, in order of precedence."""


AMOUNT_FEN_MAX = 10**15
"""Ten trillion yuan: more than all contributions of a year."""


class Receipt(BaseModel, frozen=True, extra="forbid"):
    """One payment 到账, as the treasury confirmed it."""

    serial: str = Field(min_length=1, max_length=64)
    credit_code: str = Field(max_length=18)
    month: MonthText
    amount_fen: int = Field(strict=True, gt=0, le=AMOUNT_FEN_MAX)
    received_on: date


class Form(BaseModel, frozen=True, extra="forbid"):
    """The feed: receipts, as many as a form may have rows."""

    receipts: Annotated[list[Receipt], Kind.ROWS] = Field(
        title="到账清单", description="Receipts", min_length=1, max_length=ROWS_MAX
    )


_Row = TypeVar("_Row")

Key = tuple[str, date]
"""What is booked together: a contribution month and the day on which its money came."""


@dataclass(frozen=True)
class Facts:
    """The feed with a verdict on each receipt, and what the settled ones were for."""

    form: Form
    refused: Mapping[int, str]
    settled: Mapping[Key, list[AmountDue]]
    shares: Mapping[Key, list[tuple[str, int]]]


@dataclass(frozen=True)
class Found:
    """What was received, in fen."""

    amount_fen: int


def gather(form: Form, act: Act) -> Facts:
    """Look up what is due, match the receipts with it, and find whose accounts it credits."""
    codes_by_month: dict[str, set[str]] = defaultdict(set)
    for receipt in form.receipts:
        codes_by_month[receipt.month].add(receipt.credit_code)
    due = {
        (found.credit_code, month): found
        for month, codes in codes_by_month.items()
        for found in registry.amounts_due(
            month_of(month), province=act.province, credit_codes=codes, hold=True, scheme=act.scheme
        )
    }
    employers = registry.employers_known(
        chain.from_iterable(codes_by_month.values()), province=act.province
    )
    taken = registry.serials_taken(
        (receipt.serial for receipt in form.receipts), province=act.province, scheme=act.scheme
    )
    refused, settled = match(form.receipts, employers.keys(), due, taken)
    shares = {
        (month, received_on): registry.account_shares_due(
            month_of(month),
            [found.credit_code for found in dues],
            province=act.province,
            scheme=act.scheme,
        )
        for (month, received_on), dues in settled.items()
    }
    return Facts(form, refused, settled, shares)


def match(
    receipts: list[Receipt],
    employers: AbstractSet[str],
    due: Mapping[tuple[str, str], AmountDue],
    serials: AbstractSet[str],
) -> tuple[dict[int, str], dict[Key, list[AmountDue]]]:
    """Return the refused receipts' faults by row, and the dues that the others settle."""
    refused: dict[int, str] = {}
    settled: dict[Key, list[AmountDue]] = defaultdict(list)
    open_dues, taken = dict(due), set(serials)
    for row, receipt in enumerate(receipts, start=1):
        key = (receipt.credit_code, receipt.month)
        if receipt.credit_code not in employers:
            refused[row] = "receipt.unknown_employer"
        elif receipt.serial in taken:
            refused[row] = "receipt.duplicate_serial"
        elif key not in open_dues:
            refused[row] = "receipt.nothing_due"
        elif open_dues[key].total_fen != receipt.amount_fen:
            refused[row] = "receipt.amount_differs"
        else:
            taken.add(receipt.serial)
            settled[receipt.month, receipt.received_on].append(open_dues.pop(key))
    return refused, dict(settled)


def decide(facts: Facts, law: Law) -> Decision[Found] | Refusals:
    """Sum up what was received; single receipts are refused, never the feed."""
    del law
    dues = list(chain.from_iterable(facts.settled.values()))
    sheet = Sheet()
    sheet.line("receipts", "到账笔数", "Receipts taken", len(dues), "none", "", BASIS)
    people = sum(found.people for found in dues)
    sheet.line("people", "涉及人数", "People they are for", people, "people", "", BASIS)
    for name, zh, en, fens in (
        ("employers", "其中单位缴费", "Employers' part", [found.employer_fen for found in dues]),
        ("employees", "其中个人缴费", "Employees' part", [found.employee_fen for found in dues]),
        ("amount", "到账金额", "Amount received", [found.total_fen for found in dues]),
    ):
        sheet.line(name, zh, en, sum(fens), "fen", "Σ", BASIS)
    return Decision(Found(sum(found.total_fen for found in dues)), sheet.worksheet())


def record(facts: Facts, found: Found, act: Act) -> Effects:
    """Settle what was due, book the money, and credit the individual accounts."""
    refusals = [
        {"row": row, "code": fault, "case": CASES[fault].en} for row, fault in facts.refused.items()
    ]
    return Effects(
        messages=(*_taken(facts, act), *_received(facts, act)),
        entries=tuple(chain.from_iterable(_entries(facts, key, act) for key in facts.settled)),
        outcome={
            "rows": len(facts.form.receipts),
            "accepted": len(facts.form.receipts) - len(refusals),
            "refused": len(refusals),
            "amount_fen": found.amount_fen,
            "refusals": refusals,
            "cases": {case.en: case.zh for case in CASES.values()},
        },
    )


def _taken(facts: Facts, act: Act) -> list[ReceiptsTaken]:
    """Return the receipts that were taken, under their serials."""
    taken = [
        receipt
        for row, receipt in enumerate(facts.form.receipts, start=1)
        if row not in facts.refused
    ]
    return [
        ReceiptsTaken(
            scheme=act.scheme,
            serials=[receipt.serial for receipt in piece],
            credit_codes=[receipt.credit_code for receipt in piece],
            months=[receipt.month for receipt in piece],
            amount_fens=[receipt.amount_fen for receipt in piece],
            received_ons=[receipt.received_on for receipt in piece],
        )
        for piece in _slices(taken)
    ]


def _received(facts: Facts, act: Act) -> list[ContributionsReceived]:
    return [
        ContributionsReceived(
            scheme=act.scheme,
            month=month,
            received_on=received_on,
            item_number=act.item_number,
            credit_codes=[credit_code for credit_code, _ in piece],
            declarations=[declaration for _, declaration in piece],
        )
        for (month, received_on), dues in facts.settled.items()
        for piece in _slices(
            [(found.credit_code, number) for found in dues for number in found.declarations]
        )
    ]


def _slices(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Return rows cut into pieces that fit a message."""
    for start in range(0, len(rows), SLICE_ROWS):
        yield rows[start : start + SLICE_ROWS]


def _entries(facts: Facts, key: Key, act: Act) -> tuple[EntryDraft, ...]:
    """Return the entries of one month's money of one day: treasury, special account, accounts.

    Money counts in the month in which it comes 收付实现制; an account is credited for the
    month that the contribution is for.
    """
    month, received_on = key
    dues, shares = facts.settled[key], facts.shares[key]
    employer_fen = sum(found.employer_fen for found in dues)
    employee_fen = sum(found.employee_fen for found in dues)
    booked = {
        "contribution_received": {"employers": employer_fen, "employees": employee_fen},
        "contribution_moved_to_special_account": {"received": employer_fen + employee_fen},
    }
    of_the_fund = tuple(
        voucher(
            name,
            scheme=act.scheme,
            posted_on=received_on,
            month=month_on(received_on),
            amounts=amounts,
            facts={"contribution_month": month},
        )
        for name, amounts in booked.items()
    )
    credited = voucher(
        "contribution_credited",
        scheme=act.scheme,
        posted_on=received_on,
        month=month_of(month),
        amounts={"employees": employee_fen},
        holders=[ssn for ssn, _ in shares],
        shares_fen=[share_fen for _, share_fen in shares],
        facts={"contribution_month": month},
    )
    return (*of_the_fund, credited)


ITEM = BusinessItem(
    code="contribution_receipt",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.WORKSHEET, Panel.ROWS),
    figures=(Figure(Text("到账合计", "Received in all"), "fen", ("amount_fen",)),),
    keeps_facts=False,
)
