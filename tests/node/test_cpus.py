"""Of several processes of a node each answers on a CPU of its own; what it starts is free."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tongchou.business.contribution.xlsx import reader
from tongchou.node.bodies import Doorway
from tongchou.node.entrances import ENTRANCES
from tongchou.node.nodes import Node

CPUS = sorted(os.sched_getaffinity(0))
INTERFACE = next(entrance for entrance in ENTRANCES if entrance.name == "interface")


def cpus_given(processes: int, port: int, tmp_path: Path) -> list[str]:
    node = Node("34", port, tmp_path, {}, processes)
    return [node.cpu_of(number).get("TONGCHOU_CPU", "") for number in range(processes)]


def cpus_of_threads(threads: ThreadPoolExecutor, count: int) -> list[set[int]]:
    """Return where each of some threads may run; they are kept busy until all have begun."""
    together = Barrier(count)

    def look() -> set[int]:
        together.wait(5)
        return os.sched_getaffinity(0)

    return [one.result() for one in [threads.submit(look) for _ in range(count)]]


def test_processes_are_spread_over_the_cpus_and_nodes_begin_at_different_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 2, 3})

    given = [cpus_given(2, port, tmp_path) for port in (9_000, 9_001)]

    assert given == [["0", "2"], ["2", "3"]]
    assert cpus_given(1, 9_000, tmp_path) == [""]  # the only process goes where there is room


def test_the_threads_that_answer_stay_on_the_cpu() -> None:
    bound, free = Doorway(INTERFACE, CPUS[-1]), Doorway(INTERFACE)

    assert cpus_of_threads(bound.threads, INTERFACE.threads) == [{CPUS[-1]}] * INTERFACE.threads
    assert cpus_of_threads(free.threads, 1) == [set(CPUS)]
    assert os.sched_getaffinity(0) == set(CPUS)


def test_what_reads_a_workbook_is_not_kept_on_the_cpu_of_the_thread_that_started_it() -> None:
    asked: list[set[int]] = []

    def start() -> None:
        os.sched_setaffinity(0, {CPUS[0]})
        pid = os.fork()
        if not pid:
            reader.free_of_one_cpu()
            os._exit(os.sched_getaffinity(0) != set(CPUS))
        asked.append(set(os.sched_getaffinity(0)))
        assert os.waitpid(pid, 0)[1] == 0

    with ThreadPoolExecutor(1) as thread:
        thread.submit(start).result()

    assert asked == [{CPUS[0]}]
