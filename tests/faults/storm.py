"""A storm: processes are killed at random under load; afterwards nothing is lost or doubled.

People are enrolled by three hands, declared and received in files, while nodes, the database's
server and single sessions of it are killed with -9. What was answered is then looked for.
"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import psycopg

from running import Cluster
from tongchou.channels.cli.client import Nodes, Refused, Unreachable
from tongchou.channels.demo.life import handle, receive
from tongchou.channels.demo.sample import declaration
from tongchou.standards.identity import ssn_check

PROVINCE, MINISTRY = "34", "00"
EMPLOYER = "91340104B8PHNT1R2T"
VICTIMS = ("postgres", "session", PROVINCE, MINISTRY)
HANDS = 3
FILE_PEOPLE = 200
PATIENCE_SECONDS = 180.0

# A handle is each node's own; counters fold at their own pace, and `verify` recounts them.
COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY column_name)
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name LIKE 'registry\\_%'
  AND column_name NOT IN ('id', 'handle') AND column_name NOT LIKE '%\\_id'
  AND table_name NOT LIKE 'registry\\_counter%'
  AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)
GROUP BY table_name ORDER BY table_name
"""
ITEMS = "SELECT number, status FROM workflow_item WHERE number = ANY(%s)"
TWICE = """
SELECT form->>'ssn' FROM workflow_item WHERE code = 'person_enrolment'
GROUP BY 1 HAVING count(*) > 1
"""
BALANCE = "SELECT coalesce(sum(amount_fen), 0)::bigint, count(*) FROM ledger_posting"


@dataclass
class Storm:
    """What a storm did, and what was found wrong after it."""

    kills: Counter[str] = field(default_factory=Counter)
    confirmed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tables: int = 0
    postings: int = 0

    def __str__(self) -> str:
        killed = ", ".join(f"{who} {times}" for who, times in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills ({killed}), {len(self.confirmed)} confirmed items,"
            f" {self.postings} postings, {self.tables} tables compared;"
            f" {'; '.join(self.faults) or 'nothing lost, nothing doubled, all equal'}"
        )


def storm(running: Cluster, *, seconds: float, seed: int, calm: tuple[float, float]) -> Storm:
    """Let a storm go over a ministry and a province; `calm` is the pause between two kills."""
    done, over = Storm(), threading.Event()
    nodes = Nodes(running.home, patience=PATIENCE_SECONDS)
    employer = {"credit_code": EMPLOYER, "name": "皖江机械", "division_code": "340104"}
    nodes.call(PROVINCE, "POST", "/feeds/employer_feed", json={"employers": [employer]})
    numbers = people()
    loads: list[Callable[[], Iterator[str]]] = [
        *([lambda: enrolments(nodes, numbers)] * HANDS),
        lambda: files(nodes),
    ]
    hands = [threading.Thread(target=_work, args=(load, over, done)) for load in loads]
    for hand in hands:
        hand.start()
    chance, until = Random(seed), time.monotonic() + seconds  # noqa: S311 - a seed that repeats
    while time.monotonic() < until:
        time.sleep(chance.uniform(*calm))
        _strike(running, chance.choice(VICTIMS), done)
    over.set()
    for hand in hands:
        hand.join()
    _look(running, nodes, done)
    return done


def people() -> Iterator[str]:
    """Return numbers of people, each once, also for several threads."""
    lock, serial = threading.Lock(), count()
    while True:
        with lock:
            number = next(serial)
        stem = f"340104{1970 + number // 10_000 % 30}{1 + number // 1_000 % 10:02}15"
        head = f"{stem}{number % 1000:03}"
        yield head + ssn_check(head)


def enrolments(nodes: Nodes, numbers: Iterator[str]) -> Iterator[str]:
    """Enrol one person after another; return the number of each item that was approved."""
    while True:
        form = {"ssn": next(numbers), "name": "李安", "credit_code": EMPLOYER}
        item = handle(nodes, PROVINCE, "person_enrolment", form | {"from_month": "2024-09"})
        yield str(item["number"])


def files(nodes: Nodes) -> Iterator[str]:
    """Declare and receive month after month, of ever new people; return the items' numbers."""
    for seed in count(1):
        yield from _months(nodes, seed)


def _months(nodes: Nodes, seed: int) -> Iterator[str]:
    employers, content = declaration(FILE_PEOPLE, seed=seed)
    nodes.call(PROVINCE, "POST", "/feeds/employer_feed", json={"employers": employers})
    for month in (f"2024-{month:02}" for month in range(1, 10)):
        item = nodes.call(
            PROVINCE, "POST", "/declarations", params={"month": month},
            files={"file": (f"{month}.csv", content)},
        )  # fmt: skip
        yield str(item["number"])
        yield str(receive(nodes, PROVINCE, month, "2024-11-12")["item_number"])


def _work(load: Callable[[], Iterator[str]], over: threading.Event, done: Storm) -> None:
    """Take load on until it is over; what is never answered was not confirmed."""
    steps = load()
    while not over.is_set():
        try:
            done.confirmed.append(next(steps))
        except StopIteration:
            return
        except (Unreachable, Refused) as fault:
            said = getattr(fault, "answer", fault)
            done.faults.append(f"not answered within {PATIENCE_SECONDS:.0f} s: {said}")
            return


def _strike(running: Cluster, victim: str, done: Storm) -> None:
    """Kill one process and wait until all is well again."""
    if victim != "session":
        running.kill(victim)
    else:
        with psycopg.connect(running.owner_url(PROVINCE), autocommit=True) as owner:
            found = owner.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"
            ).fetchone()
        if found is None:
            return
        os.kill(found[0], signal.SIGKILL)  # the server ends all other sessions, and recovers
        time.sleep(1)
        running.wait_until_well()
    done.kills[victim] += 1


def _look(running: Cluster, nodes: Nodes, done: Storm) -> None:
    """Look for what was confirmed, and compare the province's rows with the ministry's."""
    if not nodes.wait_until_held([PROVINCE], seconds=PATIENCE_SECONDS):
        done.faults.append("the ministry does not hold all that was written")
    with (
        psycopg.connect(running.owner_url(PROVINCE)) as province,
        psycopg.connect(running.owner_url(MINISTRY)) as ministry,
    ):
        statuses = dict(province.execute(ITEMS, [done.confirmed]).fetchall())
        lost = [number for number in done.confirmed if statuses.get(number) != "completed"]
        done.faults += [f"lost: {number} is {statuses.get(number)}" for number in lost]
        done.faults += [f"accepted twice: {ssn}" for (ssn,) in province.execute(TWICE)]
        for table, columns in province.execute(COLUMNS).fetchall():
            rows = f"SELECT {columns} FROM {table} ORDER BY {columns}"
            if _rows(province, rows) != _rows(ministry, rows):
                done.faults.append(f"{table} differs between province and ministry")
            done.tables += 1
        for who, tier in (("province", province), ("ministry", ministry)):
            ((total, done.postings),) = tier.execute(BALANCE).fetchall()
            if total:
                done.faults.append(f"the books of the {who} are out of balance by {total} fen")
    verified = running.tongchou("verify", "--json")
    if verified.returncode:
        done.faults.append(f"verify: {verified.stdout}")


def _rows(tier: psycopg.Connection, question: str) -> list[tuple[Any, ...]]:
    return tier.execute(question).fetchall()  # type: ignore[arg-type, call-overload, no-any-return, unused-ignore] # columns of ours
