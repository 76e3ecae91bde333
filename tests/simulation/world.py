"""One simulated world: a seed decides what happens when, and what goes wrong.

Time is virtual, and nothing runs but what the schedule says next. A world is the same each time
it is run with its seed. It goes on until enough was delivered; then all faults end, the operators
bring forward what was rolled back, and everything must be level.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from invariants import Violation, Watch, fitting, level
from nodes import (
    LETTER,
    MINISTRY,
    PLAIN,
    PROVINCES,
    Answer,
    Ask,
    Bring,
    Disk,
    Event,
    Message,
    Ministry,
    Node,
    Province,
)

from tongchou.events.chain import moment_text
from tongchou.sync.protocol.links import DEPARTURES, FORKED, ROLLED_BACK

MORNING = datetime(2024, 10, 8, 1, 0, tzinfo=UTC)
DELIVERIES = 500
FAULTS = 8
CALM_SECONDS = 500.0
TICK, TIMEOUT, RESTART = 1.0, 3.0, 1.5
KINDS = ("cut", "crash", "crash after", "freeze", "disk full", "clock", "mangle", "twin")


@dataclass
class Machine:
    """A node's process and what besets it: until when it is cut off, down, frozen or full."""

    node: Node
    watch: Watch
    skew: timedelta = timedelta()
    cut_until: float = 0.0
    down_until: float = 0.0
    frozen_until: float = 0.0
    full_until: float = 0.0
    crashes: str = ""
    mangles_until: float = 0.0
    has_heard: bool = False
    pending: tuple[int, float, Message] | None = None
    copies: list[tuple[Disk, int]] = field(default_factory=list)
    restored: Disk | None = None


