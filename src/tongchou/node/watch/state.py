"""What the node's database says when somebody asks for its measures: links, log, upkeep."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tongchou.agency.models import UpkeepKind
from tongchou.agency.queries import last_upkeep
from tongchou.events import queries as events
from tongchou.node.certificates.folder import Unusable
from tongchou.proof.models.run import Outcome, Run
from tongchou.storage.rows import fetch
from tongchou.sync import queries as sync
from tongchou.sync.queries import STATES, LinkState

_CONNECTIONS = """
SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity
WHERE datname = current_database() GROUP BY 1
"""


class NodeState(Collector):
    """Reads the node's tables when it is asked for measures."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what the tables say now."""
        at = settings.NOW()
        sealed, written = events.reach()
        yield _plain("tongchou_log_sealed_position", "Last position of our log.", sealed)
        yield _plain("tongchou_log_unsealed_events", "Events that wait to be sealed.",
                     written - sealed)  # fmt: skip
        links = sync.links(at=at)
        yield from _of_links(links, sealed)
        yield _states(links)
        yield _oldest_aside()
        yield _labelled("tongchou_database_connections", "Connections to the node's database.",
                        ["state"], dict(fetch(_CONNECTIONS)))  # fmt: skip
        yield from _of_certificate()
        yield from _of_upkeep()
        yield from _of_proof()


def _of_links(links: list[LinkState], sealed: int) -> Iterator[GaugeMetricFamily]:
    told: dict[str, tuple[str, Any]] = {
        "sealed_position": ("Last position of the peer's log, as it says.", lambda one: one.sealed),
        "held_position": ("Last position of the peer's log held here.", lambda one: one.held),
        "confirmed_position": ("Last position of our log that the peer holds.",
                               lambda one: one.confirmed),
        "lag_events": ("Events of the peer that are not held here.", lambda one: one.lag),
        "lag_seconds": ("Since when events of the peer are not held here.",
                        lambda one: one.lag_seconds),
        "backlog_events": ("Events of our log that the peer does not hold.",
                           lambda one: max(0, sealed - one.confirmed)),
        "set_aside_events": ("Events of the peer that could not be written here.",
                             lambda one: one.quarantined),
        "echo_seconds": ("From an event of ours until the peer said that it holds it, last.",
                         lambda one: one.echo_seconds or 0),
        "echo_timestamp_seconds": ("When the peer last said so.",
                                   lambda one: _seconds(one.echoed_at)),
        "contact_timestamp_seconds": ("When the peer was last heard.",
                                      lambda one: _seconds(one.contact_at)),
    }  # fmt: skip
    for name, (said, value) in told.items():
        yield _labelled(
            f"tongchou_link_{name}", said, ["peer"], {one.peer: value(one) for one in links}
        )


def _states(links: list[LinkState]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "tongchou_link_state", "1 for the state that the link is in.", labels=["peer", "state"]
    )
    for one in links:
        for state in STATES:
            family.add_metric([one.peer, state], int(state == one.state))
    return family


def _oldest_aside() -> GaugeMetricFamily:
    oldest: dict[str, float] = {}
    for event in sync.set_aside():
        since = _seconds(event.at)
        oldest[event.node] = min(oldest.get(event.node, since), since)
    return _labelled(
        "tongchou_link_set_aside_oldest_timestamp_seconds",
        "When the oldest event of the peer that still is set aside was.",
        ["peer"],
        oldest,
    )


def _of_certificate() -> Iterator[GaugeMetricFamily]:
    """Yield how long the node's certificate towards its peers is valid; nothing without one."""
    with suppress(Unusable):
        own = settings.PEERING.tls.own()
        yield _labelled("tongchou_certificate_days_left", "Whole days until the certificate ends.",
                        ["node"], {own.node: own.days_left(datetime.now(UTC))})  # fmt: skip


def _of_upkeep() -> Iterator[GaugeMetricFamily]:
    backup, drill = last_upkeep(UpkeepKind.BACKUP), last_upkeep(UpkeepKind.DRILL)
    yield _plain("tongchou_last_backup_timestamp_seconds", "When the last backup was taken.",
                 _seconds(backup.at if backup else None))  # fmt: skip
    yield _plain("tongchou_last_drill_timestamp_seconds", "When the last restore was tried.",
                 _seconds(drill.at if drill else None))  # fmt: skip
    yield _plain("tongchou_last_drill_equal", "1 if what was restored then was equal.",
                 int(bool(drill and drill.facts.get("equal"))))  # fmt: skip


def _of_proof() -> Iterator[GaugeMetricFamily]:
    last = Run.objects.exclude(outcome="").order_by("-id").first()
    yield _plain("tongchou_last_proof_timestamp_seconds", "When the last deep proof ended.",
                 _seconds(last.ended_at if last else None))  # fmt: skip
    yield _plain("tongchou_last_proof_whole", "1 if it found nothing different.",
                 int(bool(last and last.outcome == Outcome.WHOLE)))  # fmt: skip


def _plain(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, value=value)


def _labelled(name: str, said: str, labels: list[str], values: dict[str, Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, said, labels=labels)
    for label, value in values.items():
        family.add_metric([label], value)
    return family


def _seconds(moment: datetime | None) -> float:
    """Return a moment as seconds since 1970; 0 for none."""
    return moment.timestamp() if moment else 0
