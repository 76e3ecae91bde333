"""A working day of six people: forty matters, a session lost, the ministry stopped and killed."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from by_browser import ByBrowser
from by_machine import ByMachine
from courses import BATCH, COURSES, MINISTRY, Course
from day import Day
from evening import lost_or_doubled, proven
from plan import APPROVER, FACTORY, HERE, HOURS, MILL, PLAN, REVIEWER, STOPPED, THERE, Matter

from faces import Doors, chromium
from running import START_SECONDS, Cluster, cluster
from tongchou.channels.cli.client import Nodes

EMPLOYERS = ((FACTORY, "安徽巢湖帆精密仪器有限公司", "340111"), (MILL, "弋江纺织", "340209"))
REFUSED = 30

pytestmark = pytest.mark.timeout(480)  # a day of three nodes' lives in real processes


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start the ministry and two provinces, in which nothing happened yet."""
    with cluster(tmp_path_factory.mktemp("day") / "home", (HERE, THERE)) as running:
        for code, name, place in EMPLOYERS:
            one = {"credit_code": code, "name": name, "division_code": place}
            running.nodes.call(HERE, "POST", "/feeds/employer_feed", json={"employers": [one]})
        yield running


@pytest.fixture(scope="module")
def day(country: Cluster) -> Iterator[Day]:
    """Let the day go by; the browser closes before the nodes stop."""
    with chromium() as browser:
        day = Day(ByMachine(country), ByBrowser(Doors(browser, country)))
        for hour in HOURS:
            if hour == STOPPED:
                with stopped(country):
                    waiting = begin(day, hour)
                country.nodes = Nodes(country.home, patience=START_SECONDS)
            else:
                waiting = begin(day, hour)
            go_on(day, waiting)
        assert country.nodes.wait_until_held([HERE, THERE], seconds=60)
        yield day


def begin(day: Day, hour: str) -> list[tuple[Matter, Course, str]]:
    """Play the matters of an hour; return those that wait for something, and for what."""
    waiting = []
    for matter in PLAN:
        if matter.hour == hour:
            course = COURSES[matter.course](day, matter)
            if awaited := next(course, None):
                waiting.append((matter, course, awaited))
    return waiting


def go_on(day: Day, waiting: list[tuple[Matter, Course, str]]) -> None:
    """Play to its end what waited."""
    together = [day.numbers[one.key] for one, _, awaited in waiting if awaited == BATCH]
    if together:
        day.machine.batch(REVIEWER, "review", together)
        day.browser.batch(APPROVER, "approve", together)
    for matter, course, awaited in waiting:
        if awaited == MINISTRY:
            day.machine.answered(day.numbers[matter.key])
        assert next(course, None) is None


@contextmanager
def stopped(country: Cluster) -> Iterator[None]:
    """Freeze the ministry, and kill it in the middle of what it did; it is started anew."""
    frozen = country.listed["nodes"]["00"]["pids"]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        country.wait_until_well()


def test_the_plan_has_forty_matters_by_both_hands_in_every_course() -> None:
    hands = Counter(matter.hand for matter in PLAN)

    assert (len(PLAN), hands) == (40, {"machine": 27, "browser": 13})
    assert {matter.course for matter in PLAN} == COURSES.keys()


def test_every_matter_is_told_to_be_done_and_each_refusal_is_in_words(day: Day) -> None:
    assert sorted(day.numbers) == [matter.key for matter in PLAN]
    assert len(set(day.numbers.values())) == len(PLAN)
    assert len(day.refused) == REFUSED
    assert day.browser.troubles == []


def test_nothing_is_lost_and_nothing_doubled(day: Day, country: Cluster) -> None:
    assert list(lost_or_doubled(day, country)) == []


def test_both_tiers_hold_the_same_and_it_is_what_the_logs_say(day: Day, country: Cluster) -> None:
    assert day.numbers

    assert list(proven(country)) == []