class World:
    """A ministry, three provinces, the network between them, and what goes wrong."""

    def __init__(self, seed: int, *, deliveries: int = DELIVERIES) -> None:
        self.deliveries = deliveries
        self.chance = Random(seed)  # noqa: S311  # a seed that repeats
        self.now = 0.0
        self.queue: list[tuple[float, int, str, Any]] = []
        self.serial = 0
        self.delivered = 0
        self.seen = Counter[str]()
        self.is_calm = False
        self.has_restore = seed % 3 == 0
        nodes: list[Node] = [Ministry(MINISTRY, PROVINCES), *map(Province, PROVINCES)]
        self.machines = {node.code: Machine(node, Watch(node)) for node in nodes}
        self.promised: dict[str, str] = {}
        self.excused: set[str] = set()

    def run(self) -> None:
        """Let everything happen; raises `Violation`."""
        chance = self.chance
        for code in PROVINCES:
            self._at(chance.random(), "tick", code)
            self._at(chance.random(), "act", code)
        self._at(chance.random(), "seal", MINISTRY)
        self._at(2.0, "operator", MINISTRY)
        for _ in range(FAULTS):
            self._at(chance.uniform(2, 38), "fault", "")
        if self.has_restore:
            self._at(chance.uniform(6, 16), "copy", "")
            self._at(chance.uniform(20, 34), "restore", "")
        while self.delivered < self.deliveries or self.faults < FAULTS + self.has_restore:
            self._step()
        self._calm_down()
        until = self.now + CALM_SECONDS
        while not self._is_level():
            if self.now > until:
                self._prove_level()
            self._step()
        self._prove_level()

    def _step(self) -> None:
        self.now, _, what, whom = heappop(self.queue)
        getattr(self, f"_{what}")(whom)

    def _at(self, moment: float, what: str, whom: Any) -> None:
        self.serial += 1
        heappush(self.queue, (moment, self.serial, what, whom))

    def _in(self, seconds: float, what: str, whom: Any) -> None:
        self._at(self.now + seconds, what, whom)

    @property
    def faults(self) -> int:
        """How many faults of machines there were; messages that went astray not counted."""
        return sum(self.seen[kind] for kind in (*KINDS, "restore"))

    def clock(self, machine: Machine) -> datetime:
        """Return what time a machine's clock shows."""
        return MORNING + timedelta(seconds=self.now) + machine.skew

    def _is_away(self, machine: Machine) -> bool:
        return self.now < machine.down_until or self.now < machine.frozen_until

    # What nodes do by themselves

    def _tick(self, code: str) -> None:
        self._in(self.chance.uniform(0.8, 1.2) * TICK, "tick", code)
        self._go_on(code)

    def _go_on(self, code: str, *, in_turn: bool = True) -> None:
        """Let a province seal what it wrote, and say or send what comes next."""
        machine = self.machines[code]
        province = machine.node
        assert isinstance(province, Province)
        if self._is_away(machine):
            return
        if machine.pending:
            if self.now < machine.pending[1]:
                return
            machine.pending, machine.has_heard = None, True
        if machine.has_heard and self.now >= machine.full_until:
            self._watched(machine, province.seal)
        self.serial += 1
        in_turn = in_turn and self.chance.random() < 0.7
        message = province.next_message(self.serial, self.clock(machine), in_turn=in_turn)
        machine.pending = (self.serial, self.now + TIMEOUT, message)
        self._send(message)

    def _seal(self, code: str) -> None:
        self._in(self.chance.uniform(0.2, 0.6), "seal", code)
        machine = self.machines[code]
        if not self._is_away(machine) and self.now >= machine.full_until:
            self._watched(machine, machine.node.seal)

    def _act(self, code: str) -> None:
        """Let a clerk complete an item, perhaps with a letter to another province."""
        if self.is_calm:
            return
        self._in(self.chance.expovariate(0.6), "act", code)
        machine = self.machines[code]
        node = machine.node
        if self._is_away(machine) or self.now < machine.full_until or node.halted():
            return
        item = f"{code}-{len(self.promised) + 1}"
        moment = moment_text(self.clock(machine))
        told = [
            Event(PLAIN, item, "", moment, f"{item}.{place}")
            for place in range(self.chance.randint(1, 3))
        ]
        if self.chance.random() < 0.5:
            other = self.chance.choice([one for one in PROVINCES if one != code])
            told.append(Event(LETTER, item, "", moment, f"{other} from {item}"))
        node.write(*told)
        self.promised[item] = code

    # The network

    def _send(self, message: Message) -> None:
        chance = self.chance
        if not self.is_calm:
            machine = self.machines[message.sender], self.machines[message.receiver]
            if any(self.now < one.cut_until for one in machine) or chance.random() < 0.05:
                self.seen["lost"] += 1
                return
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
        log = province.disk.log
        was_halted, before = province.halted() is not None, log.tip.position
        province.take_answer(answer, sent, now=now)
        if was_halted and not province.is_recovering and not (
            answer.brought and answer.brought.is_given_back
        ) and log.tip.position != before:  # fmt: skip
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
        """Check that no departure is shown between nodes of which neither was restored."""
        view = machine.node.disk.links[peer].view
        if machine.restored or self.machines[peer].restored:
            return
        for fault in (view.ours, view.theirs):
            if fault and fault.code in DEPARTURES:
                raise Violation(f"{machine.node.code} shows {fault.code} of {peer} for nothing")

    def _watched(self, machine: Machine, step: Any) -> Any:
        """Take a step of a node, and check what it did."""
        was_halted = machine.node.halted() is not None
        done = step()
        if was_halted and machine.node.halted():
            machine.watch.stood_still()
        machine.watch.grew()
        return done

    # What goes wrong

    def _fault(self, _: str) -> None:
        kind = self.chance.choice(KINDS)
        machine = self.machines[self.chance.choice((MINISTRY, *PROVINCES))]
        seconds = self.chance.uniform(1, 7)
        if self.is_calm:
            return
        self.seen[kind] += 1
        if kind == "cut":
            machine.cut_until = self.now + seconds
        elif kind == "crash":
            machine.crashes = "before"
        elif kind == "crash after":
            machine.crashes = "after"
        elif kind == "freeze":
            machine.frozen_until = self.now + seconds
        elif kind == "disk full":
            machine.full_until = self.now + seconds
        elif kind == "mangle":
            machine.mangles_until = self.now + seconds
        elif kind == "twin":
            self._twin(machine)
        else:
            machine.skew += timedelta(seconds=self.chance.choice((-400, -20, -2, 2, 20, 400)))

    def _twin(self, machine: Machine) -> None:
        """Let a second node with a province's keys bring events of its own, once."""
        code = machine.node.code
        links = self.machines[MINISTRY].node.disk.links
        held = links[code].held.entries if code in links else []
        if not held:
            return
        twin = Province(code)
        twin.disk.log.entries = held[:-1]
        moment = moment_text(self.clock(machine))
        for place in range(2):
            twin.write(Event(PLAIN, f"{code}-twin", "", moment, f"twin {self.now} {place}"))
        twin.seal()
        self.serial += 1
        now, after = self.clock(machine), len(held)
        brought = twin.run_after(
            twin.disk.log, after, MINISTRY, number=self.serial, at=now
        )  # behind the last event held, which is another one there
        if brought:
            self._in(0.0, "deliver", brought)

    def _crash_down(self, machine: Machine) -> None:
        """Let a process die: what is not on its disk is forgotten, and it comes back later."""
        machine.crashes = ""
        machine.down_until = self.now + self.chance.uniform(0.5, 2) * RESTART
        self._forget(machine)

    def _forget(self, machine: Machine) -> None:
        machine.pending, machine.has_heard = None, False
        if isinstance(machine.node, Province):
            machine.node.given, machine.node.is_recovering = 0, False

    def _copy(self, _: str) -> None:
        """Take a backup of the node that will be restored from it."""
        code = self.chance.choice((MINISTRY, MINISTRY, *PROVINCES))
        machine = self.machines[code]
        machine.restored = machine.node.disk.copied()

    def _restore(self, _: str) -> None:
        """Restore a node from its old copy, mostly by the command that marks it as restored."""
        for machine in self.machines.values():
            if machine.restored is not None:
                is_marked = machine.node.code == MINISTRY or self.chance.random() < 0.6
                self.seen["restore"] += 1
                self._put_back(machine, is_marked=is_marked)

    def _put_back(self, machine: Machine, *, is_marked: bool) -> None:
        assert machine.restored is not None
        node = machine.node
        if isinstance(node, Province):
            self._excuse(node, machine.restored)
        node.disk = machine.restored.copied()
        for link in node.disk.links.values():
            link.view = link.view._replace(life=f"{self.serial:x}" if is_marked else "")
        machine.watch.restored()
        self._forget(machine)
        machine.down_until = self.now + RESTART

    def _excuse(self, province: Province, restored: Disk) -> None:
        """Note which items nobody can know any more: the ministry had not heard of them."""
        known = {event.item for event in restored.waiting}
        known |= {one.event.item for one in restored.log.entries if one.event}
        held = self.machines[MINISTRY].node.disk.links[province.code].held.entries
        known |= {one.event.item for one in held if one.event}
        of_here = {item for item, code in self.promised.items() if code == province.code}
        self.excused |= of_here - known

    # What operators do

    def _operator(self, _: str) -> None:
        """Let operators look at what is shown, and bring forward what was rolled back."""
        self._in(2.0, "operator", "")
        for machine in self.machines.values():
            node = machine.node
            if self._is_away(machine) or self.now < machine.full_until:
                continue
            views = [link.view for link in node.disk.links.values()]
            faults = {view.ours.code for view in views if view.ours}
            if FORKED in faults:
                if machine.restored is None:
                    raise Violation(f"{node.code} shows a fork, and was never restored")
                self._put_back(machine, is_marked=True)
            elif ROLLED_BACK in faults and not any(view.life for view in views):
                self.seen["recovered"] += 1
                if isinstance(node, Ministry):
                    node.recover()
                elif isinstance(node, Province):
                    node.is_recovering = True
                machine.watch.grew()

    # The end

    def _calm_down(self) -> None:
        self.is_calm = True
        for machine in self.machines.values():
            machine.skew = timedelta()
            machine.crashes = ""
            machine.cut_until = machine.mangles_until = machine.full_until = 0.0
            machine.frozen_until = min(machine.frozen_until, self.now)

    def _is_level(self) -> bool:
        ministry = self.machines[MINISTRY].node.disk
        if ministry.waiting:
            return False
        tip = ministry.log.tip
        for code in PROVINCES:
            disk, here = self.machines[code].node.disk, ministry.links[code]
            there = disk.links[MINISTRY]
            own = disk.log.tip
            if disk.waiting or not own == here.held.tip == here.view.tip == there.view.confirmed:
                return False
            if not tip == there.held.tip == there.view.tip == here.view.confirmed:
                return False
            for view in (here.view, there.view):
                if view.ours or view.theirs or view.life:
                    return False
        return True

    def _prove_level(self) -> None:
        nodes = {code: machine.node for code, machine in self.machines.items()}
        ministry = nodes.pop(MINISTRY)
        level(ministry, nodes)
        held = {
            one.event.item
            for code in nodes
            for one in ministry.disk.links[code].held.entries
            if one.event
        }
        if lost := set(self.promised) - held - self.excused:
            raise Violation(f"lost: {sorted(lost)}")
        letters = Counter(
            one.event.body
            for code in nodes
            for one in ministry.disk.links[code].held.entries
            if one.event and one.event.kind == LETTER
        )
        arrived = Counter(fact for node in nodes.values() for fact in node.disk.caused)
        if arrived != letters:
            raise Violation(f"letters: {letters - arrived} missing, {arrived - letters} surplus")


def simulate(seed: int) -> World:
    """Run the world of a seed; a `Violation` says which seed shows it again."""
    world = World(seed)
    try:
        world.run()
    except Violation as broken:
        said = f"{broken}\nreplay: SIMULATION_SEEDS={seed}:{seed + 1} pytest tests/simulation"
        raise Violation(said) from broken
    return world


def broken_seeds(seeds: range) -> list[int]:
    """Return those of some seeds in whose world something does not hold."""
    broken = []
    for seed in seeds:
        try:
            simulate(seed)
        except Violation:
            broken.append(seed)
    return broken
