"""Nodes in memory that decide by the same protocol as real ones: a ministry and provinces.

What a node writes down lives on its disk and survives a crash; everything else is forgotten.
A disk can be copied, and put back later: that is a restore from an old copy.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from tongchou.events.chain import (
    NO_HASH,
    SHA256,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.standards import messages
from tongchou.standards.messages import EmployersRegistered
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol import links, recovery
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import FIRST_EPOCH, START, Mark, Run, Standing
from tongchou.sync.protocol.recovery import Copy

MINISTRY = "00"
PROVINCES = ("31", "32", "34")
ENVELOPE_EVENTS = 6
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
"""The message of every event; its name says which."""


def kind_of(name: str) -> str:
    """Return whether an event of this name is a letter to another province."""
    return LETTER if " from " in name else PLAIN


class Event(NamedTuple):
    """An event as it is written; its body is the name by which its message is known."""

    kind: str
    item: str
    addressee: str
    recorded_at: str
    body: str

    def text(self) -> bytes:
        """Return the text that is sealed: a message as real nodes send it, known by a name."""
        return sealed_text(
            EmployersRegistered.kind, self.item, self.addressee, self.recorded_at,
            SAID % self.body,
        )  # fmt: skip

    @property
    def content(self) -> Hashable:
        """What it says, whenever it was said."""
        return (self.kind, self.item, self.addressee, self.body)


class Entry(NamedTuple):
    """A place in a log; the event is None where only its digest is known."""

    event: Event | None
    digest: bytes
    hash: bytes


class Ask(NamedTuple):
    """A request for the peer's log, or for our own log from its copy."""

    sender: str
    receiver: str
    number: int
    at: datetime
    standing: Standing
    is_for_own: bool


class Bring(NamedTuple):
    """A run of a log on its way: the sender's own, or the receiver's given back."""

    sender: str
    receiver: str
    number: int
    at: datetime
    run: Run
    entries: tuple[Entry, ...]
    is_given_back: bool = False


class Answer(NamedTuple):
    """An answer: where the peer stands; perhaps a run. Without a standing it proves nothing."""

    sender: str
    receiver: str
    number: int
    standing: Standing | None
    position: int = 0
    brought: Bring | None = None


Message = Ask | Bring | Answer


