"""A storm: whatever a seed decides goes wrong under load; afterwards nothing is lost or doubled.

People are enrolled by several hands, declared and received in files, while processes of nodes,
servers and sessions are killed with -9, frozen, cut off, run full, and one node after the other is
restored from an older copy and brought forward. What was answered is then looked for, the tiers are
compared, and differences that are planted in both must be named.
"""

import json
import os
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from load import (
    HALTED,
    PATIENCE_SECONDS,
    Forward,
    Hand,
    Told,
    Users,
    codes_of,
    enrol,
    enter_again,
    not_there,
)
from machines import Country
from planting import plant
from schedule import MINISTRY, Round, Strike

from tongchou.channels.cli.client import Nodes, Refused

NOTHING = "sync.nothing_to_recover"

# A handle is each node's own; counters fold at their own pace, and `verify` recounts them.
COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY column_name)
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name LIKE 'registry\\_%'
  AND column_name NOT IN ('id', 'handle') AND column_name NOT LIKE '%\\_id'
  AND table_name NOT LIKE 'registry\\_counter%'
  AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)
GROUP BY table_name HAVING bool_or(column_name = 'province') ORDER BY table_name
"""
ENROLLED = "SELECT ssn, count(*) FROM registry_enrolment WHERE province = %s GROUP BY ssn"
TWICE = """
SELECT form->>'ssn' FROM workflow_item WHERE code = 'person_enrolment' AND status = 'completed'
GROUP BY 1 HAVING count(*) > 1
"""
SEALED = "SELECT coalesce(max(position), 0) FROM events_seal"
WAITING = "SELECT item_number FROM events_unsealed JOIN events_event ON id = event_id"
BALANCE = "SELECT coalesce(sum(amount_fen), 0)::bigint, count(*) FROM ledger_posting"


@dataclass
class Storm:
    """What a storm did, and what was found wrong after it."""

    struck: Counter[str] = field(default_factory=Counter)
    restored: list[str] = field(default_factory=list)
    entered_again: int = 0
    confirmed: int = 0
    faults: list[str] = field(default_factory=list)
    tables: int = 0
    postings: int = 0
    proven: list[str] = field(default_factory=list)
    papers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Items decided after a copy that was restored: only their effects came back."""
    planted: int = 0
    kills: int = 0

    def __str__(self) -> str:
        struck = ", ".join(f"{what} {times}" for what, times in sorted(self.struck.items()))
        return (
            f"{self.kills} kill -9; all strikes: {struck}; restored {', '.join(self.restored)};"
            f" {self.confirmed} items confirmed, {self.entered_again} entered again;"
            f" {self.postings} postings, {self.tables} tables compared; {', '.join(self.proven)};"
            f" {self.planted} differences planted; "
            + ("; ".join(self.faults) or "nothing lost, nothing doubled, all equal, all named")
        )


def storm(country: Country, rounds: list[Round], *, seconds: float) -> Storm:
    """Let a storm go over a country; each round may strike for its share of the seconds."""
    done, users = Storm(), Users(country.running.home, country.provinces)
    users.register_employers()
    hands = users.begin()
    try:
        for one in rounds:
            _round(country, one, users, done, seconds / len(rounds))
    finally:
        users.over.set()
    for hand in hands:
        hand.join()
    done.confirmed, done.faults = len(users.told), done.faults + users.faults
    _look(country, users, done)
    if not done.faults:
        done.planted, unnamed = plant(country)
        done.faults += unnamed
    return done


def _round(country: Country, one: Round, users: Users, done: Storm, seconds: float) -> None:
    """Copy a node, strike, restore the node, and bring it forward."""
    copied_at = time.monotonic()
    country.running.wait_until_well()
    country.copy(one.node, is_command=one.is_command)
    until = time.monotonic() + seconds
    for strike in one.strikes:
        if time.monotonic() > until:
            break
        time.sleep(strike.pause)
        country.strike(strike)
        done.struck[_name(strike)] += 1
        done.kills += strike.is_kill
    country.running.wait_until_well()
    how = "by the command" if one.is_command else "by its files"
    done.restored.append(f"{one.node} {how}")
    if one.node == MINISTRY:
        country.restore(MINISTRY, is_command=one.is_command)
        _recovered(country, one)
        return
    _province_restored(country, one, users, done, copied_at)


