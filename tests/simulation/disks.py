"""What a simulated node keeps: events, logs, what it knows of each peer. It survives a crash.

A disk can be copied, and put back later: that is a restore from an old copy.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from tongchou.events.chain import NO_HASH, sealed_text
from tongchou.standards import messages
from tongchou.standards.messages import EmployersRegistered, Message
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import FIRST_EPOCH, START, Mark, Opening
from tongchou.sync.protocol.recovery import Copy

MINISTRY = "00"
PROVINCES = ("31", "32", "34")
LETTER, PLAIN = "letter", "plain"


SAID = messages.canonical(
    EmployersRegistered(
        scheme="110",
        registered_on=date(2024, 10, 8),
        credit_codes=["91340104B8PHNT1R2T"],
        names=["%s"],
        division_codes=["340104"],
    )
)
"""The message of every event but operators' acts; its name says which."""


def kind_of(name: str) -> str:
    """Return whether an event of this name is a letter to another province."""
    return LETTER if " from " in name else PLAIN


class Event(NamedTuple):
    """An event as it is written; its body is the name by which its message is known.

    An operator's act has the kind and the text of its message.
    """

    kind: str
    item: str
    addressee: str
    recorded_at: str
    body: str

    @classmethod
    def act(cls, message: Message, number: str, moment: str) -> "Event":
        """Return the event of an operator's act."""
        return cls(message.kind, number, "", moment, messages.canonical(message))

    @classmethod
    def of(cls, text: bytes) -> "Event | None":
        """Return the event of a sealed text; None where there is none."""
        if not text:
            return None
        kind, item, addressee, recorded_at, body = text.decode().split("\n", 4)
        if kind != EmployersRegistered.kind:
            return cls(kind, item, addressee, recorded_at, body)
        before, _, behind = SAID.partition("%s")
        name = body.removeprefix(before).removesuffix(behind)
        return cls(kind_of(name), item, addressee, recorded_at, name)

    def text(self) -> bytes:
        """Return the text that is sealed, with a message as real nodes send it."""
        said = (EmployersRegistered.kind, SAID % self.body)
        kind, body = said if self.kind in {LETTER, PLAIN} else (self.kind, self.body)
        return sealed_text(kind, self.item, self.addressee, self.recorded_at, body)

    @property
    def content(self) -> Hashable:
        """What it says, whenever it was said."""
        return (self.kind, self.item, self.addressee, self.body)


class Entry(NamedTuple):
    """A place in a log; the event is None where only its digest is known."""

    event: Event | None
    digest: bytes
    hash: bytes


class ListLog:
    """A log kept in a list."""

    __slots__ = ("entries", "epoch")

    def __init__(self, entries: list[Entry], epoch: int = FIRST_EPOCH) -> None:
        self.entries = entries
        self.epoch = epoch

    @property
    def tip(self) -> Mark:
        """The last place."""
        entries = self.entries
        return Mark(self.epoch, len(entries), entries[-1].hash if entries else NO_HASH)

    def hash_at(self, position: int) -> bytes:
        """Return the hash at a place."""
        return self.entries[position - 1].hash if position else NO_HASH

    def copied(self) -> "ListLog":
        """Return a copy."""
        return ListLog(self.entries[:], self.epoch)


class Link:
    """What a disk holds of one peer: its log, what is known of it, what it gave back of ours.

    `heads` are the ends of the runs taken in, which the peer signed. `former` is what was held of
    earlier epochs, and `written` what of it was not told again.
    """

    __slots__ = ("former", "heads", "held", "returned", "signed_at", "view", "written")

    def __init__(self) -> None:
        self.held = ListLog([])
        self.heads: list[Mark] = []
        self.former: list[Entry] = []
        self.written = Counter[Hashable]()
        self.view = View()
        self.signed_at: datetime | None = None
        self.returned: list[Copy] = []

    @property
    def signed(self) -> Mark:
        """The last mark of the peer's log that it signed and that is held."""
        return self.heads[-1] if self.heads else START

    def copied(self) -> "Link":
        """Return a copy."""
        copy = Link()
        copy.held, copy.heads = self.held.copied(), self.heads[:]
        copy.former, copy.written = self.former[:], self.written.copy()
        copy.view, copy.signed_at = self.view, self.signed_at
        return copy


class Disk:
    """What survives: the own log, the queue before it, the links, and what events caused here."""

    __slots__ = ("caused", "links", "log", "opened", "told", "waiting")

    def __init__(self, peers: Iterable[str]) -> None:
        self.log = ListLog([])
        self.opened: Opening | None = None
        self.waiting: list[Event] = []
        self.links = {peer: Link() for peer in peers}
        self.caused: list[Hashable] = []
        self.told = Counter[Hashable]()

    def copied(self) -> "Disk":
        """Return a copy, as a backup is one."""
        copy = Disk(())
        copy.log, copy.opened = self.log.copied(), self.opened
        copy.waiting, copy.caused = self.waiting[:], self.caused[:]
        copy.links = {peer: link.copied() for peer, link in self.links.items()}
        copy.told = self.told.copy()
        return copy


def events_of(entries: Sequence[Entry]) -> list[Event]:
    """Return the events of a log, as far as they are known."""
    return [entry.event for entry in entries if entry.event]
