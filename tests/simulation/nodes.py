"""A node in memory that decides by the same protocol as a real one.

What it writes down lives on its disk and survives a crash; everything else is forgotten.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from disks import Disk, Entry, Event, Link, ListLog
from travelling import Bring, carried, placed_of

from tongchou.events.chain import digest_of, follow, moment_text
from tongchou.standards.messages import EpochOpened
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol import epochs, links, recovery
from tongchou.sync.protocol.marks import START, Mark, Opening, Run, Standing
from tongchou.sync.protocol.recovery import Copy

ENVELOPE_EVENTS = 6
OPERATOR, WHY = "operator", "restored"


class Node:
    """What both tiers do: write, seal, take runs in, say where they stand."""

    def __init__(self, code: str, peers: Sequence[str]) -> None:
        self.code = code
        self.disk = Disk(peers)

    def halted(self) -> Refusal | None:
        """Return why this node must add nothing to its log."""
        for peer, link in self.disk.links.items():
            if found := links.halt_of(link.view, peer):
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
        return links.standing_of(
            link.view, self.disk.log, link.held, opened=self.disk.opened, signed=link.signed
        )

    def run_after(
        self, log: ListLog, after: int, peer: str, *, number: int, at: datetime, back: bool = False
    ) -> Bring | None:
        """Return the next run of a log for a peer who has it up to a place, or None."""
        entries = log.entries[after : after + ENVELOPE_EVENTS]
        if not entries:
            return None
        end = Mark(log.epoch, after + len(entries), entries[-1].hash)
        run = Run(peer, after + 1, log.hash_at(after), end, log.tip)
        told = tuple(carried(entry, peer) for entry in entries)
        return Bring(self.code, peer, number, at, run, told, back)

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
                self._take_in(brought, placed, now)
        if refusal and refusal.code not in links.PASSING:
            link.view = link.view._replace(theirs=refusal)
        return refusal

    def _take_in(self, brought: Bring, placed: list[Entry], now: datetime) -> None:
        link, run = self.disk.links[brought.sender], brought.run
        crossed = self._written_before(link, placed) if link.written else set()
        for place, entry in enumerate(placed):
            if entry.event and place not in crossed:
                self.cause(brought.sender, entry.event, now)
        if run.end.epoch > link.held.epoch:
            back = Mark(run.end.epoch, run.first_position - 1, run.previous_hash)
            self._tell_accepted(brought.sender, back, 0, f"node {self.code}", "", now)
        link.held.entries += placed
        link.held.epoch = run.end.epoch
        link.heads.append(run.end)
        link.view = links.taken(link.view, run)

    def _written_before(self, link: Link, placed: Sequence[Entry]) -> set[int]:
        """Cross off what an earlier epoch told already; return its places in the run."""
        told = {
            place: entry.event.content
            for place, entry in enumerate(placed)
            if entry.event and entry.event.addressee in {"", self.code}
        }
        crossed = epochs.written_before(told, link.written)
        link.written -= Counter(crossed.values())
        return set(crossed)

    def cause(self, sender: str, event: Event, now: datetime) -> None:
        """Write what an event of a peer causes here."""
        raise NotImplementedError

    def hear(self, peer: str, standing: Standing) -> None:
        """Note where a peer stands."""
        link = self.disk.links[peer]
        link.view = links.heard(link.view, standing, self.disk.log, link.held)

    def bring_forward(self, copies: Sequence[Copy]) -> None:
        """Append events of our own log that came back from copies."""
        for copy in copies:
            event, waiting = Event.of(copy.text), self.disk.waiting
            if event and event.kind == EpochOpened.kind:
                told = EpochOpened.model_validate_json(event.body)
                self._begin(epochs.opening_told(told))
            queue = [(digest_of(one.text()), one.content) for one in waiting]
            place = recovery.place_in_queue(copy, event and event.content, queue)
            if place is not None:
                queued = waiting.pop(place)
                event = queued if queue[place][0] == copy.digest else event
            elif event:
                self.disk.told[event.content] += 1
            self._append(event, copy.digest)

    # What operators do

    def open_epoch(self, *, now: datetime) -> Refusal | None:
        """Open a new epoch of our own log; say why not."""
        known = self.disk.links
        views = [link.view for link in known.values()]
        refusal = epochs.why_not_open(views)
        if refusal:
            return refusal
        self.bring_what_is_whole()
        log, moment = self.disk.log, moment_text(now)
        since = log.tip._replace(epoch=epochs.next_epoch(log.tip, views))
        opening = Opening(since, START, moment, OPERATOR, WHY)
        self._begin(opening)
        number = epochs.number_of(self.code, since.epoch)
        self.write(Event.act(epochs.told_opened(self.code, opening), number, moment))
        for link in known.values():
            link.view = epochs.opened(link.view, log)
            link.returned = []
        return None

    def _begin(self, opening: Opening) -> None:
        if opening.since.epoch > self.disk.log.epoch:
            self.disk.log.epoch, self.disk.opened = opening.since.epoch, opening

    def bring_what_is_whole(self) -> None:
        """Bring our log forward from the peers that gave back all; a province asks by itself."""

    def waive(self, peer: str, *, now: datetime) -> Refusal | None:
        """Wait no longer for a peer; say why not."""
        link, moment = self.disk.links[peer], moment_text(now)
        view = epochs.waived(link.view)
        if isinstance(view, Refusal):
            return view
        link.view = view
        told = epochs.told_waived(peer, moment=moment, by=OPERATOR, why=WHY)
        self.write(Event.act(told, epochs.number_of_waiver(peer), moment))
        return None

    def accept_epoch(self, peer: str, *, now: datetime) -> Refusal | None:
        """Accept a peer's new epoch: set aside what is held beyond the common mark."""
        link = self.disk.links[peer]
        if link.view.opening is None:
            return refusals.nothing_to_accept(peer)
        held, opening = link.held, link.view.opening
        shared = epochs.shared_mark(held, opening)
        kept = [
            head
            for head in link.heads
            if head.position <= shared.position and held.hash_at(head.position) == head.hash
        ]
        back = (kept[-1] if kept else START)._replace(epoch=opening.since.epoch)
        aside = held.entries[back.position :]
        link.former += aside
        link.written += Counter(
            entry.event.content
            for entry in aside
            if entry.event and entry.event.addressee in {"", self.code}
        )
        link.heads = kept
        link.held = ListLog(held.entries[: back.position], back.epoch)
        link.view = epochs.accepted(link.view)
        self._tell_accepted(peer, back, len(aside), OPERATOR, WHY, now)
        return None

    def _tell_accepted(
        self, peer: str, back: Mark, count: int, by: str, why: str, now: datetime
    ) -> None:
        moment = moment_text(now)
        told = epochs.told_accepted(peer, back, set_aside=count, moment=moment, by=by, why=why)
        self.write(Event.act(told, epochs.number_of(peer, back.epoch), moment))
