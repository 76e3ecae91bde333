"""The users of a storm: what they enter, what they were told is done, and enter again."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tongchou.channels.cli.client import Nodes, Refused, Unreachable
from tongchou.channels.demo.life import handle, receive
from tongchou.channels.demo.sample import declaration
from tongchou.standards.identity import ssn_check

EMPLOYER = "91340104B8PHNT1R2T"
PLACES = {"34": "340104", "32": "320214"}
ENROLMENT = "person_enrolment"
FILE_PEOPLE = 200
PATIENCE_SECONDS = 180.0
HALTED = "workflow.log_halted"
_KNOWN = "SELECT code, form->>'ssn', status FROM workflow_item WHERE number = %s"
_DECIDED = """
SELECT DISTINCT item_number FROM sync_heldevent
WHERE province = %s AND position > %s AND position <= %s AND kind = 'item_decided'
"""
_REACHED = "SELECT coalesce(max(position), 0) FROM sync_heldevent WHERE province = %s"


@dataclass(frozen=True)
class Told:
    """An item of which a user was told that it is completed."""

    province: str
    number: str
    code: str
    ssn: str
    at: float


class Lapsed(Exception):
    """The province was restored: what was begun before is begun anew."""


def people() -> Iterator[str]:
    """Return numbers of people, each once, also for several threads."""
    lock, serial = threading.Lock(), count()
    while True:
        with lock:
            number = next(serial)
        stem = f"340104{1970 + number // 10_000 % 30}{1 + number // 1_000 % 10:02}15"
        head = f"{stem}{number % 1000:03}"
        yield head + ssn_check(head)


@dataclass
class Users:
    """What all hands share: whether they go on, and what they were told."""

    home: Path
    provinces: list[str]
    told: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    restored: Counter[str] = field(default_factory=Counter)
    numbers: Iterator[str] = field(default_factory=people)
    waiting: dict[str, threading.Event] = field(
        default_factory=lambda: {code: threading.Event() for code in PLACES}
    )
    """Set while the users of a province may work."""

    def register_employers(self) -> None:
        """Register the employer of all who are enrolled one by one."""
        for code in self.provinces:
            employer = {"credit_code": EMPLOYER, "name": "皖江机械", "division_code": PLACES[code]}
            Nodes(self.home).call(
                code, "POST", "/feeds/employer_feed", json={"employers": [employer]}
            )
            self.waiting[code].set()

    def begin(self) -> list[threading.Thread]:
        """Let the hands work: enrolments in both provinces, and files of the same people."""
        hands: list[tuple[str, Callable[[Hand], Iterator[Told]]]] = [
            *((code, lambda hand: enrolments(hand, self.numbers)) for code in self.provinces),
            *((code, files) for code in self.provinces),
        ]
        threads = [
            threading.Thread(target=self._work, args=(code, load), name=f"hand {code}", daemon=True)
            for code, load in hands
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, province: str, load: "Callable[[Hand], Iterator[Told]]") -> None:
        """Take load on until it is over; what is never answered was not confirmed."""
        while not self.over.is_set():
            self.waiting[province].wait()
            steps = load(Hand(self, province))
            try:
                while not self.over.is_set():
                    self.told.append(next(steps))
            except Lapsed:
                continue
            except (Unreachable, Refused) as fault:
                said = getattr(fault, "answer", fault)
                self.faults.append(f"not answered within {PATIENCE_SECONDS:.0f} s: {said}")
                return

    def told_in(self, province: str) -> list[Told]:
        """Return what the users of a province were told."""
        return [told for told in self.told if told.province == province]


class Hand(Nodes):
    """The nodes as a patient user of a province sees them, who begins anew after a restore."""

    def __init__(self, users: Users, province: str) -> None:
        super().__init__(users.home, patience=PATIENCE_SECONDS)
        self._users = users
        self.began = users.restored[province]
        self.province = province

    def call(
        self, code: str, method: str, path: str, *, sign_in: str | None = None, **given: Any
    ) -> Any:
        """Call a node; wait while its log is to be brought forward."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return super().call(code, method, path, sign_in=sign_in, **given)
            except Refused as refused:
                if HALTED not in codes_of(refused) or time.monotonic() > until:
                    raise
                time.sleep(0.3)

    def _call_once(self, *given: Any) -> Any:
        if self._users.restored[self.province] != self.began:
            raise Lapsed
        return super()._call_once(*given)

    def told(self, number: str, code: str, ssn: str = "") -> Told:
        """Note that an item was answered as completed."""
        return Told(self.province, number, code, ssn, time.monotonic())


