"""A province whose every row is told by its log, and the deep proof as a test asks for it."""

from datetime import date
from io import BytesIO
from typing import Any

from django.conf import settings

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Stand,
    entry,
)
from tongchou.events.changes import append, seal
from tongchou.ledger.books import Book
from tongchou.ledger.changes import fold, post
from tongchou.node.wiring import handlers
from tongchou.proof import changes, queries
from tongchou.proof.deep.job import work
from tongchou.proof.models import Run
from tongchou.registry import changes as registry
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EarlierRecordEntered,
    EmployersRegistered,
    EmploymentEnded,
    Message,
    PaymentsMade,
    PersonsEnrolled,
    ReceiptsTaken,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.time import month_of
from tongchou.sync.changes import accept
from tongchou.sync.envelope import pack
from tongchou.sync.keys import Keyring
from tongchou.sync.queries import envelope_after, received_position
from tongchou.workflow import changes as workflow

ITEM = "34-20241105-000900"
OCTOBER = month_of("2024-10")
LIFE: tuple[Message, ...] = (
    EmployersRegistered(scheme="110", registered_on=TODAY, credit_codes=[FACTORY, MILL],
        names=["皖江机械", "弋江纺织"], division_codes=["340104", "340203"]),
    PersonsEnrolled(scheme="110", from_month="2024-01", ssns=[MAN, WOMAN, MAN],
        names=[MAN_NAME, WOMAN_NAME, MAN_NAME], credit_codes=[FACTORY, "", MILL]),
    EarlierRecordEntered(scheme="110", ssn=MAN, name=MAN_NAME, source="prior", paid_in="34",
        from_month="1990-01", until_month="1995-01", months=58, wage_index_e4=9_500,
        base_sum_fen=0, account_fen=1_000),
    ContributionsAssessed(scheme="110", month="2024-10", item_number=ITEM, rows=[1, 2],
        ssns=[MAN, MAN], credit_codes=[FACTORY, MILL], wage_fens=[800_000, 1],
        base_fens=[800_000, 400_000], employer_fens=[128_000, 64_000],
        employee_fens=[64_000, 32_000]),
    ContributionsReceived(scheme="110", month="2024-10", received_on=TODAY, item_number=ITEM,
        credit_codes=[FACTORY], declarations=[ITEM]),
    EmploymentEnded(scheme="110", ssn=MAN, credit_code=MILL, until_month="2024-11", reason="221"),
    TransferRequested(scheme="110", letter="34-1", ssn=MAN, name=MAN_NAME, origin="32",
        destination="34", requested_on=TODAY),
    TransferAnswered(scheme="110", letter="34-1", ssn=MAN, name=MAN_NAME, origin="32",
        destination="34", answered_on=TODAY, refused=False, reason="", years=[2023], months=[12],
        base_sum_fens=[1], index_sums_e4=[2], earlier=[], account_fen=5, pooled_fen=6),
    TransferCompleted(scheme="110", letter="34-1", ssn=MAN, origin="32", destination="34",
        completed_on=TODAY, months=12, account_fen=5),
    BenefitDetermined(scheme="110", benefit="pension", ssn=MAN, from_month="2024-12",
        retirement_month="2024-11", basic_fen=1, account_fen=2, total_fen=3,
        contribution_months=240, wage_index_e4=9_500, worksheet=[{"name": "总额"}],
        item_number=ITEM, provisional=False),
    ReceiptsTaken(scheme="110", serials=["税-1", "税-2"], credit_codes=[MILL, MILL],
        months=["2024-10", "2024-09"], amount_fens=[12, 34], received_ons=[TODAY, TODAY]),
    PaymentsMade(scheme="110", benefit="pension", month="2024-12", paid_on=date(2024, 12, 15),
        item_number=ITEM, ssns=[MAN], amount_fens=[3], account_part_fens=[2]),
)  # fmt: skip


def tell(*messages: Message, item_number: str = ITEM) -> None:
    """Write messages into the registry of 安徽 and into its log, as an item does."""
    for message in messages:
        registry.apply(message, province="34", item_number=item_number, is_vouched=True)
    append(messages, item_number=item_number, recorded_at=AT, in_order=True)


def book(number: str, ssn: str, amount_fen: int, *, is_told: bool = True) -> None:
    """Credit an account, and tell it unless it is done behind the log's back."""
    legs = (("8101", "", amount_fen), ("8001", ssn, -amount_fen))
    draft = entry(Book.ACCOUNTS, TODAY, OCTOBER, "记账", *legs)
    posted = post(draft, province="34", item_number=ITEM, number=number)
    if is_told:
        append(posted, item_number=ITEM, recorded_at=AT, in_order=True)


def live() -> None:
    """Let a life be told by 安徽's log: registry, ledger, and an item that is decided."""
    tell(*LIFE)
    book("34-e-1", MAN, 64_000)
    book("34-e-2", WOMAN, 32_000)
    employer = {"credit_code": FACTORY, "name": "皖江机械", "division_code": "340104"}
    taken = workflow.accept(
        "employer_feed", {"employers": [employer]}, province="34", at=AT, source="system"
    )
    assert isinstance(taken, workflow.Accepted)
    while seal():
        pass
    fold()


def proven(**asked: Any) -> Run:
    """Ask for a deep proof where the test stands, and return it as it ended."""
    assert changes.ask(by="operator", at=AT, **asked) is not None
    run = work(lambda: AT)
    assert run is not None
    assert not run.fault, run.fault
    return run


def found(run: Run) -> list[dict[str, Any]]:
    """Return what a deep proof named."""
    named: list[dict[str, Any]] = queries.run_as_json(run)["found"]
    return named


def carried(stand: Stand) -> None:
    """Carry all that 安徽 wrote to the ministry, and stand there."""
    stand("00")
    after = received_position("34")
    stand("34")
    while seal():
        pass
    envelope = envelope_after(after, receiver="00", keyring=Keyring(settings.HOME, "34"), at=AT)
    assert envelope is not None
    stand("00")
    keyring = Keyring(settings.HOME, "00")
    receipt = accept(BytesIO(pack(envelope)), handlers(), keyring=keyring, at=AT, sender="34")
    assert receipt.refusal is None
    fold()
