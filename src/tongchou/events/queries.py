"""Reading the log: what follows a position, where it ends, whether it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Min

from tongchou.events.chain import NO_HASH, SealedEvent, follow, is_same, moment_text
from tongchou.events.models import Event, Seal
from tongchou.standards.messages import Message, parse
from tongchou.storage.rows import Prepared, fetch

PAGE = 1_000
"""How many events `verify` reads at once, at the most."""

# Sums run along the log, so what is kept is a run from the first event on. Sizes come from the
# column's header: a body past the limits is not read.
_RUN = """
SELECT position, kind, item_number, addressee, recorded_at, body, algorithm, previous_hash, hash
FROM (SELECT position, kind, item_number, addressee, recorded_at, body, algorithm, previous_hash,
             hash, row_number() OVER run AS place, sum(rows) OVER run AS rows,
             sum(octet_length(body)) OVER run AS bytes,
             min(algorithm) OVER run = max(algorithm) OVER run AS is_by_one
      FROM events_seal AS seal JOIN events_event AS event ON event.id = seal.event_id
      WHERE position > %(after)s AND position <= %(until)s
      WINDOW run AS (ORDER BY position)) AS sealed
WHERE place = 1
   OR (rows <= %(rows)s AND bytes <= %(bytes)s AND is_by_one)
ORDER BY position
"""

_RECORDED = """
SELECT recorded_at FROM events_seal JOIN events_event AS event ON event.id = event_id
WHERE position > %(after)s AND position <= %(until)s ORDER BY position
"""

_OLDEST_UNSEALED = """
SELECT recorded_at FROM events_event
WHERE id = (SELECT event_id FROM events_unsealed ORDER BY event_id LIMIT 1)
"""

_UNSEALED_ENDS = """
SELECT (SELECT count(*) FROM events_event AS event
        WHERE NOT EXISTS (SELECT FROM events_seal WHERE event_id = event.id)
          AND NOT EXISTS (SELECT FROM events_unsealed WHERE event_id = event.id)
          AND NOT EXISTS (
              SELECT FROM events_unsaid AS unsaid JOIN events_seal AS seal USING (position)
              JOIN events_event AS said ON said.id = seal.event_id
              WHERE unsaid.event_id = event.id
                AND (said.kind, said.item_number, said.addressee, said.body)
                  = (event.kind, event.item_number, event.addressee, event.body)))
     - (SELECT coalesce(max(position), 0) - count(*) FROM events_seal)
"""


@dataclass(frozen=True)
class Break:
    """A break 断链: a position at which the log is not what was sealed.

    `what` is `missing` (no such position), `content` (the event is not the one sealed), `chain`
    (the seal does not follow the one before) or, of a copy, `withheld` (only its digest is held).
    """

    position: int
    what: str


@dataclass(frozen=True)
class Told:
    """Events of one kind that one item wrote: how many, and between which positions they stand.

    Events that wait for their seal have no position yet.
    """

    kind: str
    count: int
    waiting: int
    first_position: int | None
    last_position: int | None


_TIP = Prepared("SELECT position, hash FROM events_seal ORDER BY position DESC LIMIT 1")


def tip() -> tuple[int, bytes]:
    """Return the last position sealed and its hash; (0, zeros) for an empty log."""
    last = fetch(_TIP)
    return (last[0][0], bytes(last[0][1])) if last else (0, NO_HASH)


def reach() -> tuple[int, int]:
    """Return the last position sealed, and the last there will be once all is sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(position) FROM events_seal), 0),"
            " (SELECT count(*) FROM events_unsealed)"
        )
        ((sealed, waiting),) = cursor.fetchall()
    return sealed, sealed + waiting


def recorded_between(after: int, until: int) -> list[datetime]:
    """Return when the events at these positions of the log were recorded, in order."""
    rows = fetch(_RECORDED, after=after, until=until)
    return [moment for (moment,) in rows]


def oldest_unsealed() -> datetime | None:
    """Return when the first event that waits for its seal was recorded; None where none waits."""
    rows = fetch(_OLDEST_UNSEALED)
    return rows[0][0] if rows else None


def first_recorded() -> datetime | None:
    """Return when the first event of the log was recorded; None for an empty log."""
    rows = fetch("SELECT recorded_at FROM events_event ORDER BY id LIMIT 1")
    return rows[0][0] if rows else None


