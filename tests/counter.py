"""The counter of a province: people invented for a test, and the clerks who handle their matters.

The province is 安徽, node 34, unless a test stands elsewhere. It is ten in the morning of
5 November 2024 there.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from running import wait_for_a_lock
from tongchou.agency import changes as people
from tongchou.agency.changes import ClerkEntry
from tongchou.agency.models import Clerk
from tongchou.events.models import Event, Unsealed
from tongchou.ledger.books import Book
from tongchou.ledger.changes import EntryDraft, post
from tongchou.ledger.models import Entry, Posting
from tongchou.node.postgres import Postgres
from tongchou.registry import changes as registry
from tongchou.registry.models import (
    Assessment,
    Benefit,
    Contribution,
    EarlierRecord,
    Employer,
    Enrolment,
    Forwarded,
    Payment,
    Person,
    Receipt,
    Transfer,
)
from tongchou.registry.queries import amounts_due
from tongchou.standards.identity import credit_code_check, ssn_check
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EmployersRegistered,
    ItemDecided,
    Message,
    PersonsEnrolled,
    parse,
)
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_of, month_text
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File
from tongchou.workflow.models import Attachment, Content, Item, Step
from tongchou.workflow.paper_queries import paper_states

Stand = Callable[[str], Any]
"""How a test takes its stand in a node: the fixture `stand` of that name."""

AT = datetime(2024, 11, 5, 2, tzinfo=UTC)
TODAY = date(2024, 11, 5)

SCAN = b"%PDF-1.7\n%%EOF\n"
"""The shortest file that is taken for a scan."""

WAGE_FEN = 800_000
EMPLOYEE_FEN = WAGE_FEN * 8 // 100
"""8 % of 8,000.00 yuan: 640.00."""


def ssn_of(born: str, serial: str = "101", place: str = "340104") -> str:
    """Return a well-formed number: 19640915 with serial 101 is a man, with 102 a woman."""
    body = place + born + serial
    return body + ssn_check(body)


def credit_code_of(body: str = "91340104B8PHNT1R2") -> str:
    """Return a well-formed credit code of seventeen characters and their check."""
    return body + credit_code_check(body)


MAN, MAN_NAME = ssn_of("19640915"), "陈建国"
WOMAN, WOMAN_NAME = ssn_of("19850307", "102"), "李安"
FACTORY = credit_code_of("91340104B8PHNT1R2")
MILL = credit_code_of("91340203B8PHNT1R2")


def here() -> str:
    """Return the province in which the test stands; 安徽 when it stands in the ministry."""
    return "34" if settings.NODE_CODE == "00" else str(settings.NODE_CODE)


def clerk(login: str) -> Clerk:
    """Return a clerk of this node."""
    return Clerk.objects.get(login=login)


def another_sign_in(
    login: str, duties: list[str], *, agency: str = "340000", kind: str = "clerk", person: str = ""
) -> str:
    """Add a sign-in with duties, as the demo's administrators do; return a token of it."""
    system, security = clerk("system"), clerk("security")
    person_code = (person or f"person-{login}") if kind == "clerk" else ""
    entry = ClerkEntry(login, login, agency, kind, person_code)
    added = people.add_clerk(entry, encoded="!", by=system, at=AT)
    given = people.give_duties(login, duties, by=security, at=AT)
    ends_at = AT + timedelta(days=300)
    issued = people.issue_token(login, name="one", ends_at=ends_at, by=security, at=AT)
    assert isinstance(added, Clerk), added
    assert isinstance(given, Clerk), given
    return str(issued[1])


def hand_in(
    code: str,
    form: dict[str, Any],
    *,
    by: str = "clerk",
    at: datetime = AT,
    key: str = "",
    note: str = "",
) -> Accepted | Refusals:
    """Hand a form in at the counter; `by` names the clerk who takes it."""
    return workflow.accept(code, form, province=here(), at=at, clerk=clerk(by), key=key, note=note)


def accepted(code: str, form: dict[str, Any], *, by: str = "clerk", at: datetime = AT) -> Item:
    """Hand in a form that nothing speaks against, and return its item."""
    done = hand_in(code, form, by=by, at=at)
    assert isinstance(done, Accepted), refusal_codes(done)
    return done.item


