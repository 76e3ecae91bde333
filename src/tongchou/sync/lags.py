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
       percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY seconds)
FROM unnest(%(peers)s::text[]) AS given (code)
CROSS JOIN LATERAL (
    SELECT first_position, received_at FROM sync_kepthead
    WHERE node = given.code AND refusal = '' ORDER BY last_position DESC LIMIT %(envelopes)s
) AS head
JOIN sync_heldevent AS held
    ON held.province = given.code AND held.position = head.first_position AND recorded_at <> ''
CROSS JOIN LATERAL (
    SELECT greatest(0, extract(epoch FROM received_at - recorded_at::timestamptz)) AS seconds
) AS lag
GROUP BY given.code
"""


@dataclass(frozen=True)
class Lag:
    """The lag 时延 of a peer's last envelopes in seconds: the median, and of 99 in 100 the most."""

    envelopes: int
    last_at: datetime
    p50: float
    p99: float

    def as_json(self) -> dict[str, Any]:
        """Return the lag as JSON."""
        return {
            "envelopes": self.envelopes,
            "last_at": self.last_at.isoformat(),
            "p50_seconds": round(self.p50, 3),
            "p99_seconds": round(self.p99, 3),
        }


def lags_of(peers: Iterable[str]) -> dict[str, Lag]:
    """Return the lag of each of these peers of whose log something is held, by code."""
    rows = fetch(_LAGS, peers=list(peers), envelopes=ENVELOPES)
    return {
        code: Lag(count, last_at, float(p50), float(p99))
        for code, count, last_at, (p50, p99) in rows
    }