def sealed_after(
    position: int, *, limit: int = 500, limit_rows: int = 20_000, limit_bytes: int = 8_000_000
) -> list[SealedEvent]:
    """Return the events that follow a position, in order: a run that fits one envelope.

    It is bounded in events, in rows of their messages and in bytes of their bodies, and sealed
    with one algorithm. Where there is an event at least one is returned, however large it is.
    """
    return _events(after=position, until=position + limit, rows=limit_rows, bytes=limit_bytes)


def sealed_at(position: int) -> SealedEvent:
    """Return the event at a position; raises `IndexError` where there is none."""
    return sealed_after(position - 1, limit=1)[0]


def hashes_after(position: int, *, limit: int) -> list[bytes]:
    """Return the hashes of up to `limit` positions behind one, in order."""
    found = Seal.objects.filter(position__gt=position, position__lte=position + limit)
    return [bytes(one) for one in found.order_by("position").values_list("hash", flat=True)]


def told_by(item_number: str) -> list[Told]:
    """Return what one business item wrote to the log, kind by kind, in order."""
    by_kind = Event.objects.filter(item_number=item_number, unsaid=None).values("kind")
    told = by_kind.annotate(first_id=Min("id")).order_by("first_id")
    rows = told.values_list(
        "kind",
        Count("id"),
        Count("id") - Count("seal"),
        Min("seal__position"),
        Max("seal__position"),
    )
    return [Told(*row) for row in rows]


def messages_of(item_number: str) -> list[Message]:
    """Return the messages that one business item wrote to the log, in order."""
    found = Event.objects.filter(item_number=item_number, unsaid=None).order_by("id")
    return [parse(kind, body) for kind, body in found.values_list("kind", "body")]


def verify(*, since: int = 0, until: int | None = None) -> Iterator[Break]:
    """Walk the chain after a position and name every place where it breaks.

    The digest is computed anew from each event, so a row changed behind the system's back, a
    missing row and a changed seal all show, each with its position. What was sealed up to `since`
    is taken as proven. Seals missing at the very end show when the walk reaches it.
    """
    last = tip()[0]
    end = last if until is None else min(until, last)
    expected_position, expected_hash = since + 1, hash_at(since)
    for event in _sealed_between(since, end):
        while expected_position < event.position:
            yield Break(expected_position, "missing")
            expected_position += 1
        if event.previous_hash != expected_hash:
            yield Break(event.position, "chain")
        digest = event.digest()
        own_hash = follow(event.previous_hash, event.position, digest, event.algorithm)
        if not is_same(own_hash, event.hash):
            yield Break(event.position, "content")
        expected_hash = event.hash
        expected_position = event.position + 1
    if end == last:
        for lost in range(_seals_lost_at_the_end()):
            yield Break(expected_position + lost, "missing")


def hash_at(position: int) -> bytes:
    """Return the hash sealed at a position; zeros where there is none."""
    found = Seal.objects.filter(position=position).values_list("hash", flat=True).first()
    return bytes(found) if found else NO_HASH


def _seals_lost_at_the_end() -> int:
    """Return how many events are neither sealed nor waiting, less those that left a gap."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED_ENDS)
        ((count,),) = cursor.fetchall()
    return int(count)


def _sealed_between(after: int, until: int) -> Iterator[SealedEvent]:
    while after < until:
        run = sealed_after(after, limit=min(PAGE, until - after), limit_rows=PAGE * 10_000)
        yield from run
        after = run[-1].position if run else after + PAGE


def _events(**bounds: int) -> list[SealedEvent]:
    with connection.cursor() as cursor:
        cursor.execute(_RUN, bounds)
        rows = cursor.fetchall()
    return [
        SealedEvent(
            position=position,
            kind=kind,
            item_number=item_number,
            addressee=addressee,
            recorded_at=moment_text(recorded_at),
            body=body,
            algorithm=algorithm,
            previous_hash=bytes(previous_hash),
            hash=bytes(own_hash),
        )
        for position, kind, item_number, addressee, recorded_at, body, algorithm, previous_hash,
        own_hash in rows
    ]  # fmt: skip
