"""Writing held events and their effects; what cannot be written is set aside."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Self

from django.db import InterfaceError, OperationalError, connection, transaction
from pydantic import ValidationError

from tongchou.events import queries as events
from tongchou.standards import messages
from tongchou.standards.messages import Message
from tongchou.sync.changes.ahead import one_ahead
from tongchou.sync.envelope import Placed, WholeEvent
from tongchou.sync.handlers import Handlers, Received, Told
from tongchou.sync.models import HeldEvent, Peer, Quarantine
from tongchou.sync.runs import in_runs

log = logging.getLogger(__name__)

VALUES_MAX = 150_000
"""How many values one message may carry: rows of a slice times its columns, and some."""
FAULTS_SHOWN_MAX = 100
"""Up to how many faults of a message its first one is looked up; listing them costs memory."""

_CHECK_CONSTRAINTS = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"

AHEAD_LENGTH_MIN = 200_000
"""From so many characters on messages are read while the database writes those before."""

Meant = tuple[WholeEvent, Received]
"""An event that is meant for this node, and the circumstances in which it came."""


def settle_quarantine(node: str, handlers: Handlers, *, at: datetime) -> list[Quarantine]:
    """Try again what was set aside of a node's log, in order; return what is settled now.

    What still fails keeps those waiting that stand behind it.
    """
    settled = []
    with transaction.atomic():
        Peer.objects.select_for_update().filter(code=node).first()
        waiting = Quarantine.objects.filter(node=node, settled_at=None).order_by("position")
        stuck = Stuck()
        for aside in waiting:
            event = _held(node, aside.position, at)
            behind = stuck.before(aside.subjects)
            fault = _waits(behind) if behind else ""
            fault = fault or _fault_of_all([event], handlers)
            aside.fault, aside.behind = fault or aside.fault, behind
            aside.settled_at = None if fault else at
            aside.save(update_fields=["fault", "behind", "settled_at"])
            if fault:
                stuck.add(aside.subjects, aside.position)
            else:
                settled.append(aside)
    return settled


def _held(node: str, position: int, at: datetime) -> Meant:
    """Return an event of a peer's log, or one of our own that was brought back."""
    held = HeldEvent.objects.filter(node=node, position=position).first() or events.sealed_at(
        position
    )
    event = WholeEvent(
        kind=held.kind,
        item_number=held.item_number,
        addressee=held.addressee,
        recorded_at=held.recorded_at,
        body=held.body,
    )
    return event, _received(node, position, event, at)


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
    waits behind it.
    """
    meant = [
        (one.event, _received(sender, one.position, one.event, at))
        for one in placed
        if one.event and one.event.addressee in {"", receiver}
    ]
    if meant:
        _write(meant, handlers, Stuck.of(sender))


def _write(meant: Sequence[Meant], handlers: Handlers, stuck: "Stuck") -> None:
    free = list(_set_those_aside_that_wait(meant, stuck)) if stuck.behind else meant
    fault = _fault_of_all(free, handlers) if free else ""
    if fault and len(free) == 1:
        ((event, received),) = free
        log.warning("set aside event %s of node %s: %s", received.position, received.sender, fault)
        _set_aside(event, received, fault, stuck)
    elif fault:
        middle = len(free) // 2
        _write(free[:middle], handlers, stuck)
        _write(free[middle:], handlers, stuck)


class Stuck:
    """The subjects of events set aside, each with the position of the last of its events."""

    def __init__(self) -> None:
        self.behind: dict[str, int] = {}

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


def _set_those_aside_that_wait(meant: Sequence[Meant], stuck: Stuck) -> Iterator[Meant]:
    """Return the events that wait behind none, in order; set the others aside, where they stand."""
    for event, received in meant:
        behind = stuck.before(_subjects(event))
        if behind is None:
            yield event, received
        else:
            _set_aside(event, received, _waits(behind), stuck, behind)


def _set_aside(
    event: WholeEvent, received: Received, fault: str, stuck: Stuck, behind: int | None = None
) -> None:
    subjects = sorted(_subjects(event))
    Quarantine.objects.create(
        node=received.sender,
        position=received.position,
        kind=event.kind,
        fault=fault,
        subjects=subjects,
        behind=behind,
        at=received.at,
    )
    stuck.add(subjects, received.position)


def _subjects(event: WholeEvent) -> frozenset[str]:
    """Return whom an event is about; nobody where it cannot be read, which is its own fault."""
    try:
        return messages.subjects(_parsed(event))
    except ValueError:
        return frozenset()


def _waits(behind: int) -> str:
    return (
        f"与第{behind}号事件涉及同一对象,待其处理后再写入;"
        f" waits behind event {behind}, which is about the same and was set aside"
    )


def _received(sender: str, position: int, event: WholeEvent, at: datetime) -> Received:
    return Received(
        sender=sender,
        position=position,
        item_number=event.item_number,
        recorded_at=datetime.fromisoformat(event.recorded_at),
        addressee=event.addressee,
        at=at,
    )


def _fault_of_all(meant: Sequence[Meant], handlers: Handlers) -> str:
    """Write the effects of these events inside one savepoint; return what went wrong.

    What handlers left for the end comes behind all else: a lock that other peers wait for is
    held for moments. Deferred constraints are checked within the savepoint: an entry that does
    not balance must fail as this event, not as the whole envelope when the transaction ends.
    """
    told: Iterable[Told] = ((_parsed(event), received) for event, received in meant)
    if len(meant) > 1 and sum(len(event.body) for event, _ in meant) >= AHEAD_LENGTH_MIN:
        told = one_ahead(told)
    try:
        with transaction.atomic():
            left = [handlers.handle(run) for run in in_runs(told, handlers)]
            for afterwards in filter(None, left):
                afterwards()
            with connection.cursor() as cursor:
                cursor.execute(_CHECK_CONSTRAINTS)
    except (OperationalError, InterfaceError):
        raise  # an outage or a deadlock says nothing about the event
    except Exception as fault:  # noqa: BLE001  # whatever is wrong with one event stops no other
        return _said(fault)
    return ""


def _parsed(event: WholeEvent) -> Message:
    if event.body.count(",") > VALUES_MAX:
        raise ValueError(f"more than {VALUES_MAX} values in one message")
    return messages.parse(event.kind, event.body)


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