def codes_of(refused: Refused) -> set[str]:
    """Return the codes of a refusal."""
    return {str(one["code"]) for one in refused.answer.get("refusals", [])}


def enrol(hand: Hand, ssn: str) -> Told:
    """Enrol one person through all three hands."""
    form = {"ssn": ssn, "name": "李安", "credit_code": EMPLOYER, "from_month": "2024-09"}
    return hand.told(handle(hand, hand.province, ENROLMENT, form)["number"], ENROLMENT, ssn)


def enrolments(hand: Hand, numbers: Iterator[str]) -> Iterator[Told]:
    """Enrol one person after another."""
    while True:
        yield enrol(hand, next(numbers))


def files(hand: Hand) -> Iterator[Told]:
    """Declare and receive month after month, of ever new people; both provinces of the same."""
    for seed in count(1 + 1_000 * hand.began):
        employers, content = declaration(FILE_PEOPLE, seed=seed)
        here = [one | {"division_code": PLACES[hand.province]} for one in employers]
        hand.call(hand.province, "POST", "/feeds/employer_feed", json={"employers": here})
        for month in (f"2024-{month:02}" for month in range(1, 10)):
            declared = hand.call(
                hand.province, "POST", "/declarations", params={"month": month},
                files={"file": (f"{month}.csv", content)},
            )  # fmt: skip
            yield hand.told(declared["number"], "wage_declaration")
            received = receive(hand, hand.province, month, "2024-11-12")
            yield hand.told(received["item_number"], "contribution_receipt")


# After a restore


@dataclass(frozen=True)
class Forward:
    """How a province was brought forward: from where, and what the command said, if it was heard.

    The copy was sealed up to a position; the events of some items waited in it for their seal.
    """

    province: str
    sealed: int
    waiting: frozenset[str]
    copied_at: float
    told: dict[str, Any] | None

    def papers_lost(self, ministry: psycopg.Connection) -> set[str]:
        """Return the items that were decided after the copy, as the ministry had held them."""
        facts = [self.province, self.sealed, self.wanted(ministry)]
        decided = {number for (number,) in ministry.execute(_DECIDED, facts).fetchall()}
        return decided - self.waiting

    def wanted(self, ministry: psycopg.Connection) -> int:
        """Return up to where the log was brought forward; nothing was entered since."""
        ((held,),) = ministry.execute(_REACHED, [self.province]).fetchall()
        return int(self.told["steps"][-1]["position"] if self.told else held)


def not_there(
    told: Iterable[Told], done: Forward, province: psycopg.Connection, ministry: psycopg.Connection
) -> Iterator[Told | str]:
    """Return what users of a restored province must enter again, as they alone remember it.

    Whatever else they were told must be completed, or on the list of those whose papers are to be
    entered again; what is neither comes as a sentence.
    """
    held = done.papers_lost(ministry)
    named = {item["number"] for item in done.told["enter_again"]} if done.told else held
    for one in told:
        known = province.execute(_KNOWN, [one.number]).fetchone()
        if known and (known[0], known[1] or "") == (one.code, one.ssn) and known[2] == "completed":
            continue
        if one.number in held:
            if one.number not in named:
                yield f"{one.number} is held by the ministry, and not named to be entered again"
        elif one.at < done.copied_at:
            yield f"{one.number} was done before the copy, and is {known}"
        else:
            yield one


def enter_again(hand: Hand, told: Told) -> Told | None:
    """Enter again what nobody but its user remembers; the copy may hold it half done."""
    if told.code != ENROLMENT:
        return None  # the file's people are declared anew by whoever goes on with files
    found = hand.call(hand.province, "POST", "/items/search", sign_in="reviewer",
                      json={"which": "open", "text": told.ssn})  # fmt: skip
    for item in found:
        with suppress(Refused):  # it was reviewed already
            hand.call(hand.province, "POST", f"/items/{item['number']}/review",
                      sign_in="reviewer", json={"note": ""})  # fmt: skip
        hand.call(hand.province, "POST", f"/items/{item['number']}/approve",
                  sign_in="approver", json={"note": ""})  # fmt: skip
        return hand.told(item["number"], told.code, told.ssn)
    return enrol(hand, told.ssn)
