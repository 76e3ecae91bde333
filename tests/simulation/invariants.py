"""What must hold after every step of a simulation; each is computed from the logs themselves."""

from both_tiers import Ministry
from disks import MINISTRY, Disk, Entry, ListLog
from nodes import Node
from travelling import Bring

from tongchou.events.chain import NO_HASH, follow
from tongchou.sync.protocol.links import DEPARTURES, HALTING
from tongchou.sync.protocol.marks import FIRST_EPOCH, Mark, Standing


class Violation(AssertionError):
    """Something that must hold does not."""


def lies_in(log: ListLog, mark: Mark) -> bool:
    """Whether a mark is a place of this log."""
    if mark.position > len(log.entries):
        return False
    return (log.entries[mark.position - 1].hash if mark.position else NO_HASH) == mark.hash


def truth_of(log: ListLog, standing: Standing) -> str:
    """Return what a peer's claim to hold a log says of it to its writer: nothing, or what is wrong.

    A claim that would halt the writer needs the writer's own signature under a mark that is not
    in the log.
    """
    mark, signed = standing.held, standing.signed
    if mark.epoch <= log.epoch and lies_in(log, mark):
        return ""
    if mark.epoch < log.epoch:
        return "sync.epoch"
    if signed.epoch < log.epoch or (signed.epoch == log.epoch and lies_in(log, signed)):
        return "sync.unproven"
    is_behind = signed.epoch > log.epoch or signed.position > len(log.entries)
    if is_behind and standing.refusal != "sync.forked":
        return "sync.rolled_back"
    return "sync.forked"  # whoever holds more sees it first


def truth_of_held(log: ListLog, standing: Standing) -> str:
    """Return what a peer's signed tip says of what is held of its log here.

    Beside it the peer signs how far it knows it to be held, and of a new epoch, where we hold
    what that departs from.
    """
    tip, opening = standing.own, standing.opening
    differs = tip.position <= len(log.entries) and not lies_in(log, tip)
    if tip.epoch > log.epoch:
        is_told = opening is not None and opening.since.epoch > log.epoch
        return "sync.epoch" if is_told or differs else ""
    if tip.epoch == log.epoch and differs:
        return "sync.forked"
    known = min((log.epoch, len(log.entries)), standing.confirmed[:2])
    return "sync.rolled_back" if tip[:2] < known else ""


def fitting(entries: list[Entry], brought: Bring) -> bool:
    """Whether a run and what is held agree wherever both have something."""
    first = brought.run.first_position
    sent = {first - 1: brought.run.previous_hash}
    sent |= {place: one.hash for place, one in enumerate(brought.entries, start=first)}
    return all(
        (entries[position - 1].hash if position else NO_HASH) == found
        for position, found in sent.items()
        if position <= len(entries)
    )


