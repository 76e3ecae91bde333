"""Writing held events and their effects; what cannot be written is set aside (see `settling`)."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import pairwise
from typing import Self

from django.db import InterfaceError, OperationalError, connection, transaction
from pydantic import ValidationError

from tongchou.standards import messages
from tongchou.standards.messages import Message
from tongchou.sync.changes.ahead import one_ahead
from tongchou.sync.envelope import Placed, WholeEvent
from tongchou.sync.handlers import Handlers, Received, Told
from tongchou.sync.models import Quarantine
from tongchou.sync.runs import in_runs

log = logging.getLogger(__name__)

VALUES_MAX = 150_000
"""How many values one message may carry: rows of a slice times its columns, and some."""
FAULTS_SHOWN_MAX = 100
"""Up to how many faults of a message its first one is looked up; listing them costs memory."""

_CHECK_CONSTRAINTS = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"

AHEAD_LENGTH_MIN = 200_000
"""From so many characters on messages are read while the database writes those before."""

ALONE_AFTER = 16
"""After so many faults in one envelope the rest of it is written event by event."""


@dataclass(frozen=True)
class Meant:
    """An event that is meant for this node, and the circumstances in which it came."""

    event: WholeEvent
    received: Received

    @cached_property
    def message(self) -> Message:
        """What it says; raises `ValueError` where it cannot be read."""
        if self.event.body.count(",") > VALUES_MAX:
            raise ValueError(f"more than {VALUES_MAX} values in one message")
        return messages.parse(self.event.kind, self.event.body)

    @property
    def told(self) -> Told:
        """The message with its circumstances, as handlers take it."""
        return self.message, self.received

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Whom it is about; nobody where it cannot be read, which is its own fault."""
        try:
            return messages.subjects(self.message)
        except ValueError:
            return frozenset()


def hold(node: str, placed: Sequence[Placed], chain: str) -> None:
    """Keep the events as they came, all of them in one COPY."""
    columns = (
        "province, position, kind, item_number, addressee, recorded_at, body, algorithm, digest,"
        " hash"
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY sync_heldevent ({columns}) FROM STDIN") as copy,
    ):
        for one in placed:
            event = one.event or WholeEvent("", "", "", "", "")
            said = (event.kind, event.item_number, event.addressee, event.recorded_at, event.body)
            copy.write_row((node, one.position, *said, chain, one.digest, one.hash))


def write_effects(
    sender: str, placed: Sequence[Placed], handlers: Handlers, *, receiver: str, at: datetime
) -> None:
    """Write the effects of all events at once; where that fails, of each half, and so on.

    What cannot be written by itself is set aside, and what is about a subject of such an event
    waits behind it. What is left for the end, under a lock that peers share, is done once, behind
    all that could be written; only where that fails too, with each event by itself.
    """
    meant = [
        Meant(one.event, received_of(sender, one.position, one.event, at))
        for one in placed
        if one.event and one.event.addressee in {"", receiver}
    ]
    if not meant:
        return
    stuck = Stuck.of(sender)
    free = list(_free_of(meant, stuck))
    if fault_in(partial(handle, free, handlers, is_ended=True)):
        stuck = Stuck.of(sender)
        if fault_in(partial(_write_parts, meant, handlers, stuck)):
            stuck = Stuck.of(sender)
            _write_singly(meant, handlers, stuck)
    Quarantine.objects.bulk_create(stuck.aside)


def _write_parts(meant: Sequence[Meant], handlers: Handlers, stuck: "Stuck") -> None:
    """Write what can be written, and then do what is left for the end with all of that."""
    written: list[Meant] = []
    middle = len(meant) // 2
    for half in (meant[:middle], meant[middle:]):
        _write_halves(half, handlers, stuck, written)
    handlers.end([one.told for one in written])


