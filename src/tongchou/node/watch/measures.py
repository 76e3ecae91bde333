"""What this process counts as it works; each process of a node counts into files of its own.

The library reads all of them together, so it does not matter which process is asked. It looks for
their folder once, when it is imported: `count_into` comes before this module.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram

LAG_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 86_400)
REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

REQUESTS = Counter(
    "tongchou_requests", "Requests answered, by entrance and status.", ["entrance", "status"]
)
REQUEST_TIME = Histogram(
    "tongchou_request_seconds",
    "From a request's first byte until its answer, by entrance.",
    ["entrance"],
    buckets=REQUEST_SECONDS,
)
LAG = Histogram(
    "tongchou_held_lag_seconds",
    "From a deed until the peer said that it holds its event; both by the clock of this node.",
    ["peer"],
    buckets=LAG_SECONDS,
)
CERTIFICATE_END = Gauge(
    "tongchou_peer_certificate_end_timestamp_seconds",
    "When the certificate ends that the peer last showed.",
    ["peer"],
    multiprocess_mode="mostrecent",
)
TURNED_AWAY = Counter(
    "tongchou_turned_away",
    "Callers at the port of the log who were turned away before they said anything, by reason.",
    ["reason"],
)
MEMORY = Gauge(
    "tongchou_process_memory_bytes",
    "Resident memory of each process of the node.",
    multiprocess_mode="liveall",
)


def note_request(entrance: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    REQUESTS.labels(entrance, str(status)).inc()
    REQUEST_TIME.labels(entrance).observe(seconds)


def note_held(peer: str, recorded: Iterable[datetime], *, at: datetime) -> None:
    """Count events that a peer holds now, by how long ago they were recorded."""
    lag = LAG.labels(peer)
    for moment in recorded:
        lag.observe(max(0.0, (at - moment).total_seconds()))


def note_certificate(peer: str, ends_at: datetime) -> None:
    """Note until when the certificate is valid that a peer showed."""
    CERTIFICATE_END.labels(peer).set(ends_at.timestamp())


def note_turned_away(reason: str) -> None:
    """Count a caller who could not show who it is."""
    TURNED_AWAY.labels(reason).inc()


def note_memory() -> None:
    """Note how much memory this process takes."""
    resident = Path("/proc/self/statm").read_text("ascii").split()[1]
    MEMORY.set(int(resident) * PAGE_BYTES)
