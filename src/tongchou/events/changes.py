"""Writing the log: append with the change it records, seal after the commit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError

from tongchou.events.chain import (
    BODY_BYTES_MAX,
    SHA256,
    SealedEvent,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.events.queries import tip
from tongchou.standards import messages
from tongchou.standards.messages import Message
from tongchou.storage.rows import Prepared, execute, fetch, fetch_each

WAKE_CHANNEL = "tongchou_log"
SEAL_EVENTS_MAX = 1_000
SEAL_BYTES_MAX = 16_000_000
"""What one batch of seals reads at the most, in events and in bytes of their bodies."""

GROUP_LENGTH = 64_000
"""How many characters of small messages are gathered before they are written together."""

# The lock is taken, where it is asked for, before the sort hands out the first row and with it the
# first id: so ids follow the order in which those who hold the lock commit.
_APPEND = Prepared("""
WITH written AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
    SELECT kind, item_number, addressee, %(recorded_at)s, rows, body
    FROM (SELECT CASE WHEN %(in_order)s THEN pg_advisory_xact_lock(%(lock)s) END OFFSET 0) AS held,
         unnest(%(kinds)s::text[], %(item_numbers)s::text[], %(addressees)s::text[],
                %(rows)s::int[], %(bodies)s::text[]) WITH ORDINALITY
             AS told (kind, item_number, addressee, rows, body, place)
    ORDER BY place
    RETURNING id
), waiting AS (
    INSERT INTO events_unsealed (event_id) SELECT id FROM written
)
SELECT pg_notify(%(channel)s, '')
""")
_LOCK = 0x6C6F67  # "log"

_WAITING = Prepared("SELECT event_id FROM events_unsealed ORDER BY event_id LIMIT %(limit)s")

# Sizes are summed from the column's header, so a body past the limit is not read.
_EVENTS = Prepared("""
SELECT id, kind, item_number, addressee, recorded_at, body
FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
      FROM events_event
      WHERE id = ANY(%(events)s::bigint[]) AND kind <> 'text_lost') AS waiting
WHERE before < %(bytes)s ORDER BY id
""")

# Whoever sealed in between has taken the first of these positions: the key refuses the statement
# as a whole, and the events go on waiting.
_SEAL = Prepared("""
WITH taken AS (
    DELETE FROM events_unsealed WHERE event_id = ANY(%(events)s::bigint[])
)
INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)
SELECT %(position)s::bigint + place, event_id, %(algorithm)s, before, after
FROM unnest(%(events)s::bigint[], %(before)s::bytea[], %(after)s::bytea[]) WITH ORDINALITY
    AS given (event_id, before, after, place)
""")


_TIDY = """
DELETE FROM events_unsealed WHERE event_id = ANY(%(events)s::bigint[])
  AND (EXISTS (SELECT FROM events_seal WHERE events_seal.event_id = events_unsealed.event_id)
       OR NOT EXISTS (SELECT FROM events_event
                      WHERE id = events_unsealed.event_id AND kind <> 'text_lost'))
