"""Letters between provinces, carried through the ministry in real envelopes, and whoever moves.

A test stands in one node after the other; each has a database of its own.
"""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from django.conf import settings

from counter import (
    AT,
    FACTORY,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Stand,
    accepted,
    carried,
    completed,
    contribute,
    credit_code_of,
    enrol,
    register_employer,
)
from tongchou.business.transfer import letters
from tongchou.events.changes import seal
from tongchou.node.wiring import handlers
from tongchou.standards.messages import TransferRequested
from tongchou.sync import queries
from tongchou.sync.changes import accept
from tongchou.sync.envelope import pack
from tongchou.sync.handlers import Received
from tongchou.sync.keys import Keyring
from tongchou.workflow.models import Item

MINISTRY = "00"
SILK = credit_code_of("91320505B8PHNT1R2")
PORT = credit_code_of("91310115B8PHNT1R2")
EMPLOYERS = {
    FACTORY: ("安徽皖江机械有限公司", "340104"),
    SILK: ("苏州丝绸厂", "320505"),
    PORT: ("上海港务公司", "310115"),
}
PERSON = {"ssn": WOMAN, "name": WOMAN_NAME}


def on(text: str) -> datetime:
    """Return ten in the morning of a day."""
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def carry(stand: Stand, sender: str, receiver: str, *, at: datetime = AT) -> None:
    """Carry all that a node wrote to another one, as the loop between them does."""
    stand(receiver)
    after = queries.received_position(sender)
    stand(sender)
    while seal():
        pass
    envelope = queries.envelope_after(
        after, receiver=receiver, keyring=Keyring(settings.HOME, sender), at=at
    )
    if envelope is None:
        return
    stand(receiver)
    receipt = accept(
        BytesIO(pack(envelope)),
        handlers(),
        keyring=Keyring(settings.HOME, receiver),
        at=at,
        sender=sender,
        may_withhold=receiver != MINISTRY,
    )
    assert receipt.refusal is None


def exchange(stand: Stand, *provinces: str, at: datetime = AT) -> None:
    """Carry what provinces wrote to the ministry, and what it has for them back."""
    for province in provinces:
        carry(stand, province, MINISTRY, at=at)
    for province in provinces:
        carry(stand, MINISTRY, province, at=at)


def insured(stand: Stand, province: str, employer: str, first: str) -> None:
    """Enrol her with an employer of a province, held there and at the ministry; stand there."""
    for node in (MINISTRY, province):
        stand(node)
        register_employer(employer, *EMPLOYERS[employer], province=province)
        enrol(WOMAN, WOMAN_NAME, employer=employer, from_month=first, province=province)


def live_in_anhui(stand: Stand, first: str = "2023-01", last: str = "2024-09") -> None:
    """Let the woman work in 安徽, on 8,000 yuan; the account gets 640.00 a month."""
    insured(stand, "34", FACTORY, first)
    contribute(WOMAN, first, last)


def live_in_jiangsu(stand: Stand, first: str = "2024-10", last: str = "2024-10") -> None:
    """Let her work in 江苏 since."""
    insured(stand, "32", SILK, first)
    contribute(WOMAN, first, last, employer=SILK)


def live_in_shanghai(stand: Stand, first: str, last: str) -> None:
    """Let her work in 上海 since."""
    insured(stand, "31", PORT, first)
    contribute(WOMAN, first, last, employer=PORT)


def ask(origin: str = "34", *, at: datetime = AT) -> Item:
    """Handle the application up to the contact letter, where the test stands."""
    return completed("transfer_in", {**PERSON, "origin": origin}, at=at)


def letter_here() -> Item:
    """Return the letter that arrived last where the test stands."""
    found = Item.objects.filter(code="transfer_out").order_by("number").last()
    assert found is not None
    return found


def move(stand: Stand, origin: str, destination: str, *, at: datetime = AT) -> tuple[Item, Item]:
    """Move the record from one province to another; return both ends' items."""
    stand(destination)
    asked = ask(origin, at=at)
    exchange(stand, destination, origin, at=at)
    stand(origin)
    answered = carried(letter_here(), at=at)
    assert isinstance(answered, Item), answered
    exchange(stand, origin, destination, at=at)
    exchange(stand, destination, origin, at=at)
    stand(destination)
    asked.refresh_from_db()
    return asked, answered


def applied(origin: str = "34", *, at: datetime = AT) -> Item:
    """Take an application in at the counter, where the test stands."""
    return accepted("transfer_in", {**PERSON, "origin": origin}, at=at)


def arrives(letter: str = "32-1", *, destination: str = "32", at: Any = AT, **changed: str) -> Item:
    """Let a contact letter arrive, as the ministry hands it on."""
    message = TransferRequested(
        scheme="110",
        letter=letter,
        **(PERSON | changed),
        origin="34",
        destination=destination,
        requested_on=TODAY,
    )
    letters.on_requested(message, Received("00", 1, letter, at, "34", at))
    return letter_here()


def refusals_of(item: Item) -> list[str]:
    return [refusal["code"] for refusal in item.refusals]
