"""Outsiders: how soon a sealed event stands under a published checkpoint, and what that costs.

A node's loop seals and publishes while one event is written every 20 ms; the delay is from an
event's commit until the file `checkpoint` covers it. What publishing costs a position is compared
with what sealing costs it, in CPU time of this process. Signatures are measured beside both.
"""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter, process_time, sleep

import psycopg
from sealing import BODY, WAIT, seal_all
from shared.node import Node, node
from shared.sizes import size

DELAY_SECONDS_MAX = 1.0
COST_LIMIT = 1.0
POSITIONS = size(50_000, 500_000)
EVENTS = size(400, 4_000)
EVERY_SECONDS = 0.02
SIGNATURES = 1_000
CODE = "34"
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)


class Watcher(threading.Thread):
    """Watches the published checkpoint: when it first covered each position."""

    def __init__(self, checkpoint: Callable[[], int]) -> None:
        super().__init__(daemon=True)
        self._checkpoint = checkpoint
        self.covered: list[tuple[int, float]] = []
        self.stopping = False

    def run(self) -> None:
        """Look every 2 ms."""
        last = 0
        while not self.stopping:
            reached = self._checkpoint()
            if reached > last:
                self.covered.append((reached, perf_counter()))
                last = reached
            sleep(0.002)

    def covered_at(self, position: int) -> float | None:
        """Return when a position was covered; None as long as it is not."""
        return next((moment for reached, moment in self.covered if reached >= position), None)


def delays(here: Node) -> list[float]:
    """Return the seconds from commit to checkpoint of every event, the shortest first."""
    from tongchou.channels.jobs.loop import Loop  # noqa: PLC0415 - needs settings
    from tongchou.events.queries import tip  # noqa: PLC0415
    from tongchou.node.tasks import tasks_of  # noqa: PLC0415
    from tongchou.sync.checkpoints.publishing import folder_of, published  # noqa: PLC0415
    from tongchou.sync.keys import Keyring  # noqa: PLC0415

    folder = folder_of(Keyring(here.home, CODE), CODE)

    def reached() -> int:
        note = published(folder)
        return note.size if note else 0

    loop, watcher, first = Loop(here.url, tasks_of(("seal", "publish"))), Watcher(reached), tip()[0]
    loop.start()
    watcher.start()
    written = []
    with psycopg.connect(here.url, autocommit=True) as owner:
        for number in range(1, EVENTS + 1):
            owner.execute(WAIT, [AT, BODY % "皖江机械有限公司", 1])
            owner.execute("NOTIFY tongchou_log")
            written.append((first + number, perf_counter()))
            sleep(EVERY_SECONDS)
    while watcher.covered_at(first + EVENTS) is None:
        sleep(0.01)
    watcher.stopping = True
    loop.stop()
    found = [(watcher.covered_at(position), began) for position, began in written]
    return sorted(moment - began for moment, began in found if moment is not None)


def costs(here: Node) -> tuple[float, float]:
    """Return the microseconds of CPU that sealing and publishing take for a position."""
    from tongchou.sync.checkpoints.publishing import publish  # noqa: PLC0415 - needs settings
    from tongchou.sync.keys import Keyring  # noqa: PLC0415

    with psycopg.connect(here.url) as owner:
        owner.execute(WAIT, [AT, BODY % "皖江机械有限公司", POSITIONS])
    began = process_time()
    seal_all()
    sealed = process_time()
    publish(Keyring(here.home, CODE))
    return (sealed - began) / POSITIONS * 1e6, (process_time() - sealed) / POSITIONS * 1e6


def signing() -> None:
    """Print how many signatures and verifications of each algorithm a second of CPU makes."""
    from tongchou.sync.keys import KEY_MAKERS, signer_of, verifier_of  # noqa: PLC0415

    for algorithm, made in KEY_MAKERS.items():
        signer = signer_of(made())
        verifier, content = verifier_of(signer.public_pem), b"x" * 600
        began = process_time()
        signatures = [signer.sign(content) for _ in range(SIGNATURES)]
        signed = process_time()
        assert all(verifier.is_signed(content, one) for one in signatures)
        rates = SIGNATURES / (signed - began), SIGNATURES / (process_time() - signed)
        print(f"{algorithm}: {rates[0]:,.0f} signatures, {rates[1]:,.0f} verifications a second")


def main(here: Node) -> int:
    """Print the ratios; return 1 when one of them is over its limit."""
    signing()
    sealing, publishing = costs(here)
    print(f"sealing {sealing:.1f} us, publishing {publishing:.1f} us of CPU for a position")
    cost = publishing / sealing
    print(f"ratio publishing against sealing: {cost:.2f} (limit {COST_LIMIT})")
    found = delays(here)
    half, most = found[len(found) // 2], found[int(len(found) * 0.99)]
    print(f"inclusion delay of {len(found)} events: p50 {half:.3f} s, p99 {most:.3f} s")
    print(f"ratio inclusion delay p99 against one second: {most:.2f} (limit {DELAY_SECONDS_MAX})")
    return 1 if cost > COST_LIMIT or most > DELAY_SECONDS_MAX or len(found) < EVENTS else 0


if __name__ == "__main__":
    with node(CODE, peers=("00", CODE)) as lent:
        sys.exit(main(lent))