def _name(strike: Strike) -> str:
    """Return a strike as it is counted."""
    return f"{strike.what} {strike.node}" if strike.is_kill else f"{strike.what} {strike.how}"


def _province_restored(
    country: Country, one: Round, users: Users, done: Storm, copied_at: float
) -> None:
    """Restore a province; its users wait until it was brought forward, and enter again."""
    country.wire.become("cut")  # what they enter now, nobody else will ever know
    time.sleep(one.cut_seconds)
    users.waiting[one.node].clear()
    users.restored[one.node] += 1
    told = users.told_in(one.node)
    country.restore(one.node, is_command=one.is_command)
    country.running.wait_until_well()
    told = [*told, *users.told_in(one.node)[len(told) :]]  # those answered at the last moment
    hand = Hand(users, one.node)
    done.faults += _must_be_halted(hand, users, is_drafting=one.is_command)
    with country.connect(one.node) as province, country.connect(MINISTRY) as ministry:
        ((sealed,),) = province.execute(SEALED).fetchall()
        waiting = frozenset(number for (number,) in province.execute(WAITING).fetchall())
        forward = Forward(one.node, sealed, waiting, copied_at, _recovered(country, one))
        remembered = [item for item in told if item.number not in done.papers[one.node]]
        missing = list(not_there(remembered, forward, province, ministry))
        done.papers[one.node] |= forward.papers_lost(ministry)
    for item in missing:
        if isinstance(item, str):
            done.faults.append(item)
        else:
            users.told.remove(item)
            done.entered_again += 1
            users.told += filter(None, [enter_again(hand, item)])
    users.waiting[one.node].set()