def _write_halves(
    meant: Sequence[Meant], handlers: Handlers, stuck: "Stuck", written: list[Meant]
) -> None:
    free = list(_free_of(meant, stuck))
    fault = fault_in(partial(handle, free, handlers)) if free else ""
    if not fault:
        written += free
    elif len(free) == 1:
        _set_aside(free[0], fault, stuck)
    else:
        is_hopeless = len(stuck.aside) >= ALONE_AFTER
        cuts = range(len(free) + 1) if is_hopeless else (0, len(free) // 2, len(free))
        for first, last in pairwise(cuts):
            _write_halves(free[first:last], handlers, stuck, written)


def _write_singly(meant: Sequence[Meant], handlers: Handlers, stuck: "Stuck") -> None:
    """Write each event by itself, with what is left for the end."""
    for one in meant:
        for free in _free_of([one], stuck):
            fault = fault_in(partial(handle, [free], handlers, is_ended=True))
            if fault:
                _set_aside(free, fault, stuck)


class Stuck:
    """The subjects of events set aside, each with the position of the last of its events.

    `aside` are those that were set aside now, and not entered yet.
    """

    def __init__(self) -> None:
        self.behind: dict[str, int] = {}
        self.aside: list[Quarantine] = []

    @classmethod
    def of(cls, node: str) -> Self:
        """Return those of a node's log."""
        stuck = cls()
        waiting = Quarantine.objects.filter(node=node, settled_at=None).order_by("position")
        for subjects, position in waiting.values_list("subjects", "position"):
            stuck.add(subjects, position)
        return stuck

    def add(self, subjects: Iterable[str], position: int) -> None:
        """Let later events about these subjects wait behind a position."""
        self.behind |= dict.fromkeys(subjects, position)

    def before(self, subjects: Iterable[str]) -> int | None:
        """Return the position behind which an event about these subjects waits, or None."""
        return max((self.behind[one] for one in subjects if one in self.behind), default=None)


def _free_of(meant: Sequence[Meant], stuck: Stuck) -> Iterator[Meant]:
    """Return the events that wait behind none, in order; set the others aside, where they stand."""
    for one in meant:
        behind = stuck.before(one.subjects) if stuck.behind else None
        if behind is None:
            yield one
        else:
            _set_aside(one, waits(behind), stuck, behind)


def _set_aside(one: Meant, fault: str, stuck: Stuck, behind: int | None = None) -> None:
    received = one.received
    if behind is None:
        log.warning("set aside event %s of node %s: %s", received.position, received.sender, fault)
    stuck.aside.append(
        Quarantine(
            node=received.sender,
            position=received.position,
            kind=one.event.kind,
            fault=fault,
            subjects=sorted(one.subjects),
            behind=behind,
            at=received.at,
        )
    )
    stuck.add(one.subjects, received.position)


def waits(behind: int) -> str:
    """Return what is said of an event that waits behind another."""
    return (
        f"与第{behind}号事件涉及同一对象,待其处理后再写入;"
        f" waits behind event {behind}, which is about the same and was set aside"
    )


def received_of(sender: str, position: int, event: WholeEvent, at: datetime) -> Received:
    """Return the circumstances in which an event came."""
    return Received(
        sender=sender,
        position=position,
        item_number=event.item_number,
        recorded_at=datetime.fromisoformat(event.recorded_at),
        addressee=event.addressee,
        at=at,
    )


def handle(meant: Sequence[Meant], handlers: Handlers, *, is_ended: bool = False) -> None:
    """Write the effects of these events, and, if told to, do what is left for the end."""
    told: Iterable[Told] = (one.told for one in meant)
    if len(meant) > 1 and sum(len(one.event.body) for one in meant) >= AHEAD_LENGTH_MIN:
        told = one_ahead(told)
    for run in in_runs(told, handlers):
        handlers.handle(run)
    if is_ended:
        handlers.end([one.told for one in meant])


def fault_in(act: Callable[[], None]) -> str:
    """Do something inside one savepoint; return what went wrong, and then nothing is done.

    Deferred constraints are checked within the savepoint: an entry that does not balance must
    fail as this event, not as the whole envelope when the transaction ends.
    """
    try:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute(_CHECK_CONSTRAINTS)
    except (OperationalError, InterfaceError):
        raise  # an outage or a deadlock says nothing about the event
    except Exception as fault:  # noqa: BLE001  # whatever is wrong with one event stops no other
        return _said(fault)
    return ""


def _said(fault: Exception) -> str:
    """Return a fault in a few words; the faults of a message are never all listed."""
    said = str(fault) if not isinstance(fault, ValidationError) else _first_of(fault)
    return f"{type(fault).__name__}: {said}".replace("\x00", "")[:2000]


def _first_of(fault: ValidationError) -> str:
    count = fault.error_count()
    if count > FAULTS_SHOWN_MAX:
        return f"{fault.title} breaks its schema in {count} places"
    first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{fault.title} breaks its schema in {count} places, first {place}: {first['msg']}"