class ListLog:
    """A log kept in a list."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries

    @property
    def tip(self) -> Mark:
        """The last place."""
        entries = self.entries
        return Mark(FIRST_EPOCH, len(entries), entries[-1].hash) if entries else START

    def hash_at(self, position: int) -> bytes:
        """Return the hash at a place."""
        return self.entries[position - 1].hash if position else NO_HASH


class Link:
    """What a disk holds of one peer: its log, what is known of it, what it gave back of ours."""

    __slots__ = ("held", "returned", "signed_at", "view")

    def __init__(self) -> None:
        self.held = ListLog([])
        self.view = View()
        self.signed_at: datetime | None = None
        self.returned: list[Copy] = []

    def copied(self) -> "Link":
        """Return a copy."""
        copy = Link()
        copy.held = ListLog(self.held.entries[:])
        copy.view, copy.signed_at = self.view, self.signed_at
        return copy


class Disk:
    """What survives: the own log, the queue before it, the links, and what events caused here."""

    __slots__ = ("caused", "links", "log", "told", "waiting")

    def __init__(self, peers: Sequence[str]) -> None:
        self.log = ListLog([])
        self.waiting: list[Event] = []
        self.links = {peer: Link() for peer in peers}
        self.caused: list[Hashable] = []
        self.told = Counter[Hashable]()

    def copied(self) -> "Disk":
        """Return a copy, as a backup is one."""
        copy = Disk(())
        copy.log = ListLog(self.log.entries[:])
        copy.waiting, copy.caused = self.waiting[:], self.caused[:]
        copy.links = {peer: link.copied() for peer, link in self.links.items()}
        copy.told = self.told.copy()
        return copy


class Node:
    """What both tiers do: write, seal, take runs in, say where they stand."""

    def __init__(self, code: str, peers: Sequence[str]) -> None:
        self.code = code
        self.disk = Disk(peers)

    def halted(self) -> Refusal | None:
        """Return why this node must add nothing to its log."""
        for link in self.disk.links.values():
            if found := links.halt_of(link.view):
                return found
        return None

    def write(self, *events: Event) -> None:
        """Write events; they wait for their seal."""
        self.disk.waiting += events

    def seal(self) -> None:
        """Give the events that wait their places."""
        if self.disk.waiting and not self.halted():
            for event in self.disk.waiting:
                self._append(event, digest_of(event.text()))
            self.disk.waiting = []

    def _append(self, event: Event | None, digest: bytes) -> None:
        tip = self.disk.log.tip
        self.disk.log.entries.append(
            Entry(event, digest, follow(tip.hash, tip.position + 1, digest))
        )

    def standing(self, peer: str) -> Standing:
        """Return where this node stands towards a peer."""
        link = self.disk.links[peer]
        return links.standing_of(link.view, self.disk.log, link.held)

    def run_after(
        self, log: ListLog, after: int, peer: str, *, number: int, at: datetime, back: bool = False
    ) -> Bring | None:
        """Return the next run of a log for a peer who has it up to a place, or None."""
        entries = log.entries[after : after + ENVELOPE_EVENTS]
        if not entries:
            return None
        end = Mark(FIRST_EPOCH, after + len(entries), entries[-1].hash)
        run = Run(peer, after + 1, log.hash_at(after), end, log.tip)
        carried = tuple(_carried(entry, peer) for entry in entries)
        return Bring(self.code, peer, number, at, run, carried, back)

    def accept(self, brought: Bring, *, now: datetime) -> Refusal | None:
        """Take a run in: its events, what they cause, and the place held; or say why not."""
        link = self.disk.links[brought.sender]
        run, held = brought.run, link.held
        refusal = links.answer_to(run, held, node=self.code)
        refusal = refusal or (refusals.recovering() if self.halted() else None)
        if refusal is None and links.is_next(run, held):
            placed = placed_of(brought)
            if placed is None:
                refusal = refusals.broken_chain()
            else:
                held.entries += placed
                for entry in placed:
                    if entry.event:
                        self.cause(brought.sender, entry.event, now)
                link.view = links.taken(link.view, run)
        if refusal and refusal.code not in links.PASSING:
            link.view = link.view._replace(theirs=refusal)
        return refusal

    def cause(self, sender: str, event: Event, now: datetime) -> None:
        """Write what an event of a peer causes here."""
        raise NotImplementedError

    def hear(self, peer: str, standing: Standing) -> None:
        """Note where a peer stands."""
        link = self.disk.links[peer]
        link.view = links.heard(link.view, standing, self.disk.log, link.held)

    def bring_forward(self, copies: Sequence[Copy]) -> None:
        """Append events of our own log that came back from copies."""
        digests = [digest_of(event.text()) for event in self.disk.waiting]
        for copy in copies:
            event = _event_of(copy.text)
            if recovery.is_waiting(copy, digests):
                place = digests.index(copy.digest)
                del digests[place]
                event = self.disk.waiting.pop(place)
            elif event:
                self.disk.told[event.content] += 1
            self._append(event, copy.digest)


class Ministry(Node):
    """The ministry: it answers, and sends letters on."""

    def cause(self, sender: str, event: Event, now: datetime) -> None:
        """Hold what happened in a province; send a letter on to the one that it names."""
        self.disk.caused.append((sender, event.body))
        if event.kind == LETTER:
            down = Event(LETTER, event.item, event.body[:2], moment_text(now), event.body)
            if not recovery.was_told(self.disk.told, down.content):
                self.write(down)

    def answer(self, message: Message, *, now: datetime) -> Answer:
        """Answer a request or an envelope."""
        if isinstance(message, Ask):
            return self._fetch(message, now=now)
        assert isinstance(message, Bring)
        peer = message.sender
        if message.is_given_back:
            position = self._take_back(message)
        else:
            self.accept(message, now=now)
            position = len(self.disk.links[peer].held.entries)
        return Answer(self.code, peer, message.number, self.standing(peer), position)

    def _fetch(self, asked: Ask, *, now: datetime) -> Answer:
        peer, link = asked.sender, self.disk.links[asked.sender]
        if not links.counts(asked.at, link.signed_at, now):
            return Answer(self.code, peer, asked.number, None)
        link.signed_at = asked.at
        self.hear(peer, asked.standing)
        run = None
        if asked.is_for_own:
            log, after = link.held, asked.standing.own.position
            run = self.run_after(log, after, peer, number=asked.number, at=now, back=True)
        elif not links.departs(link.view):
            after = asked.standing.held.position
            run = self.run_after(self.disk.log, after, peer, number=asked.number, at=now)
        return Answer(self.code, peer, asked.number, self.standing(peer), 0, run)

    def _take_back(self, brought: Bring) -> int:
        """Keep what a province gives back of our log until all have; return how far that is."""
        returned = self.disk.links[brought.sender].returned
        place = len(self.disk.log.entries) + len(returned)
        placed = placed_of(brought)
        if placed and brought.run.first_position == place + 1 and self.halted():
            returned += copies_of(brought.run.first_position, placed)
            place += len(placed)
        return place

    def recover(self) -> Refusal | None:
        """Put together what provinces gave back; say what is missing."""
        known = self.disk.links
        if any(link.view.life for link in known.values()):
            return refusals.not_heard_since()
        tip = self.disk.log.tip
        held = {}
        for code, link in known.items():
            ours = link.view.ours
            if ours and ours.code == links.ROLLED_BACK:
                held[code] = link.view.confirmed
        found = recovery.put_together(
            tip, held, {code: link.returned for code, link in known.items()}
        )
        if isinstance(found, Refusal):
            return found
        self.bring_forward(found)
        for link in known.values():
            link.returned = []
        return None


class Province(Node):
    """A province: it asks and brings, one message at a time."""

    def __init__(self, code: str) -> None:
        super().__init__(code, (MINISTRY,))
        self.given = 0
        self.is_recovering = False

    @property
    def link(self) -> Link:
        """The link to the ministry."""
        return self.disk.links[MINISTRY]

    def cause(self, sender: str, event: Event, now: datetime) -> None:
        """Put a letter into the inbox."""
        del sender, now
        if event.addressee == self.code:
            self.disk.caused.append(event.body)

    def next_message(self, number: int, at: datetime, *, in_turn: bool) -> Message:
        """Return what goes to the ministry next; every other turn it only says where it stands."""
        log, view = self.disk.log, self.link.view
        brought = None
        if in_turn and view.theirs and view.theirs.code == links.ROLLED_BACK:
            held, tip = self.link.held, view.tip.position
            after = self.given if tip < self.given < held.tip.position else tip
            brought = self.run_after(held, after, MINISTRY, number=number, at=at, back=True)
        elif in_turn and not self.is_recovering:
            sent = links.to_send(view, log)
            if sent is not None:
                brought = self.run_after(log, sent, MINISTRY, number=number, at=at)
        standing = self.standing(MINISTRY)
        return brought or Ask(self.code, MINISTRY, number, at, standing, self.is_recovering)

    def take_answer(self, answer: Answer, sent: Message, *, now: datetime) -> None:
        """Note where the ministry stands, and take in what it sends."""
        if answer.standing is None:
            return
        self.hear(MINISTRY, answer.standing)
        if isinstance(sent, Bring) and sent.is_given_back:
            self.given = answer.position
        if answer.brought and answer.brought.is_given_back:
            self._take_own(answer.brought)
        elif answer.brought:
            self.accept(answer.brought, now=now)
        if self.link.view.ours is None:
            self.is_recovering = False

    def _take_own(self, brought: Bring) -> None:
        placed = placed_of(brought)
        if placed is None:
            return
        copies = copies_of(brought.run.first_position, placed)
        before = brought.run.previous_hash
        if recovery.misfit_of(self.disk.log.tip, copies, previous_hash=before) is None:
            self.bring_forward(copies)


def placed_of(brought: Bring) -> list[Entry] | None:
    """Return the events with their places computed anew; None when they are not those signed."""
    last, position = brought.run.previous_hash, brought.run.first_position
    placed = []
    for event, digest, _ in brought.entries:
        found = digest_of(event.text()) if event else digest
        last = follow(last, position, found)
        placed.append(Entry(event, found, last))
        position += 1
    return placed if links.ends_as_signed(brought.run, position - 1, last) else None


def copies_of(first: int, placed: Sequence[Entry]) -> list[Copy]:
    """Return events with their places as copies."""
    return [
        Copy(position, SHA256, digest, last, event.text() if event else b"")
        for position, (event, digest, last) in enumerate(placed, start=first)
    ]


def _carried(entry: Entry, receiver: str) -> Entry:
    event = entry.event
    if event is None or event.addressee in {"", receiver} or receiver == MINISTRY:
        return entry
    return Entry(None, entry.digest, entry.hash)


def _event_of(text: bytes) -> Event | None:
    if not text:
        return None
    _, item, addressee, recorded_at, body = text.decode().split("\n", 4)
    name = body.removeprefix(SAID.partition("%s")[0]).removesuffix(SAID.partition("%s")[2])
    return Event(kind_of(name), item, addressee, recorded_at, name)
