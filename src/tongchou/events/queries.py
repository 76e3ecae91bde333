"""Reading the log: what follows a position, where it ends, whether it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Max, Min

from tongchou.events.chain import NO_HASH, SealedEvent, digest_of, follow, moment_text
from tongchou.events.models import Event, Seal


@dataclass(frozen=True)
class Break:
    """A break 断链: a position at which the log is not what was sealed."""

    position: int
    what: str


@dataclass(frozen=True)
class Told:
    """Events of one kind that one item told: how many, and between which positions they stand.

    Events that wait for their seal have no position yet.
    """

    kind: str
    count: int
    waiting: int
    first_position: int | None
    last_position: int | None


def tip() -> tuple[int, bytes]:
    """Return the last position sealed and its hash; (0, zeros) for an empty log."""
    last = Seal.objects.order_by("-position").values_list("position", "hash").first()
    return (last[0], bytes(last[1])) if last else (0, NO_HASH)


def reach() -> tuple[int, int]:
    """Return the last position sealed, and the last there will be once all is sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(position) FROM events_seal), 0),"
            " (SELECT count(*) FROM events_unsealed)"
        )
        ((sealed, waiting),) = cursor.fetchall()
    return sealed, sealed + waiting


def sealed_after(
    position: int, *, limit: int = 200, limit_bytes: int = 8_000_000
) -> list[SealedEvent]:
    """Return the events that follow a position, in order, bounded in number and in size.

    At least one event is returned where there is one, however large it is.
    """
    found: list[SealedEvent] = []
    size = 0
    for event in _sealed_from(position + 1, position + limit):
        size += len(event.body)
        if found and size > limit_bytes:
            break
        found.append(event)
    return found


def told_by(item_number: str) -> list[Told]:
    """Return what one business item told, kind by kind, in the order it was told."""
    by_kind = Event.objects.filter(item_number=item_number).values("kind")
    told = by_kind.annotate(first_id=Min("id")).order_by("first_id")
    rows = told.values_list(
        "kind",
        Count("id"),
        Count("id") - Count("seal"),
        Min("seal__position"),
        Max("seal__position"),
    )
    return [Told(*row) for row in rows]


def verify() -> Iterator[Break]:
    """Walk the chain and name every place where it breaks.

    The digest is computed anew from each event, so a row changed behind the system's
    back, a missing row and a changed seal all show, each with its position.
    """
    expected_position, expected_hash, missing = 1, NO_HASH, 0
    for event in _sealed_from(1, tip()[0]):
        while expected_position < event.position:
            yield Break(expected_position, "missing")
            expected_position += 1
            missing += 1
        if event.previous_hash != expected_hash:
            yield Break(event.position, "chain")
        digest = digest_of(
            event.kind, event.item_number, event.addressee, event.recorded_at, event.body
        )
        if follow(event.previous_hash, event.position, digest) != event.hash:
            yield Break(event.position, "content")
        expected_hash = event.hash
        expected_position = event.position + 1
    for lost in range(_events_without_place() - missing):
        yield Break(expected_position + lost, "missing")


def _events_without_place() -> int:
    """Return how many events are neither sealed nor waiting: their seals were taken away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM events_event AS event"
            " WHERE NOT EXISTS (SELECT FROM events_seal WHERE event_id = event.id)"
            " AND NOT EXISTS (SELECT FROM events_unsealed WHERE event_id = event.id)"
        )
        ((count,),) = cursor.fetchall()
    return int(count)


def _sealed_from(first: int, last: int) -> Iterator[SealedEvent]:
    seals = Seal.objects.filter(position__gte=first, position__lte=last)
    for seal in seals.select_related("event").order_by("position").iterator(chunk_size=50):
        event = seal.event
        yield SealedEvent(
            position=seal.position,
            kind=event.kind,
            item_number=event.item_number,
            addressee=event.addressee,
            recorded_at=moment_text(event.recorded_at),
            body=event.body,
            previous_hash=bytes(seal.previous_hash),
            hash=bytes(seal.hash),
        )
