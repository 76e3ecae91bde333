"""What must hold after every step of a simulation; each is computed from the logs themselves."""

from nodes import MINISTRY, Bring, Disk, Entry, Ministry, Node

from tongchou.events.chain import NO_HASH, follow
from tongchou.sync.protocol.links import DEPARTURES
from tongchou.sync.protocol.marks import Mark, Standing


class Violation(AssertionError):
    """Something that must hold does not."""


def truth_of(entries: list[Entry], mark: Mark) -> str:
    """Return what a mark says of a log that was written here: nothing, or how they depart."""
    if mark.position > len(entries):
        return "sync.rolled_back"
    found = entries[mark.position - 1].hash if mark.position else NO_HASH
    return "" if found == mark.hash else "sync.forked"


def truth_of_held(entries: list[Entry], tip: Mark, confirmed: int) -> str:
    """Return what the signed tip of a peer's log says of what is held of it here.

    `confirmed` is how far the peer knows it to be held, as it signed beside it.
    """
    if tip.position > len(entries):
        return ""
    found = entries[tip.position - 1].hash if tip.position else NO_HASH
    if found != tip.hash:
        return "sync.forked"
    return "sync.rolled_back" if tip.position < min(len(entries), confirmed) else ""


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
        self.contents: set[object] = set()
        self.caused: set[object] = set()
        self.counted = 0
        self._grown(disk)

    def expected(self, peer: str, standing: Standing) -> tuple[str, str]:
        """Return the faults that a standing must show, in both directions."""
        disk = self.node.disk
        ours = truth_of(disk.log.entries, standing.held)
        if ours and standing.refusal == "sync.forked":
            ours = "sync.forked"  # whoever holds more sees it first
        return (
            ours,
            truth_of_held(disk.links[peer].held.entries, standing.own, standing.confirmed),
        )

    def shown(self, peer: str, standing: Standing, expected: tuple[str, str]) -> None:
        """Check that a node shows what it was told, in both directions."""
        view = self.node.disk.links[peer].view
        ours = view.ours.code if view.ours and view.ours.code in DEPARTURES else ""
        if ours != expected[0]:
            raise Violation(f"{self.node.code} shows {ours!r} of its log, it is {expected[0]!r}")
        theirs = view.theirs.code if view.theirs else ""
        if expected[1] and theirs != expected[1]:
            raise Violation(f"{self.node.code} shows {theirs!r} of {peer}, it is {expected[1]!r}")
        if not expected[1] and theirs == "sync.rolled_back":
            raise Violation(f"{self.node.code} blames {peer} for nothing")
        if view.life and standing.echo == view.life:
            raise Violation(f"{self.node.code} heard {peer} and does not know it")

    def judged(self, brought: Bring, *, may_fork: bool) -> None:
        """Check that a run that fits is not called a fork; `chained` sees to those that do not."""
        link = self.node.disk.links[brought.sender]
        theirs = link.view.theirs.code if link.view.theirs else ""
        truth = truth_of_held(link.held.entries, brought.run.tip, 0)
        if not may_fork and theirs == "sync.forked" and truth != theirs:
            raise Violation(f"{self.node.code} calls a run of {brought.sender} a fork for nothing")

    def stood_still(self) -> None:
        """Check that a node that must add nothing to its log did not."""
        disk = self.node.disk
        if len(disk.log.entries) != self.sealed:
            raise Violation(f"{self.node.code} wrote on before it was brought forward")
        if {peer: len(link.held.entries) for peer, link in disk.links.items()} != self.held:
            raise Violation(f"{self.node.code} took in before it was brought forward")

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
        chained(disk.log.entries, self.sealed)
        for event, _, _ in disk.log.entries[self.sealed :]:
            if event and event.content in self.contents:
                raise Violation(f"{self.node.code} says twice: {event}")
            if event:
                self.contents.add(event.content)
        self.sealed = len(disk.log.entries)
        for peer, link in disk.links.items():
            chained(link.held.entries, self.held[peer])
            self.held[peer] = len(link.held.entries)
        for fact in disk.caused[self.counted :]:
            if fact in self.caused:
                raise Violation(f"{self.node.code} was caused twice: {fact}")
            self.caused.add(fact)
        self.counted = len(disk.caused)
        if isinstance(self.node, Ministry) and self.counted != sum(self.held.values()):
            raise Violation("the ministry holds events that caused nothing")


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
            if link.view.ours or link.view.theirs or link.view.life:
                raise Violation(f"{node} still shows a fault: {link.view}")
            if link.view.tip != link.held.tip:
                raise Violation(f"{node} shows a lag that is none")
        if province.disk.waiting or ministry.disk.waiting:
            raise Violation("something waits for its seal for ever")
