"""One simulated world: a seed decides what happens when, and what goes wrong.

Time is virtual, and nothing runs but what the schedule says next. A world is the same each time
it is run with its seed. It goes on until enough was delivered; then all faults end, the operators
bring forward what was rolled back, and everything must be level.
"""

from collections import Counter
from collections.abc import Hashable
from datetime import timedelta

from both_tiers import Province
from clockwork import TICK, TIMEOUT
from disks import LETTER, MINISTRY, PLAIN, PROVINCES, Event, events_of
from invariants import Violation, level
from mishaps import Mishaps

from tongchou.events.chain import moment_text

DELIVERIES = 500
FAULTS = 8
CALM_SECONDS = 500.0


class World(Mishaps):
    """A ministry, three provinces, the network between them, and what goes wrong."""

    def __init__(self, seed: int, *, deliveries: int = DELIVERIES) -> None:
        super().__init__(seed)
        self.deliveries = deliveries
        self.has_restore = seed % 3 == 0

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
            self.step()
        self._calm_down()
        until = self.now + CALM_SECONDS
        while not self._is_level():
            if self.now > until:
                self._prove_level()
            self.step()
        self._prove_level()

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
                if view.ours or view.theirs or view.life or view.opening:
                    return False
        return True

    def _prove_level(self) -> None:
        nodes = {code: machine.node for code, machine in self.machines.items()}
        ministry = nodes.pop(MINISTRY)
        level(ministry, nodes)
        told = [
            event
            for link in ministry.disk.links.values()
            for log in (link.held.entries, link.former)
            for event in events_of(log)
        ]
        if lost := set(self.promised) - {event.item for event in told} - self.excused:
            raise Violation(f"lost: {sorted(lost)}")
        letters: Counter[Hashable] = Counter({event.body for event in told if event.kind == LETTER})
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