class Watch:
    """Watches one node: what it had before a step, and whether it may have what it has after."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.restored()

    def restored(self) -> None:
        """Begin anew: the disk is another one."""
        disk = self.node.disk
        self.sealed = 0
        self.held = dict.fromkeys(disk.links, 0)
        self.epochs = dict.fromkeys(disk.links, FIRST_EPOCH)
        self.contents: set[object] = set()
        self.caused: set[object] = set()
        self.counted = 0
        self._grown(disk)

    def expected(self, peer: str, standing: Standing) -> tuple[str, str]:
        """Return the faults that a standing must show, in both directions."""
        disk = self.node.disk
        return truth_of(disk.log, standing), truth_of_held(disk.links[peer].held, standing)

    def shown(self, peer: str, standing: Standing, expected: tuple[str, str]) -> None:
        """Check that a node shows what it was told, in both directions."""
        view = self.node.disk.links[peer].view
        ours = view.ours.code if view.ours and view.ours.code in DEPARTURES else ""
        if ours != expected[0]:
            raise Violation(f"{self.node.code} shows {ours!r} of its log, it is {expected[0]!r}")
        theirs = view.theirs.code if view.theirs else ""
        if expected[1] and theirs != expected[1]:
            raise Violation(f"{self.node.code} shows {theirs!r} of {peer}, it is {expected[1]!r}")
        if not expected[1] and theirs in {"sync.rolled_back", "sync.epoch"}:
            raise Violation(f"{self.node.code} blames {peer} for nothing")
        if expected[0] == "sync.unproven" and view.confirmed == standing.held:
            raise Violation(f"{self.node.code} believes {peer} without proof")
        if expected[0] in HALTING and view.confirmed != standing.signed:
            raise Violation(f"{self.node.code} believes {peer} beyond its proof")
        if view.life and standing.echo == view.life:
            raise Violation(f"{self.node.code} heard {peer} and does not know it")

    def judged(self, brought: Bring, *, may_fork: bool) -> None:
        """Check that a run that fits is not called a fork; `chained` sees to those that do not."""
        link = self.node.disk.links[brought.sender]
        theirs = link.view.theirs.code if link.view.theirs else ""
        truth = truth_of_held(link.held, Standing(brought.run.tip, brought.run.tip))
        if not may_fork and theirs == "sync.forked" and truth != theirs:
            raise Violation(f"{self.node.code} calls a run of {brought.sender} a fork for nothing")

    def stood_still(self) -> None:
        """Check that a node that must add nothing to its log did not."""
        disk = self.node.disk
        if len(disk.log.entries) != self.sealed:
            raise Violation(f"{self.node.code} wrote on before it was brought forward")
        if {peer: len(link.held.entries) for peer, link in disk.links.items()} != self.held:
            raise Violation(f"{self.node.code} took in before it was brought forward")

    def accepted(self, peer: str, held: list[Entry], shared: int) -> None:
        """Check what became of what was held when a new epoch was accepted: nothing was dropped.

        What stands behind the last position that both epochs share is set aside.
        """
        link = self.node.disk.links[peer]
        kept = link.held.entries
        if kept != held[: len(kept)]:
            raise Violation(f"{self.node.code} changed what it held of {peer}")
        aside = held[len(kept) :]
        if link.view.opening or link.view.theirs:
            raise Violation(f"{self.node.code} still asks about the epoch of {peer}")
        if len(kept) > shared:
            raise Violation(f"{self.node.code} keeps of {peer} what its new epoch does not have")
        if aside and link.former[-len(aside) :] != aside:
            raise Violation(f"{self.node.code} dropped what it held of {peer}")
        self.held[peer] = len(kept)
        self.grew()

    def grew(self) -> None:
        """Check what was added since the last step."""
        disk = self.node.disk
        for peer, link in disk.links.items():
            entries, view = link.held.entries, link.view
            if len(entries) < self.held[peer]:
                raise Violation(f"{self.node.code} lost what it held of {peer}")
            if view.ours is None and view.confirmed.position > len(disk.log.entries):
                raise Violation(f"{self.node.code} believes {peer} to hold more than there is")
        self._grown(disk)

    def _grown(self, disk: Disk) -> None:
        if len(disk.log.entries) < self.sealed:
            raise Violation(f"{self.node.code} lost what it sealed")
        waits = [peer for peer, link in disk.links.items() if link.view.life]
        waits = [peer for peer in waits if not disk.links[peer].view.is_waived]
        if waits and 0 < self.sealed < len(disk.log.entries):
            raise Violation(f"{self.node.code} wrote on before it heard {waits} since its restore")
        chained(disk.log.entries, self.sealed)
        for event, _, _ in disk.log.entries[self.sealed :]:
            if event and event.content in self.contents:
                raise Violation(f"{self.node.code} says twice: {event}")
            if event:
                self.contents.add(event.content)
        self.sealed = len(disk.log.entries)
        self._took_in(disk)
        for fact in disk.caused[self.counted :]:
            if fact in self.caused:
                raise Violation(f"{self.node.code} was caused twice: {fact}")
            self.caused.add(fact)
        self.counted = len(disk.caused)
        if isinstance(self.node, Ministry):
            written = sum(link.written.total() for link in disk.links.values())
            if self.counted != sum(self.held.values()) + written:
                raise Violation("the ministry holds events that caused nothing")

    def _took_in(self, disk: Disk) -> None:
        for peer, link in disk.links.items():
            chained(link.held.entries, self.held[peer])
            if link.held.epoch < self.epochs[peer]:
                raise Violation(f"{self.node.code} follows {peer} back into an earlier epoch")
            self.epochs[peer] = link.held.epoch
            self.held[peer] = len(link.held.entries)


def chained(entries: list[Entry], since: int) -> None:
    """Check that each entry follows the one before."""
    before = entries[since - 1].hash if since else NO_HASH
    for position in range(since, len(entries)):
        _, digest, found = entries[position]
        if follow(before, position + 1, digest) != found:
            raise Violation(f"position {position + 1} does not follow the one before")
        before = found


def level(ministry: Node, provinces: dict[str, Node]) -> None:
    """Check that all is level in the end, and shown so."""
    for code, province in provinces.items():
        there, here = province.disk.links[MINISTRY], ministry.disk.links[code]
        if here.held.entries != province.disk.log.entries:
            raise Violation(f"the ministry does not hold what {code} sealed")
        if [one.hash for one in there.held.entries] != [
            one.hash for one in ministry.disk.log.entries
        ]:
            raise Violation(f"{code} does not hold what the ministry sealed")
        for node, link in ((code, there), (MINISTRY, here)):
            if link.view.ours or link.view.theirs or link.view.life or link.view.opening:
                raise Violation(f"{node} still shows a fault: {link.view}")
            if link.view.tip != link.held.tip:
                raise Violation(f"{node} shows a lag that is none")
        if province.disk.waiting or ministry.disk.waiting:
            raise Violation("something waits for its seal for ever")
