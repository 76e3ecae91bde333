"""Writing the log: append with the change it tells of, seal after the commit."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection

from tongchou.standards import messages
from tongchou.standards.messages import Message

WAKE_CHANNEL = "tongchou_log"

_APPEND = """
WITH written AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, body)
    VALUES (%s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO events_unsealed (event_id) SELECT id FROM written
"""

# One statement, so one transaction: it takes waiting events off the queue, digests them, walks the
# chain from the last seal and writes the seals. Two sealers at once collide on the position, and
# the loser's statement leaves nothing behind.
_SEAL = """
WITH RECURSIVE waiting AS (
    DELETE FROM events_unsealed
    WHERE event_id IN (SELECT event_id FROM events_unsealed ORDER BY event_id LIMIT %(limit)s)
    RETURNING event_id
), numbered AS (
    SELECT event.id,
           row_number() OVER (ORDER BY event.id) AS place,
           sha256(convert_to(concat_ws(E'\\n', kind, item_number, addressee,
               to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body),
               'UTF8')) AS digest
    FROM events_event AS event JOIN waiting ON waiting.event_id = event.id
), tip AS (
    SELECT position, hash FROM events_seal ORDER BY position DESC LIMIT 1
), chain AS (
    SELECT coalesce((SELECT position FROM tip), 0) AS position, 0::bigint AS place,
           NULL::bigint AS event_id, NULL::bytea AS previous_hash,
           coalesce((SELECT hash FROM tip), decode(repeat('00', 32), 'hex')) AS hash
    UNION ALL
    SELECT chain.position + 1, numbered.place, numbered.id, chain.hash,
           sha256(chain.hash || int8send(chain.position + 1) || numbered.digest)
    FROM chain JOIN numbered ON numbered.place = chain.place + 1
)
INSERT INTO events_seal (position, event_id, previous_hash, hash)
SELECT position, event_id, previous_hash, hash FROM chain WHERE place > 0
"""


def append(
    said: Iterable[Message], *, item_number: str, recorded_at: datetime, addressee: str = ""
) -> None:
    """Append what happened to the log, in order, inside the caller's transaction."""
    with connection.cursor() as cursor:
        for message in said:
            text = messages.canonical(message)
            cursor.execute(_APPEND, (message.kind, item_number, addressee, recorded_at, text))
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])


def seal(*, limit: int = 500) -> int:
    """Give up to `limit` committed events their positions; return how many were sealed."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(_SEAL, {"limit": limit})
        except IntegrityError:
            return 0  # another sealer was first: nothing was written, the next round goes on
        return int(cursor.rowcount)