def _must_be_halted(hand: Hand, users: Users, *, is_drafting: bool) -> Iterator[str]:
    """See to it that a restored province completes nothing before it was brought forward.

    One that does not know that it was restored hears it from the ministry first; nothing may be
    entered before, since it would give numbers that were given. A ministry that was restored itself
    has much to take in first: it is waited for as long as that goes on.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    reached: list[Any] = []
    plain = Nodes(users.home, patience=PATIENCE_SECONDS)
    while time.monotonic() < until:
        log = plain.call(hand.province, "GET", "/log")
        places = [(link["confirmed"], link["held"]) for link in log["links"]]
        if places != reached:
            until, reached = time.monotonic() + PATIENCE_SECONDS, places
        if log["halted"] is None:
            if all(link["state"] == "level" for link in log["links"]):
                return  # nothing was lost with the copy
            time.sleep(0.2)
            continue
        try:
            if is_drafting:
                enrol(_Impatient(users, hand.province), next(users.numbers))
                yield f"{hand.province} completed an item while {log['halted']}"
        except Refused as refused:
            if HALTED not in codes_of(refused):
                yield f"a restored province says {refused.answer}"
        return
    yield f"{hand.province} was never heard again"


class _Impatient(Hand):
    """A user who is told at once that the province completes nothing."""

    def call(self, *given: Any, **more: Any) -> Any:
        """Call a node, and take a refusal for what it is."""
        return Nodes.call(self, *given, **more)


def _recovered(country: Country, one: Round) -> dict[str, Any] | None:
    """Bring a restored node forward by the command; a killed one is asked again.

    Returns what the command said; None where it was brought forward and the answer was lost.
    """
    until, told = time.monotonic() + PATIENCE_SECONDS, None
    killed = threading.Timer(one.killed_after, _kill, [country, one.node])
    if one.killed_after:
        killed.start()
    while True:
        done = country.tongchou("recover", "--province", one.node, "--json")
        answer: dict[str, Any] = json.loads(done.stdout)
        codes = {fault["code"] for fault in answer.get("refusals", [])}
        if done.returncode == 0 and answer["steps"]:
            told = answer
        elif done.returncode == 0 or codes == {NOTHING}:
            if one.killed_after:
                killed.join()
            return told
        if time.monotonic() > until:
            raise TimeoutError(f"{one.node} was not brought forward: {answer}")
        time.sleep(0.5)


def _kill(country: Country, code: str) -> None:
    with suppress(ProcessLookupError):
        os.kill(country.process_of(code), signal.SIGKILL)


def _look(country: Country, users: Users, done: Storm) -> None:
    """Look for what was confirmed, compare the tiers, and let both prove themselves."""
    country.running.wait_until_well()
    nodes = Nodes(country.running.home, patience=PATIENCE_SECONDS)
    if not _all_held(nodes, country.provinces):
        done.faults.append("the ministry does not hold all that was written")
    with country.connect(MINISTRY) as ministry:
        for code in country.provinces:
            with country.connect(code) as province:
                done.faults += _lost_or_doubled(users.told_in(code), code, province, ministry)
                done.tables += _compared(code, province, ministry, done.faults)
        for code in country.machines:
            with country.connect(code) as tier:
                ((total, done.postings),) = tier.execute(BALANCE).fetchall()
            if total:
                done.faults.append(f"the books of {code} are out of balance by {total} fen")
    for code in country.provinces:
        found = country.tongchou("reconcile", "--province", code, "--wait", "120", "--json")
        said = json.loads(found.stdout)
        counts = [said[what] for what in ("missing", "surplus", "different")]
        done.proven.append(f"reconcile {code}: {counts[0]} missing, {counts[2]} different")
        if found.returncode or said["state"] != "equal" or any(counts):
            done.faults.append(f"reconcile {code}: {found.stdout}")
    verified = country.tongchou("verify", "--json")
    if verified.returncode:
        done.faults.append(f"verify: {verified.stdout}")
    deep = json.loads(country.tongchou("verify", "--deep", "--json").stdout)
    for code in country.machines:
        done.faults += _found_by(deep[code], code, done.papers[code])
    lost = {code: len(papers) for code, papers in done.papers.items() if papers}
    done.proven.append(f"verify and verify --deep clean, but for papers lost {lost}")


def _all_held(nodes: Nodes, provinces: list[str]) -> bool:
    """Wait until the ministry holds all that was written, as long as it takes something in."""
    reached: list[Any] = []
    while not nodes.wait_until_held(provinces, seconds=PATIENCE_SECONDS):
        rows = nodes.call(MINISTRY, "GET", "/status")["provinces"]
        held = [row["held"] for row in rows]
        if held == reached:
            return False
        reached = held
    return True


def _found_by(run: dict[str, Any], code: str, papers: set[str]) -> Iterator[str]:
    """Return what a deep proof found that it should not, or should have found.

    Of items whose effects alone came back it must name each, and nothing else.
    """
    named = {one["key"]["number"] for one in run["found"] if one["table"] == "workflow_item"}
    of_papers = {"workflow_item", "workflow_step", "workflow_attachment"}
    if run["outcome"] != ("differs" if papers else "whole"):
        yield f"verify --deep {code}: {run['outcome']} {run['fault']}"
    if run["findings"] == len(run["found"]):  # it names a thousand at the most
        yield from (f"verify --deep {code} does not name {one}" for one in papers - named)
    for one in run["found"]:
        if one["table"] not in of_papers or one["key"]["number"] not in papers:
            yield f"verify --deep {code}: {one}"


def _lost_or_doubled(
    told: list[Told], code: str, province: psycopg.Connection, ministry: psycopg.Connection
) -> Iterator[str]:
    """Return what is wrong with what users were told: each person is enrolled once in both."""
    for who, tier in (("province", province), ("ministry", ministry)):
        enrolled: dict[str, int] = dict(tier.execute(ENROLLED, [code]).fetchall())
        for one in told:
            if one.ssn and enrolled.get(one.ssn) != 1:
                yield f"{one.number}: {enrolled.get(one.ssn, 0)} enrolments at the {who}"
    yield from (f"accepted twice: {ssn}" for (ssn,) in province.execute(TWICE))


def _compared(
    code: str, province: psycopg.Connection, ministry: psycopg.Connection, faults: list[str]
) -> int:
    """Compare the rows of a province with the ministry's; return how many tables there are."""
    tables = province.execute(COLUMNS).fetchall()
    for table, columns in tables:
        rows = f"SELECT {columns} FROM {table} WHERE province = '{code}' ORDER BY {columns}"
        if _rows(province, rows) != _rows(ministry, rows):
            faults.append(f"{table} of {code} differs between province and ministry")
    return len(tables)


def _rows(tier: psycopg.Connection, question: str) -> list[tuple[Any, ...]]:
    return tier.execute(question).fetchall()  # type: ignore[arg-type, call-overload, no-any-return, unused-ignore] # columns of ours