"""


class TooLarge(ValueError):
    """A message larger than an envelope may carry: a fault of the program, never of the user."""


class Letter(NamedTuple):
    """A message on its way into the log: of which item it is, and to whom, if not to all."""

    message: Message
    item_number: str
    addressee: str


def append(
    told: Iterable[Message],
    *,
    item_number: str,
    recorded_at: datetime,
    addressee: str = "",
    in_order: bool = False,
) -> None:
    """Append messages to the log, in order, inside the caller's transaction.

    With `in_order` all who append so wait for each other until commit, so that ids follow the
    order of commits: the log is replayed in its order, and must hold a change after those that
    the change was decided on.
    """
    letters = (Letter(message, item_number, addressee) for message in told)
    append_letters(letters, recorded_at=recorded_at, in_order=in_order)


def append_letters(
    letters: Iterable[Letter], *, recorded_at: datetime, in_order: bool = False
) -> None:
    """Append messages of several items, or to several nodes; see `append`."""
    shared = {
        "recorded_at": recorded_at,
        "in_order": in_order,
        "lock": _LOCK,
        "channel": WAKE_CHANNEL,
    }
    for _ in fetch_each(_APPEND, (shared | group for group in _groups(letters))):
        pass


_COLUMNS = ("kinds", "item_numbers", "addressees", "rows", "bodies")


def _groups(letters: Iterable[Letter]) -> Iterator[dict[str, list[Any]]]:
    """Yield messages as columns, those that are small together; none is held for long."""
    group: list[tuple[Any, ...]] = []
    length = 0
    for message, item_number, addressee in letters:
        body = _body_of(message)
        group.append((message.kind, item_number, addressee, _rows_of(message), body))
        length += len(body)
        if length > GROUP_LENGTH:
            yield _as_columns(group)
            group, length = [], 0
    if group:
        yield _as_columns(group)


def _as_columns(group: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {
        name: list(column) for name, column in zip(_COLUMNS, zip(*group, strict=True), strict=True)
    }


def seal(*, limit: int = SEAL_EVENTS_MAX, algorithm: str = SHA256) -> int:
    """Give up to `limit` committed events their positions; return how many were sealed.

    Returns 0 as well when another sealer was first; the next round goes on from there.
    """
    waiting = [event_id for (event_id,) in fetch(_WAITING, limit=limit)]
    if not waiting:
        return 0
    position, last_hash = tip()
    events = fetch(_EVENTS, events=waiting, bytes=SEAL_BYTES_MAX)
    if not events:
        return _tidied(waiting)
    hashes = [last_hash]
    for place, (_, kind, item_number, addressee, recorded_at, body) in enumerate(events, start=1):
        text = sealed_text(kind, item_number, addressee, moment_text(recorded_at), body)
        digest = digest_of(text, algorithm)
        hashes.append(follow(hashes[-1], position + place, digest, algorithm))
    written = [rf"\x{each.hex()}" for each in hashes]
    try:
        execute(
            _SEAL,
            events=[event_id for event_id, *_ in events],
            before=written[:-1],
            after=written[1:],
            position=position,
            algorithm=algorithm,
        )
    except IntegrityError:
        return _tidied(waiting)
    return len(events)


def _tidied(waiting: Sequence[int]) -> int:
    """Take out of the queue what waits for no seal, and return 0.

    Whoever serves may write into it: what is sealed, is no event, or has no text, which only comes
    back from copies with its seal, would stop the log for good.
    """
    execute(_TIDY, events=waiting)
    return 0


def bring_back(events: Sequence[SealedEvent]) -> list[SealedEvent]:
    """Write events of this log that come back from a copy, at the places they had.

    One that waits here for its seal is sealed as it stands: it was written before the copy, and
    so was what it tells of. One of which something that waits here tells just the same was told
    anew after the copy: it comes back, and what waits is never said. Returns the others, whose
    effects are to be written too. Raises the database's `IntegrityError` where a place is taken.
    """
    waiting = _Queue(events[0].algorithm)
    written = []
    for event in events:
        facts = {
            "position": event.position,
            "algorithm": event.algorithm,
            "before": event.previous_hash,
            "after": event.hash,
        }
        event_id = waiting.take_as_it_is(event)
        if event_id is not None:
            execute(_SEAL_BACK, **facts, event=event_id)
            continue
        execute(_WRITE_BACK, **facts, **_as_written(event))
        told_anew = waiting.take_saying(event)
        if told_anew is None:
            written.append(event)
        else:
            execute(_NEVER_SAY, event=told_anew, position=event.position)
    return written


_SEAL_BACK = """
WITH taken AS (DELETE FROM events_unsealed WHERE event_id = %(event)s)
INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)
VALUES (%(position)s, %(event)s, %(algorithm)s, %(before)s, %(after)s)
"""

_WRITE_BACK = """
WITH written AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
    VALUES (%(kind)s, %(item_number)s, %(addressee)s, %(recorded_at)s, %(rows)s, %(body)s)
    RETURNING id
)
INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)
SELECT %(position)s, id, %(algorithm)s, %(before)s, %(after)s FROM written
"""

_NEVER_SAY = """
WITH taken AS (DELETE FROM events_unsealed WHERE event_id = %(event)s)
INSERT INTO events_unsaid (event_id, position) VALUES (%(event)s, %(position)s)
"""

_QUEUE = """
SELECT id, kind, item_number, addressee, recorded_at, body
FROM events_unsealed JOIN events_event ON id = event_id ORDER BY id
"""


class _Queue:
    """The events that wait for their seal, found by the digest each would have, or by content."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._waiting: set[int] = set()
        self._found: dict[bytes, list[int]] = {}
        for event_id, kind, item_number, addressee, recorded_at, body in fetch(_QUEUE):
            text = sealed_text(kind, item_number, addressee, moment_text(recorded_at), body)
            content = self._content(kind, item_number, addressee, body)
            self._waiting.add(event_id)
            for key in (digest_of(text, algorithm), content):
                self._found.setdefault(key, []).append(event_id)

    def take_as_it_is(self, event: SealedEvent) -> int | None:
        """Take out the event that is the same, recorded at the same moment; return its id."""
        return self._take(event.digest())

    def take_saying(self, event: SealedEvent) -> int | None:
        """Take out the first event that says the same, recorded when it may; return its id."""
        return self._take(self._content(event.kind, event.item_number, event.addressee, event.body))

    def _take(self, key: bytes) -> int | None:
        for event_id in self._found.get(key, ()):
            if event_id in self._waiting:
                self._waiting.remove(event_id)
                return event_id
        return None

    def _content(self, *said: str) -> bytes:
        return digest_of("\n".join(said).encode(), self._algorithm)


def _as_written(event: SealedEvent) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "item_number": event.item_number,
        "addressee": event.addressee,
        "recorded_at": datetime.fromisoformat(event.recorded_at),
        "rows": _rows_in(event),
        "body": event.body,
    }


def _rows_in(event: SealedEvent) -> int:
    """Return how many rows an event's message carries; 1 where it cannot be read."""
    try:
        return _rows_of(messages.parse(event.kind, event.body))
    except ValueError:
        return 1


def _rows_of(message: Message) -> int:
    return len(getattr(message, message.columns[0])) if message.columns else 1


def _body_of(message: Message) -> str:
    body = messages.canonical(message)
    if len(body.encode()) > BODY_BYTES_MAX:
        raise TooLarge(f"a {message.kind} of {len(body)} characters cannot travel")
    return body
