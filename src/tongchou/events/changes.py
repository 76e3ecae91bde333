"""Writing the log: append with the change it records, seal after the commit."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection

from tongchou.events.chain import (
    EVENT_BYTES_MAX,
    SHA256,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.events.queries import tip
from tongchou.standards import messages
from tongchou.standards.messages import Message

WAKE_CHANNEL = "tongchou_log"
SEAL_EVENTS_MAX = 1_000
SEAL_BYTES_MAX = 16_000_000
"""What one batch of seals reads at the most, in events and in bytes of their bodies."""

_APPEND = """
WITH written AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
    VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO events_unsealed (event_id) SELECT id FROM written
"""

_WAITING = "SELECT event_id FROM events_unsealed ORDER BY event_id LIMIT %s"

# Sizes are summed from the column's header, so a body past the limit is not read.
_EVENTS = """
SELECT id, kind, item_number, addressee, recorded_at, body
FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
      FROM events_event WHERE id = ANY(%s)) AS waiting
WHERE before < %s ORDER BY id
"""

# Whoever sealed in between has taken the first of these positions: the key refuses the statement
# as a whole, and the events go on waiting.
_SEAL = """
WITH taken AS (
    DELETE FROM events_unsealed WHERE event_id = ANY(%(events)s)
)
INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)
SELECT %(position)s + place, event_id, %(algorithm)s, before, after
FROM unnest(%(events)s::bigint[], %(before)s::bytea[], %(after)s::bytea[]) WITH ORDINALITY
    AS given (event_id, before, after, place)
"""


class TooLarge(ValueError):
    """A message larger than an envelope may carry: a fault of the program, never of the user."""


def append(
    told: Iterable[Message], *, item_number: str, recorded_at: datetime, addressee: str = ""
) -> None:
    """Append messages to the log, in order, inside the caller's transaction."""
    rows = [
        (message.kind, item_number, addressee, recorded_at, _rows_of(message), _body_of(message))
        for message in told
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(_APPEND, rows)
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])


def seal(*, limit: int = SEAL_EVENTS_MAX, algorithm: str = SHA256) -> int:
    """Give up to `limit` committed events their positions; return how many were sealed.

    Returns 0 as well when another sealer was first; the next round goes on from there.
    """
    position, last_hash = tip()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [limit])
        waiting = [event_id for (event_id,) in cursor.fetchall()]
        cursor.execute(_EVENTS, [waiting, SEAL_BYTES_MAX])
        events = cursor.fetchall()
    if not events:
        return 0
    hashes = [last_hash]
    for place, (_, kind, item_number, addressee, recorded_at, body) in enumerate(events, start=1):
        text = sealed_text(kind, item_number, addressee, moment_text(recorded_at), body)
        digest = digest_of(text, algorithm)
        hashes.append(follow(hashes[-1], position + place, digest, algorithm))
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                _SEAL,
                {
                    "events": [event_id for event_id, *_ in events],
                    "before": hashes[:-1],
                    "after": hashes[1:],
                    "position": position,
                    "algorithm": algorithm,
                },
            )
        except IntegrityError:
            return 0
    return len(events)


def _rows_of(message: Message) -> int:
    return len(getattr(message, message.columns[0])) if message.columns else 1


def _body_of(message: Message) -> str:
    body = messages.canonical(message)
    if len(body.encode()) > EVENT_BYTES_MAX - 1_000:
        raise TooLarge(f"a {message.kind} of {len(body)} characters cannot travel")
    return body
