"""What a node's log says of items, as far as somebody may see them."""

from dataclasses import dataclass
from datetime import datetime

from tongchou.storage.rows import fetch

_ALL = """
SELECT position, kind, item_number, recorded_at
FROM events_seal JOIN events_event AS event ON event.id = event_id
WHERE position > %(after)s AND position <= %(until)s ORDER BY position
"""
_IN_SCOPE = """
SELECT position, kind, item_number, recorded_at
FROM events_seal JOIN events_event AS event ON event.id = event_id
JOIN workflow_item AS item ON item.number = item_number
WHERE position > %(after)s AND position <= %(until)s AND starts_with(division_code, %(scope)s)
ORDER BY position
"""


@dataclass(frozen=True)
class Change:
    """A change 变更: which item wrote what kind of event, at which position of the sealed log."""

    position: int
    kind: str
    item_number: str
    recorded_at: datetime


def changes_between(after: int, until: int, *, scope: str) -> list[Change]:
    """Return what the log says between two positions of items in a scope, '' for everything."""
    bounds = {"after": after, "until": until}
    rows = fetch(_IN_SCOPE, **bounds, scope=scope) if scope else fetch(_ALL, **bounds)
    return [Change(*row) for row in rows]
