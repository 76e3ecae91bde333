"""Logs kept in memory, and what a test's handlers were told."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction

from tongchou.events.chain import (
    NO_HASH,
    SHA256,
    SealedEvent,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.standards import messages
from tongchou.standards.messages import EmployersRegistered, Message
from tongchou.sync.changes import Receipt, accept
from tongchou.sync.envelope import Envelope, build, pack
from tongchou.sync.handlers import Handlers, Received
from tongchou.sync.keys import Keyring
from tongchou.sync.protocol.marks import FIRST_EPOCH, Mark

MORNING = datetime(2024, 10, 8, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def registered(name: str) -> EmployersRegistered:
    """Return a small message, known by its name; 甲的一 and 甲的二 are about the employer 甲."""
    return EmployersRegistered(
        scheme="110",
        registered_on=date(2024, 10, 8),
        credit_codes=[name.partition("的")[0]],
        names=[name],
        division_codes=["340104"],
    )


def sealed_log(names: Sequence[str], *, addressees: Sequence[str] = ()) -> list[SealedEvent]:
    """Return a log of registrations as it would be sealed."""
    return sealed([registered(name) for name in names], addressees=addressees)


def sealed(told: Sequence[Message], *, addressees: Sequence[str] = ()) -> list[SealedEvent]:
    """Return a log of these messages as it would be sealed."""
    log: list[SealedEvent] = []
    before = NO_HASH
    for position, message in enumerate(told, start=1):
        said = (
            message.kind,
            f"34-20241008-{position:06d}",
            addressees[position - 1] if addressees else "",
            moment_text(MORNING),
            messages.canonical(message),
        )
        after = follow(before, position, digest_of(sealed_text(*said)))
        log.append(SealedEvent(position, *said, SHA256, previous_hash=before, hash=after))
        before = after
    return log


def letter(
    log: Sequence[SealedEvent],
    keyring: Keyring,
    *,
    receiver: str = "00",
    sealed: int = 0,
    at: datetime = MORNING,
) -> Envelope:
    """Return the envelope of a run of a log; a tip behind the run has some hash."""
    tip = mark_of(log[-1])
    return build(
        log,
        sender=keyring.node,
        receiver=receiver,
        signer=keyring.signer(),
        at=at,
        tip=tip if sealed in {0, tip.position} else Mark(FIRST_EPOCH, sealed, b"?" * 32),
    )


def mark_of(event: SealedEvent) -> Mark:
    """Return the place of an event in its log."""
    return Mark(FIRST_EPOCH, event.position, event.hash)


def arrive(envelope: Envelope | bytes, handlers: Handlers, **circumstances: Any) -> Receipt:
    """Take in an envelope as it travels; the ministry does unless told otherwise."""
    content = envelope if isinstance(envelope, bytes) else pack(envelope)
    return accept(BytesIO(content), handlers, **circumstances)


class Desk:
    """A desk where messages arrive: it notes them, and fails at the names it is told to.

    `names` are those whose effects were kept, `tried` all that came, also when undone later.
    """

    def __init__(self, *poison: str) -> None:
        self.names: list[str] = []
        self.tried: list[str] = []
        self.messages: list[EmployersRegistered] = []
        self.received: list[Received] = []
        self.poison = set(poison)

    def take(self, message: Message, received: Received) -> None:
        """Note a message, or fail at it."""
        assert isinstance(message, EmployersRegistered)
        for name in message.names:
            if name in self.poison:
                raise ValueError(f"cannot write {name}")
        self.tried += message.names
        self.messages.append(message)
        self.received.append(received)
        transaction.on_commit(lambda: self.names.extend(message.names))

    @property
    def handlers(self) -> Handlers:
        """The handlers of this desk."""
        return Handlers({EmployersRegistered.kind: self.take})
