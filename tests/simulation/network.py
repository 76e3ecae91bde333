"""The network of a simulated world: what happens to messages, and what nodes do with them."""

from both_tiers import Ministry, Province
from clockwork import RESTART, Clockwork, Machine
from disks import MINISTRY
from invariants import Violation, fitting
from travelling import Answer, Ask, Bring, Message

from tongchou.sync.protocol.links import DEPARTURES, UNPROVEN
from tongchou.sync.protocol.marks import START, Standing


class Network(Clockwork):
    """Carries messages: loses, doubles, delays and changes them, or lets their sender lie."""

    def _send(self, message: Message) -> None:
        chance = self.chance
        self._sends_what_fits(message)
        if not self.is_calm:
            machine = self.machines[message.sender], self.machines[message.receiver]
            if any(self.now < one.cut_until for one in machine) or chance.random() < 0.05:
                self.seen["lost"] += 1
                return
            if self.now < machine[0].lies_until and chance.random() < 0.6:
                message = self._untrue(message)
            if any(self.now < one.mangles_until for one in machine) and chance.random() < 0.4:
                self.seen["corrupted"] += 1
                mangled = self._mangled(message)
                if mangled is None:
                    return
                message = mangled
            while chance.random() < 0.05:
                self.seen["doubled"] += 1
                self._in(chance.uniform(0.0, 6.0), "deliver", message)
        late = chance.random() < 0.06 and not self.is_calm
        self._in(chance.uniform(1.0, 8.0) if late else chance.random() * 0.1, "deliver", message)

    def _sends_what_fits(self, message: Message) -> None:
        """Check that nothing is sent of a log that departs from what its receiver holds."""
        run = message.brought if isinstance(message, Answer) else message
        view = self.machines[message.sender].node.disk.links[message.receiver].view
        departs = view.ours is not None and view.ours.code in DEPARTURES
        if departs and isinstance(run, Bring) and not run.is_given_back:
            raise Violation(f"{message.sender} sends what departs to {message.receiver}")

    def _untrue(self, message: Message) -> Message:
        """Return a message whose sender claims to hold what it does not, signed by itself alone.

        It can show any head that the receiver signed, and none that it did not.
        """
        if isinstance(message, Bring) or message.standing is None:
            return message
        self.seen["untrue"] += 1
        chance, said = self.chance, message.standing
        epoch, position, _ = said.held
        claimed = said.held._replace(
            epoch=epoch + chance.choice((0, 0, 1)),
            position=max(0, position + chance.choice((-2, 0, 1, 5, 1_000))),
            hash=chance.randbytes(32),
        )
        heads = self.machines[message.sender].node.disk.links[message.receiver].heads
        shown = chance.choice(heads) if heads and chance.random() < 0.5 else START
        untrue: Standing = said._replace(held=claimed, signed=shown)
        return message._replace(standing=untrue)

    def _mangled(self, message: Message) -> Message | None:
        """Return a message with a bit changed; None where its signature no longer holds."""
        if isinstance(message, Bring) and message.entries:
            place = self.chance.randrange(len(message.entries))
            event = message.entries[place].event
            if event:
                other = event._replace(body=event.body + "!")
                entries = list(message.entries)
                entries[place] = entries[place]._replace(event=other)
                return message._replace(entries=tuple(entries))
        if isinstance(message, Answer) and message.brought:
            brought = self._mangled(message.brought)
            assert brought is None or isinstance(brought, Bring)
            return message._replace(brought=brought)
        return None

    def _deliver(self, message: Message) -> None:
        machine = self.machines[message.receiver]
        if self.now < machine.frozen_until:
            self._at(machine.frozen_until, "deliver", message)
            return
        if self.now < machine.down_until:
            return
        self.delivered += 1
        if machine.crashes == "before":
            self._crash_down(machine)
            return
        if self.now < machine.full_until:
            if message.receiver == MINISTRY:
                number = message.number
                self._send(Answer(MINISTRY, message.sender, number, None))
            return
        if isinstance(message, Answer):
            self._receive_answer(machine, message)
        else:
            self._receive_request(machine, message)

    def _receive_request(self, machine: Machine, message: Ask | Bring) -> None:
        ministry = machine.node
        assert isinstance(ministry, Ministry)
        link, now = ministry.disk.links[message.sender], self.clock(machine)
        expected, may_fork = None, link.view.theirs is not None
        if isinstance(message, Ask):
            expected = machine.watch.expected(message.sender, message.standing)
        elif not message.is_given_back:
            may_fork = may_fork or not fitting(link.held.entries, message)
        answer = self._watched(machine, lambda: ministry.answer(message, now=now))
        if isinstance(message, Bring):
            machine.watch.judged(message, may_fork=may_fork)
        if expected and isinstance(message, Ask) and answer.standing:
            machine.watch.shown(message.sender, message.standing, expected)
            self._blamed_rightly(machine, message.sender)
        if machine.crashes == "after":
            self._crash_down(machine)
        else:
            self._send(answer)

    def _receive_answer(self, machine: Machine, answer: Answer) -> None:
        province, pending = machine.node, machine.pending
        assert isinstance(province, Province)
        if pending is None or pending[0] != answer.number:
            return
        machine.pending, machine.has_heard = None, True
        now, sent = self.clock(machine), pending[2]
        expected = None
        if answer.standing:
            expected = machine.watch.expected(MINISTRY, answer.standing)
        was_halted, before = province.halted() is not None, len(province.disk.log.entries)
        is_given_back = answer.brought is not None and answer.brought.is_given_back
        may_grow = province.is_recovering or is_given_back or not was_halted
        province.take_answer(answer, sent, now=now)
        if not may_grow and len(province.disk.log.entries) != before:
            raise Violation(f"{province.code} wrote on before it was brought forward")
        machine.watch.grew()
        if expected and answer.standing and not answer.brought:
            machine.watch.shown(MINISTRY, answer.standing, expected)
            self._blamed_rightly(machine, MINISTRY)
        if machine.crashes == "after":
            self._crash_down(machine)
        elif answer.standing and self.chance.random() < 0.6:
            self._go_on(province.code)

    def _blamed_rightly(self, machine: Machine, peer: str) -> None:
        """Check that no departure is shown between nodes of which neither was restored.

        What a liar claims is shown as unproven, and as nothing else.
        """
        view = machine.node.disk.links[peer].view
        if machine.restored or self.machines[peer].restored:
            return
        for fault in (view.ours, view.theirs):
            if fault and fault.code in DEPARTURES - {UNPROVEN}:
                raise Violation(f"{machine.node.code} shows {fault.code} of {peer} for nothing")
        if view.ours and view.ours.code == UNPROVEN and not self.machines[peer].lies_until:
            raise Violation(f"{peer} cannot prove to {machine.node.code} what it holds")

    def _crash_down(self, machine: Machine) -> None:
        """Let a process die: what is not on its disk is forgotten, and it comes back later."""
        machine.crashes = ""
        machine.down_until = self.now + self.chance.uniform(0.5, 2) * RESTART
        self._forget(machine)

    def _forget(self, machine: Machine) -> None:
        machine.pending, machine.has_heard = None, False
        if isinstance(machine.node, Province):
            machine.node.given, machine.node.is_recovering = 0, False

    def _go_on(self, code: str, *, in_turn: bool = True) -> None:
        """Let a province seal what it wrote, and say or send what comes next."""
        raise NotImplementedError
