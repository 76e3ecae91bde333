"""What travels between simulated nodes: requests, runs, answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from disks import MINISTRY, Entry

from tongchou.events.chain import SHA256, digest_of, follow
from tongchou.sync.protocol import links
from tongchou.sync.protocol.marks import Run, Standing
from tongchou.sync.protocol.recovery import Copy


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


def carried(entry: Entry, receiver: str) -> Entry:
    """Return an entry as it travels to a receiver: as a digest where it is for another."""
    event = entry.event
    if event is None or event.addressee in {"", receiver} or receiver == MINISTRY:
        return entry
    return Entry(None, entry.digest, entry.hash)
