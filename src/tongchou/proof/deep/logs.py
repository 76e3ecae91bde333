"""The logs as the proof reads them: the own one, and the copies of peers' logs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings

from tongchou.standards.messages import ContributionsAssessed, ContributionsRemoved, fields_of
from tongchou.storage.rows import fetch

PAGE_EVENTS, PAGE_BYTES = 5_000, 8_000_000
"""What is read at once: so many events, and about so many bytes of their bodies."""


@dataclass(frozen=True)
class Told:
    """An event as the proof reads it; `position` is None for one that waits for its seal."""

    position: int | None
    kind: str
    item_number: str
    body: str


@dataclass(frozen=True)
class Log:
    """A log that this node holds: its own, or its copy of a peer's.

    `place` orders the events: of the own log the event's id, of a copy its position.
    """

    node: str

    @property
    def is_own(self) -> bool:
        """Whether the log is this node's own."""
        return self.node == settings.NODE_CODE

    def events(
        self,
        kinds: Collection[str],
        *,
        since: int = 0,
        items: Collection[str] | None = None,
    ) -> Iterator[list[Told]]:
        """Read the events of some kinds whose effects are held here, page by page, in order.

        With `since` only those after that position; with `items` only those declarations that
        these items told, the largest of all events.

        Of the own log all are read, sealed or waiting: they stand beside their effects in every
        snapshot. Of a copy those set aside are left out, whose effects are not written.
        """
        sizes, texts = (_OWN_SIZES, _OWN) if self.is_own else (_HELD_SIZES, _HELD)
        facts = {
            "node": self.node,
            "here": settings.NODE_CODE,
            "kinds": list(kinds),
            "items": list(items or ()),
            "narrowed": [] if items is None else [ContributionsAssessed.kind],
        }
        after = self._place_of(since)
        while found := fetch(sizes, **facts, after=after, limit=PAGE_EVENTS):
            places: list[int] = []
            total = 0
            for place, size in found:
                places.append(place)
                total += size
                if total >= PAGE_BYTES:
                    yield [Told(*row) for row in fetch(texts, node=self.node, places=places)]
                    places, total = [], 0
            if places:
                yield [Told(*row) for row in fetch(texts, node=self.node, places=places)]
            after = found[-1][0]

    def _place_of(self, position: int) -> int:
        """Return the place of a position: in the own log an id before all events behind it.

        Ids are given before the commit, so an event behind the position may have a lower one
        than an event before it.
        """
        if not self.is_own or not position:
            return position
        ((place,),) = fetch(_OWN_PLACE, position=position)
        return int(place)

    def end(self) -> int:
        """Return the last position of the log, as this node holds it."""
        ((last,),) = fetch(_OWN_END if self.is_own else _HELD_END, node=self.node)
        return int(last)

    def bytes(self) -> int:
        """Return how many bytes the bodies of the log's events have."""
        ((size,),) = fetch(_OWN_BYTES if self.is_own else _HELD_BYTES, node=self.node)
        return int(size)

    def items_since(self, position: int) -> set[str]:
        """Return the items that wrote to the log after a position, or were taken back then."""
        statement = _OWN_ITEMS if self.is_own else _HELD_ITEMS
        wrote = {number for (number,) in fetch(statement, node=self.node, since=position)}
        return wrote | self.declarations_removed(since=position)

    def declarations_removed(self, *, since: int = 0) -> set[str]:
        """Return the declarations that the log says were taken back after a position."""
        pages = self.events({ContributionsRemoved.kind}, since=since)
        return {fields_of(one.kind, one.body)["item_number"] for page in pages for one in page}


_OWN_SIZES = """
SELECT id, octet_length(body) FROM events_event
WHERE id > %(after)s AND kind = ANY(%(kinds)s::text[])
  AND (kind <> ALL(%(narrowed)s::text[]) OR item_number = ANY(%(items)s::text[]))
  AND NOT EXISTS (SELECT FROM events_unsaid WHERE event_id = id)
ORDER BY id LIMIT %(limit)s
"""

_OWN = """
SELECT position, kind, item_number, body
FROM events_event AS event LEFT JOIN events_seal AS seal ON seal.event_id = event.id
WHERE event.id = ANY(%(places)s::bigint[]) ORDER BY event.id
"""

_HELD_SIZES = """
SELECT position, octet_length(body) FROM sync_heldevent AS held
WHERE province = %(node)s AND position > %(after)s AND kind = ANY(%(kinds)s::text[])
  AND addressee IN ('', %(here)s)
  AND (kind <> ALL(%(narrowed)s::text[]) OR item_number = ANY(%(items)s::text[]))
  AND NOT EXISTS (SELECT FROM sync_quarantine AS aside
                  WHERE aside.node = held.province AND aside.position = held.position
                    AND aside.settled_at IS NULL)
ORDER BY position LIMIT %(limit)s
"""

_HELD = """
SELECT position, kind, item_number, body FROM sync_heldevent
WHERE province = %(node)s AND position = ANY(%(places)s::bigint[]) ORDER BY position
"""

_OWN_PLACE = """
SELECT coalesce(least(
    (SELECT min(event_id) FROM events_seal WHERE position > %(position)s),
    (SELECT min(event_id) FROM events_unsealed)
) - 1, (SELECT max(id) FROM events_event), 0)
"""
_OWN_END = "SELECT coalesce(max(position), 0) FROM events_seal"
_HELD_END = "SELECT coalesce(max(position), 0) FROM sync_heldevent WHERE province = %(node)s"
_OWN_BYTES = "SELECT coalesce(sum(octet_length(body)), 0) FROM events_event"
_HELD_BYTES = """
SELECT coalesce(sum(octet_length(body)), 0) FROM sync_heldevent WHERE province = %(node)s
"""

_OWN_ITEMS = """
SELECT DISTINCT item_number
FROM events_event AS event LEFT JOIN events_seal AS seal ON seal.event_id = event.id
WHERE seal.position IS NULL OR seal.position > %(since)s
"""

_HELD_ITEMS = """
SELECT DISTINCT item_number FROM sync_heldevent
WHERE province = %(node)s AND position > %(since)s AND kind <> ''
"""
