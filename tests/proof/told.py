"""A province whose every row is told by its log, and the deep proof as a test asks for it."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.conf import settings

from counter import AT, FACTORY, MAN, TODAY, WOMAN, Stand, entry
from tongchou.events.changes import append, seal
from tongchou.ledger.books import Book
from tongchou.ledger.changes import fold, post
from tongchou.node.wiring import handlers
from tongchou.proof import changes, queries
from tongchou.proof.deep.job import work
from tongchou.proof.models import Run
from tongchou.registry import changes as registry
from tongchou.standards.messages import Message
from tongchou.standards.time import month_of
from tongchou.sync.changes import accept
from tongchou.sync.envelope import pack
from tongchou.sync.keys import Keyring
from tongchou.sync.queries import envelope_after, received_position
from tongchou.workflow import changes as workflow
from working_life import life, mistakes

ITEM = "34-20241105-000900"
OCTOBER = month_of("2024-10")
LIFE = life(ITEM)
MISTAKEN = "34-20241105-000800"
"""An item of which all was taken back."""


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
    tell(*mistakes(MISTAKEN), item_number=MISTAKEN)
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


def carried(stand: Stand, *, at: datetime = AT) -> None:
    """Carry all that 安徽 wrote to the ministry, and stand there."""
    stand("00")
    after = received_position("34")
    stand("34")
    while seal():
        pass
    envelope = envelope_after(after, receiver="00", keyring=Keyring(settings.HOME, "34"), at=at)
    assert envelope is not None
    stand("00")
    keyring = Keyring(settings.HOME, "00")
    receipt = accept(BytesIO(pack(envelope)), handlers(), keyring=keyring, at=at, sender="34")
    assert receipt.refusal is None
    fold()
