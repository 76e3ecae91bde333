"""What provinces tell, in the fewest words a test needs."""

from datetime import UTC, date, datetime
from itertools import count

from tongchou.node.wiring import handlers
from tongchou.standards.messages import (
    ContributionsAssessed,
    ContributionsReceived,
    EmployersRegistered,
    EntryPosted,
    Message,
    PersonsEnrolled,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.sync.handlers import Received

MORNING = datetime(2024, 11, 5, 1, 0, tzinfo=UTC)
TODAY = date(2024, 11, 5)
EMPLOYERS = {
    "31": "91310104B8PHNT1R2T",
    "32": "91320104B8PHNT1R2T",
    "34": "91340104B8PHNT1R2T",
}
LI, WANG = "340104198503071015", "340104199012120024"

_positions = count(1)


def tell(province: str, *told: Message, item_number: str = "") -> None:
    """Let the ministry handle what a province tells, as it does when an envelope arrives."""
    for message in told:
        received = Received(
            sender=province,
            position=next(_positions),
            item_number=item_number or f"{province}-20241105-000001",
            recorded_at=MORNING,
            addressee="",
            at=MORNING,
        )
        handlers().handle([(message, received)])
        handlers().end([(message, received)])


def employ(province: str, *ssns: str, from_month: str = "2024-09") -> None:
    """Register a province's employer and enrol people with it."""
    code = EMPLOYERS[province]
    tell(
        province,
        EmployersRegistered(
            scheme="110",
            registered_on=TODAY,
            credit_codes=[code],
            names=["一家单位"],
            division_codes=[f"{province}0104"],
        ),
        PersonsEnrolled(
            scheme="110",
            from_month=from_month,
            ssns=list(ssns),
            names=["李安" if ssn == LI else "王静" for ssn in ssns],
            credit_codes=[code] * len(ssns),
        ),
    )


def assessed(province: str, month: str, *ssns: str) -> ContributionsAssessed:
    """Return the person-months of a declaration, 5,000 yuan each."""
    people = len(ssns)
    return ContributionsAssessed(
        scheme="110",
        month=month,
        item_number=f"{province}-{month.replace('-', '')}-000001",
        rows=list(range(1, people + 1)),
        ssns=list(ssns),
        credit_codes=[EMPLOYERS[province]] * people,
        wage_fens=[500_000] * people,
        base_fens=[500_000] * people,
        employer_fens=[80_000] * people,
        employee_fens=[40_000] * people,
    )


def contribute(province: str, month: str, *ssns: str) -> None:
    """Declare people for a month, and receive what is due."""
    tell(
        province,
        assessed(province, month, *ssns),
        ContributionsReceived(
            scheme="110",
            month=month,
            received_on=TODAY,
            item_number=f"{province}-receipt-{month}",
            credit_codes=[EMPLOYERS[province]],
            declarations=[f"{province}-{month.replace('-', '')}-000001"],
        ),
    )


def book(  # read as a line of a journal: where, which, when, legs
    province: str, number: str, book_name: str, month: str, *legs: tuple[str, str, int]
) -> None:
    """Post an entry in a province's books."""
    accounts, holders, amounts = zip(*legs, strict=True)
    tell(
        province,
        EntryPosted(
            scheme="110",
            number=f"{province}-{number}",
            book=book_name,
            posted_on=TODAY,
            month=month,
            memo="记账",
            memo_en="Booked",
            accounts=list(accounts),
            holders=list(holders),
            amount_fens=list(amounts),
        ),
    )


def requested(letter: str = "32-1") -> TransferRequested:
    """Return a contact letter from 江苏 to 安徽 about one person."""
    return TransferRequested(
        scheme="110",
        letter=letter,
        ssn=LI,
        name="李安",
        origin="34",
        destination="32",
        requested_on=TODAY,
    )


def answered(letter: str = "32-1", *, account_fen: int = 40_000) -> TransferAnswered:
    """Return 安徽's answer: one month moves."""
    return TransferAnswered(
        scheme="110",
        letter=letter,
        ssn=LI,
        name="李安",
        origin="34",
        destination="32",
        answered_on=TODAY,
        refused=False,
        reason="",
        years=[2024],
        months=[1],
        base_sum_fens=[500_000],
        index_sums_e4=[7_000],
        earlier=[],
        account_fen=account_fen,
        pooled_fen=0,
    )


def completed(letter: str = "32-1", *, account_fen: int = 40_000) -> TransferCompleted:
    """Return 江苏's word that it has taken the record over."""
    return TransferCompleted(
        scheme="110",
        letter=letter,
        ssn=LI,
        origin="34",
        destination="32",
        completed_on=TODAY,
        months=1,
        account_fen=account_fen,
    )
