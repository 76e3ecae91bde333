"""The loop: what is live waits for no upkeep, and for no long exchange."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import psycopg
import pytest

from tongchou.channels.jobs.loop import Loop, Task
from tongchou.events.changes import WAKE_CHANNEL
from tongchou.node.postgres import Postgres


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, ten seconds at the most."""
    latest = monotonic() + 10
    while not holds():
        assert monotonic() < latest
        sleep(0.01)


@contextmanager
def running(loop: Loop) -> Iterator[None]:
    loop.start()
    try:
        yield
    finally:
        loop.stop()


@pytest.fixture
def url(server: Postgres) -> str:
    return server.url("postgres")


def test_a_task_that_has_more_to_do_is_taken_again_at_once_but_not_alone(url: str) -> None:
    """While a long log is caught up, letters come down: no task keeps the others waiting."""
    turns: list[str] = []
    left = iter([True] * 20)

    def push() -> bool:
        turns.append("push")
        return next(left, False)

    tasks = [
        Task("push", push, is_live=True),
        Task("pull", lambda: turns.append("pull"), is_live=True),
    ]

    began = monotonic()
    with running(Loop(url, tasks)):
        until(lambda: turns.count("push") > 20)

    assert monotonic() - began < 5  # without the rest, and the second, between two turns
    assert turns[:42] == ["push", "pull"] * 21


def test_a_task_rests_after_its_work_unless_it_has_more() -> None:
    answers = iter([True, False])
    task = Task("pull", lambda: next(answers), pause=2.0)

    taken = [task.take_turn(moment) for moment in (10.0, 10.0, 11.9)]

    assert taken == [True, False, False]
    assert task.resumes == 12.0


def test_upkeep_that_takes_long_keeps_nothing_live_waiting(url: str) -> None:
    release, sealed = threading.Event(), threading.Semaphore(0)

    def fold() -> None:
        release.wait(30)

    loop = Loop(url, [Task("seal", sealed.release, is_live=True), Task("fold", fold)])
    with running(loop), psycopg.connect(url, autocommit=True) as writer:
        for _ in range(3):
            writer.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])
            assert sealed.acquire(timeout=5)
        release.set()


def test_of_two_processes_only_one_does_what_is_live_and_the_upkeep(url: str) -> None:
    done: list[str] = []

    def loop(name: str) -> Loop:
        return Loop(
            url,
            [
                Task("seal", lambda: done.append(name), is_live=True),
                Task("fold", lambda: done.append(f"{name} folds")),
            ],
        )

    with running(loop("first")):
        until(lambda: "first folds" in done)
        with running(loop("second")):
            sleep(0.5)
            assert set(done) == {"first", "first folds"}


def test_a_task_that_fails_says_so_and_stops_no_other(url: str) -> None:
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("no link")

    loop = Loop(
        url,
        [
            Task("push", fail, is_live=True),
            Task("pull", lambda: done.append("pull"), is_live=True),
            Task("fold", fail),
        ],
    )
    with running(loop):
        until(lambda: len(loop.faults) == 2 and bool(done))

    assert loop.faults == {"push": "RuntimeError: no link", "fold": "RuntimeError: no link"}