def carried(item: Item, *, at: datetime = AT) -> Item | Refusals:
    """Review and approve an item with its papers; return it, or what was refused on the way."""
    bring_papers(item, at=at)
    done = workflow.take(item.number, "review", clerk=clerk("reviewer"), at=at)
    if isinstance(done, tuple):
        return done
    return workflow.take(item.number, "approve", clerk=clerk("approver"), at=at)


def bring_papers(item: Item, *, at: datetime = AT, by: str = "clerk") -> None:
    """Attach a scan for each paper that an item lacks."""
    for state in paper_states(item):
        if state.is_missing:
            scan = File(f"{state.paper.text.zh}.pdf", SCAN)
            done = workflow.attach_paper(
                item.number, state.paper.code, scan, clerk=clerk(by), at=at
            )
            assert isinstance(done, Item), refusal_codes(done)


def completed(code: str, form: dict[str, Any], *, at: datetime = AT) -> Item:
    """Handle a matter from the counter to its end."""
    done = carried(accepted(code, form, at=at), at=at)
    assert isinstance(done, Item), refusal_codes(done)
    return done


def refusal_codes(done: object) -> list[str]:
    """Return the codes of what was refused, in order; nothing for what was taken."""
    return [refusal.code for refusal in done] if isinstance(done, tuple) else []


def said(done: object) -> list[tuple[str, str, str, str]]:
    """Return what was refused, in order: code, field, and the sentence in both languages."""
    assert isinstance(done, tuple), done
    return [(refusal.code, refusal.field, refusal.text.zh, refusal.text.en) for refusal in done]


def apply(
    message: Any, *, province: str = "", item_number: str = "34-1", is_vouched: bool = False
) -> None:
    """Write a message into the registry."""
    registry.apply(
        message, province=province or here(), item_number=item_number, is_vouched=is_vouched
    )


def register_employer(
    code: str = FACTORY,
    name: str = "安徽皖江机械有限公司",
    place: str = "340104",
    *,
    province: str = "",
) -> None:
    """Register an employer."""
    apply(
        EmployersRegistered(
            scheme="110",
            registered_on=TODAY,
            credit_codes=[code],
            names=[name],
            division_codes=[place],
        ),
        province=province,
    )


def enrol(
    ssn: str,
    name: str,
    *,
    employer: str = FACTORY,
    from_month: str = "2024-01",
    province: str = "",
) -> None:
    """Enrol a person with an employer."""
    apply(
        PersonsEnrolled(
            scheme="110", from_month=from_month, ssns=[ssn], names=[name], credit_codes=[employer]
        ),
        province=province,
    )


def pension(ssn: str, *, total_fen: int = 120, from_month: str = "2024-10") -> BenefitDetermined:
    """Return what determines a pension from a month on, after fifteen years; the fund bears it."""
    return BenefitDetermined(
        scheme="110",
        benefit="pension",
        ssn=ssn,
        from_month=from_month,
        retirement_month=month_text(month_of(from_month) - 1),
        basic_fen=total_fen,
        account_fen=0,
        total_fen=total_fen,
        contribution_months=180,
        wage_index_e4=10_000,
        worksheet=[],
        item_number="34-1",
        provisional=False,
    )


