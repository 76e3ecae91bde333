"""How long events were on their way: from the deed, by its node's clock, until held here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongchou.storage.rows import fetch

ENVELOPES = 100
"""Of how many of a peer's last envelopes the lag is told."""

# A step into the index for each peer. Of each envelope the first event counts: it waited longest.
_LAGS = """
SELECT given.code, count(*), max(received_at),
       percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY ms)
FROM unnest(%(peers)s::text[]) AS given (code)
CROSS JOIN LATERAL (
    SELECT first_position, received_at FROM sync_kepthead
    WHERE node = given.code AND refusal = '' ORDER BY last_position DESC LIMIT %(envelopes)s
) AS head
CROSS JOIN LATERAL (
    SELECT greatest(0, extract(epoch FROM received_at - recorded_at::timestamptz) * 1000)::bigint
        AS ms
    FROM sync_heldevent
    WHERE province = given.code AND position = head.first_position AND recorded_at <> '' LIMIT 1
) AS lag
GROUP BY given.code
"""


@dataclass(frozen=True)
class Lag:
    """The lag 时延 of a peer's last envelopes: the median, and of 99 in 100 the most, in ms."""

    envelopes: int
    last_at: datetime
    p50_ms: int
    p99_ms: int

    def as_json(self) -> dict[str, Any]:
        """Return the lag as JSON."""
        return {
            "envelopes": self.envelopes,
            "last_at": self.last_at.isoformat(),
            "p50_ms": self.p50_ms,
            "p99_ms": self.p99_ms,
        }


def lags_of(peers: Iterable[str]) -> dict[str, Lag]:
    """Return the lag of each of these peers of whose log something is held, by code."""
    rows = fetch(_LAGS, peers=list(peers), envelopes=ENVELOPES)
    return {code: Lag(count, last_at, *ms) for code, count, last_at, ms in rows}
