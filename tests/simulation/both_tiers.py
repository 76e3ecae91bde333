"""The two tiers in memory: the ministry, which answers, and provinces, which ask and bring."""

from datetime import datetime

from disks import LETTER, MINISTRY, Event, Link
from nodes import Node
from travelling import Answer, Ask, Bring, Message, copies_of, placed_of

from tongchou.events.chain import moment_text
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol import links, recovery
from tongchou.sync.protocol.marks import Mark


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
        returned, tip = self.disk.links[brought.sender].returned, self.disk.log.tip
        place, before = (returned[-1].position, returned[-1].hash) if returned else tip[1:]
        placed, run = placed_of(brought), brought.run
        follows = run.first_position == place + 1 and run.previous_hash == before
        if placed and follows and self.halted():
            returned += copies_of(run.first_position, placed)
            place += len(placed)
        return place

    def recover(self) -> Refusal | None:
        """Put together what provinces gave back; say what is missing."""
        known = self.disk.links
        if any(links.is_awaited(link.view) for link in known.values()):
            return refusals.not_heard_since()
        tip, returned = self.disk.log.tip, {code: link.returned for code, link in known.items()}
        sure = recovery.sure_until(tip, self._views(), returned)
        found = recovery.put_together(tip, self._rolled_back(), returned, sure_until=sure)
        if isinstance(found, Refusal):
            return found
        self.bring_forward(found)
        for link in known.values():
            link.returned = []
        return None

    def bring_what_is_whole(self) -> None:
        """Bring our log forward from the provinces that gave back all."""
        tip, known, wanted = self.disk.log.tip, self.disk.links, self._rolled_back()
        returned = {code: link.returned for code, link in known.items()}
        held = recovery.given_whole(tip, wanted, returned)
        sure = recovery.sure_until(tip, self._views(), returned) if held == wanted else tip.position
        found = recovery.put_together(tip, held, returned, sure_until=sure)
        if not isinstance(found, Refusal):
            self.bring_forward(found)

    def _views(self) -> dict[str, links.View]:
        return {code: link.view for code, link in self.disk.links.items()}

    def _rolled_back(self) -> dict[str, Mark]:
        return {
            code: link.view.confirmed
            for code, link in self.disk.links.items()
            if link.view.ours and link.view.ours.code == links.ROLLED_BACK
        }


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
        if self.halted() is None:
            self.is_recovering = False

    def _take_own(self, brought: Bring) -> None:
        placed = placed_of(brought)
        if placed is None:
            return
        copies = copies_of(brought.run.first_position, placed)
        before = brought.run.previous_hash
        if recovery.misfit_of(self.disk.log.tip, copies, previous_hash=before) is None:
            self.bring_forward(copies)
