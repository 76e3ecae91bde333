"""What goes wrong in a simulated world, and what operators do about it."""

from datetime import timedelta

from both_tiers import Ministry, Province
from clockwork import KINDS, RESTART, Machine
from disks import MINISTRY, PLAIN, PROVINCES, Disk, Event, events_of
from invariants import Violation, lies_in
from network import Network
from nodes import Node

from tongchou.events.chain import moment_text
from tongchou.standards.refusal import Refusal
from tongchou.sync.protocol.links import FORKED, ROLLED_BACK, is_awaited

PATIENCE = 6.0
"""How many seconds an operator waits for a peer that was not heard since a restore."""


class Mishaps(Network):
    """Lets machines fail and be restored; operators bring forward, waive, open and accept."""

    def _fault(self, _: str) -> None:
        kind = self.chance.choice(KINDS)
        machine = self.machines[self.chance.choice((MINISTRY, *PROVINCES))]
        seconds = self.chance.uniform(1, 7)
        if self.is_calm:
            return
        self.seen[kind] += 1
        until = self.now + seconds
        if kind == "cut":
            machine.cut_until = max(machine.cut_until, until)
        elif kind == "crash":
            machine.crashes = "before"
        elif kind == "crash after":
            machine.crashes = "after"
        elif kind == "freeze":
            machine.frozen_until = until
        elif kind == "disk full":
            machine.full_until = until
        elif kind == "mangle":
            machine.mangles_until = until
        elif kind == "lies":
            machine.lies_until = until
        elif kind == "twin":
            self._twin(machine)
        else:
            machine.skew += timedelta(seconds=self.chance.choice((-400, -20, -2, 2, 20, 400)))

    def _twin(self, machine: Machine) -> None:
        """Let a second node with a province's keys bring events of its own, once."""
        code = machine.node.code
        links = self.machines[MINISTRY].node.disk.links
        held = links[code].held if code in links else None
        if held is None or not held.entries:
            return
        twin = Province(code)
        twin.disk.log.entries = held.entries[:-1]
        twin.disk.log.epoch = held.epoch + self.chance.choice((0, 0, 1))
        moment = moment_text(self.clock(machine))
        for place in range(2):
            twin.write(Event(PLAIN, f"{code}-twin", "", moment, f"twin {self.now} {place}"))
        twin.seal()
        self.serial += 1
        now, after = self.clock(machine), len(held.entries)
        brought = twin.run_after(
            twin.disk.log, after, MINISTRY, number=self.serial, at=now
        )  # behind the last event held, which is another one there
        if brought:
            self._in(0.0, "deliver", brought)

    def _copy(self, _: str) -> None:
        """Take a backup of the node that will be restored from it."""
        code = self.chance.choice((MINISTRY, MINISTRY, *PROVINCES))
        machine = self.machines[code]
        machine.restored = machine.node.disk.copied()

    def _restore(self, _: str) -> None:
        """Restore a node from its old copy, mostly by the command that marks it as restored.

        Sometimes a peer is away then, for long, and the operator may lose patience.
        """
        chance = self.chance
        for machine in self.machines.values():
            if machine.restored is not None:
                code = machine.node.code
                is_marked = code == MINISTRY or chance.random() < 0.6
                machine.policy = chance.choice(("wait", "wait", "waive", "open"))
                if machine.policy != "wait":
                    away = chance.choice(PROVINCES) if code == MINISTRY else code
                    self.machines[away].cut_until = self.now + chance.uniform(8, 30)
                self.seen["restore"] += 1
                self._put_back(machine, is_marked=is_marked)

    def _put_back(self, machine: Machine, *, is_marked: bool) -> None:
        assert machine.restored is not None
        node = machine.node
        if isinstance(node, Province):
            self._excuse(node, machine.restored)
        node.disk = machine.restored.copied()
        for link in node.disk.links.values():
            life = f"{self.serial:x}" if is_marked else ""
            link.view = link.view._replace(life=life, is_waived=False)
        machine.watch.restored()
        self._forget(machine)
        machine.down_until = self.now + RESTART
        machine.restored_at = self.now

    def _excuse(self, province: Province, restored: Disk) -> None:
        """Note which items nobody can know any more: the ministry had not heard of them."""
        link = self.machines[MINISTRY].node.disk.links[province.code]
        known = {event.item for event in restored.waiting}
        for log in (restored.log.entries, link.held.entries, link.former):
            known |= {event.item for event in events_of(log)}
        of_here = {item for item, code in self.promised.items() if code == province.code}
        self.excused |= of_here - known

    # What operators do

    def _operator(self, _: str) -> None:
        """Let operators look at what is shown, and act on it."""
        self._in(2.0, "operator", "")
        for machine in self.machines.values():
            if not self._is_away(machine) and self.now >= machine.full_until:
                self._accept_epochs(machine)
                self._see_to_own_log(machine)

    def _accept_epochs(self, machine: Machine) -> None:
        """Let an operator accept a new epoch, sooner or later."""
        node = machine.node
        for peer, link in node.disk.links.items():
            if link.view.opening and (self.is_calm or self.chance.random() < 0.5):
                held, opening = link.held, link.view.opening
                marks = (opening.since, opening.agreed)
                shared = max((one.position for one in marks if lies_in(held, one)), default=0)
                if node.accept_epoch(peer, now=self.clock(machine)) is None:
                    self.seen["epoch accepted"] += 1
                    machine.watch.accepted(peer, held.entries, shared)

    def _see_to_own_log(self, machine: Machine) -> None:
        node = machine.node
        views = {peer: link.view for peer, link in node.disk.links.items()}
        faults = {view.ours.code for view in views.values() if view.ours}
        unheard = [peer for peer, view in views.items() if is_awaited(view)]
        if FORKED in faults:
            if machine.restored is None:
                raise Violation(f"{node.code} shows a fork, and was never restored")
            if self.chance.random() < 0.5:
                self._open(machine)
            else:
                self._put_back(machine, is_marked=True)
        elif unheard:
            if self.now > machine.restored_at + PATIENCE:
                self._lose_patience(machine, unheard)
        elif ROLLED_BACK in faults:
            self._bring_forward(machine, node)

    def _bring_forward(self, machine: Machine, node: Node) -> None:
        if isinstance(node, Ministry):
            refusal = node.recover()
            self.seen["recovered"] += refusal is None
            is_late = self.now > machine.restored_at + 3 * PATIENCE
            is_vain = isinstance(refusal, Refusal) and refusal.code == FORKED  # no wait helps
            if isinstance(refusal, Refusal) and (machine.policy != "wait" or is_vain) and is_late:
                self._open(machine)
        elif isinstance(node, Province):
            self.seen["recovered"] += not node.is_recovering
            node.is_recovering = True
        machine.watch.grew()

    def _lose_patience(self, machine: Machine, unheard: list[str]) -> None:
        if machine.policy == "open":
            self._open(machine)
        elif machine.policy == "waive":
            for peer in unheard:
                self.seen["waived"] += machine.node.waive(peer, now=self.clock(machine)) is None

    def _open(self, machine: Machine) -> None:
        if machine.node.open_epoch(now=self.clock(machine)) is None:
            self.seen["epoch opened"] += 1
            if machine.node.halted():
                raise Violation(f"{machine.node.code} waits on after it opened an epoch")
        machine.watch.grew()