def declare(ssn: str, month: str, *, employer: str = FACTORY, base_fen: int = WAGE_FEN) -> None:
    """Assess one person-month: 16 % the employer's part, 8 % the employee's."""
    apply(
        ContributionsAssessed(
            scheme="110",
            month=month,
            item_number=f"34-{month}-{ssn[-4:]}",
            rows=[1],
            ssns=[ssn],
            credit_codes=[employer],
            wage_fens=[base_fen],
            base_fens=[base_fen],
            employer_fens=[base_fen * 16 // 100],
            employee_fens=[base_fen * 8 // 100],
        )
    )


def receive(month: str, *, employer: str = FACTORY) -> None:
    """Mark a month of an employer as received."""
    (due,) = amounts_due(month_of(month), province=here(), credit_codes=[employer], scheme="110")
    apply(
        ContributionsReceived(
            scheme="110",
            month=month,
            received_on=TODAY,
            item_number="34-receipt",
            credit_codes=[employer] * len(due.declarations),
            declarations=list(due.declarations),
        )
    )


def contribute(ssn: str, first: str, last: str, *, employer: str = FACTORY) -> None:
    """Declare and receive a person's months on 8,000 yuan, and credit the account with 8 %."""
    for month in range(month_of(first), month_of(last) + 1):
        declare(ssn, month_text(month), employer=employer)
        receive(month_text(month), employer=employer)
        credit(ssn, EMPLOYEE_FEN, month)


def entry(
    book: Book,
    posted_on: date,
    month: Month,
    memo: str,
    *legs: tuple[str, str, int],
    scheme: str = "110",
) -> EntryDraft:
    """Return a draft of a few legs, each (account, holder, amount in fen, debit positive)."""
    accounts, holders, amounts = zip(*legs, strict=True)
    return EntryDraft(
        scheme=scheme,
        book=book,
        posted_on=posted_on,
        month=month,
        memo=Text(memo, memo),
        accounts=accounts,
        holders=holders,
        amounts_fen=amounts,
    )


def credit(ssn: str, amount_fen: int, month: Month, *, province: str = "") -> None:
    """Credit an individual account."""
    draft = entry(
        Book.ACCOUNTS, TODAY, month, "记账", ("8101", "", amount_fen), ("8001", ssn, -amount_fen)
    )
    count = Entry.objects.count()
    post(draft, province=province or here(), item_number="34-2", number=f"c-{count}")


def fund(amount_fen: int, *, province: str = "") -> None:
    """Put contributions of the employers into the special fiscal account."""
    draft = entry(
        Book.FUND, TODAY, month_of("2024-10"), "划入", ("1003", "", amount_fen),
        ("4001.01", "", -amount_fen)
    )  # fmt: skip
    count = Entry.objects.count()
    post(draft, province=province or here(), item_number="34-3", number=f"f-{count}")


@dataclass(frozen=True)
class Booked:
    """An entry as an item booked it: the book, the month, and its legs in order."""

    book: str
    month: str
    legs: list[tuple[str, str, int]]


def booked(item: Item) -> list[Booked]:
    """Return the entries an item booked; every leg is (account, holder, fen, debit positive)."""
    return [
        Booked(
            entry.book,
            month_text(entry.month),
            list(
                Posting.objects.filter(number=entry.number)
                .order_by("leg")
                .values_list("account", "holder", "amount_fen")
            ),
        )
        for entry in sorted(Entry.objects.filter(item_number=item.number), key=_place)
    ]


def _place(entry: Entry) -> list[int]:
    """Return at which step of its item, and as which one there, an entry was posted."""
    return [int(part) for part in entry.number.split("-")[-2:]]


def told(item: Item) -> list[Message]:
    """Return what an item told of its effects, in order; that it was decided is not among them."""
    events = Event.objects.filter(item_number=item.number).order_by("id")
    messages = [parse(event.kind, event.body) for event in events]
    return [message for message in messages if not isinstance(message, ItemDecided)]


def sheet(item: Item) -> dict[str, tuple[int, str]]:
    """Return an item's worksheet: each line's value and formula, by its name."""
    return {line["name"]: (line["value"], line["formula"]) for line in item.worksheet}


def at_once(
    server: Postgres, first: Callable[[], object], second: Callable[[], object]
) -> tuple[object, object]:
    """Return what two acts come to when the second begins before the first is committed."""
    with ThreadPoolExecutor(1) as hands:
        with transaction.atomic():
            done = first()
            waiting = hands.submit(_and_leave, second)
            wait_for_a_lock(server.url(f"test_{here()}"))
        return done, waiting.result(timeout=30)


def _and_leave(act: Callable[[], object]) -> object:
    try:
        return act()
    finally:
        connection.close()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that a deed may write, so that two moments can be compared."""
    tables = (
        Item, Step, Attachment, Content, Event, Unsealed, Entry, Posting, Person, Employer,
        Enrolment, Assessment, Contribution, Receipt, EarlierRecord, Transfer, Benefit, Payment,
        Forwarded,
    )  # fmt: skip
    return {table.__name__: _rows(_every_row(table)) for table in tables}


def _rows(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


@cache
def _every_row(table: type[Model]) -> str:
    """Return the question for every row of a table; Django takes a millisecond to write one."""
    return str(table.objects.order_by("pk").values_list(*_told(table)).query)


def _told(table: type[Model]) -> list[str]:
    """Return a table's columns, without those of the registry that are each node's own."""
    columns = {field.name for field in table._meta.concrete_fields}
    own = {Person: {"handle"}, Transfer: {"id"}}.get(table, set())
    return sorted(columns - own - {"pk"})
