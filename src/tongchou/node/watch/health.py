"""Whether a node does its real work: its log is sealed, held by the ministry, and said so, signed.

The liveness check beside it (`/healthz`) asks only whether the process can work at all. This one
reads what the loop notes with every exchange: the ministry's signed answers say how far it holds
our log, and how long an event took on its way there and back; an idle node writes an echo so that
there is one. A node whose loop hangs, whose link is cut or whose log is refused fails here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from tongchou.events import queries as events
from tongchou.standards.codes import MINISTRY
from tongchou.standards.text import Text
from tongchou.sync import queries as sync
from tongchou.sync.changes.echo import IDLE
from tongchou.sync.keys import Keyring
from tongchou.sync.queries import LinkState

LATE_AFTER = timedelta(seconds=30)
"""An event that is not sealed, or not held by the ministry, for so long is late."""
ECHO_LATE_AFTER = 2 * IDLE + LATE_AFTER
"""An idle node writes an echo every so often: that the last one is older says that none came."""

SAID = {
    "database": Text("数据库可读", "the database answers"),
    "key": Text("节点密钥在位", "the node's key is there"),
    "sealed": Text("日志及时封印", "the log is sealed in time"),
    "heard": Text("部级以签名应答", "the ministry answers, signed"),
    "accepted": Text("日志未被拒收", "the log is refused by nobody"),
    "held": Text("日志及时为部级持有", "the ministry holds the log in time"),
    "echo": Text("回声经日志往返", "an event went through the log and was answered of late"),
}


@dataclass(frozen=True)
class Check:
    """One thing that must hold for the node's work to be done."""

    name: str
    holds: bool
    echo: dict[str, Any] | None = None


def echo(request: HttpRequest) -> JsonResponse:
    """Say whether the node's work is done 回声检查; public, and silent about everything else.

    `echo` is the last round trip of an event of the node's log through the ministry.
    """
    del request
    checks = list(_checks(settings.NOW()))
    ready = all(check.holds for check in checks)
    told = {
        "node": settings.NODE_CODE,
        "ready": ready,
        "echo": next((check.echo for check in checks if check.echo), None),
        "checks": {
            check.name: {"holds": check.holds, **SAID[check.name].as_json()} for check in checks
        },
    }
    return JsonResponse(told, status=200 if ready else 503)


def _checks(at: datetime) -> Iterator[Check]:
    yield Check("key", Keyring(settings.HOME, settings.NODE_CODE).is_whole)
    try:
        waiting = events.oldest_unsealed()
        links = {link.peer: link for link in sync.links(at=at)}
        yield Check("database", holds=True)
        yield Check("sealed", not _is_late(waiting, at))
        if _is_linked():
            yield from _checks_of(links.get(MINISTRY), at)
    except DatabaseError:
        yield Check("database", holds=False)


def _checks_of(link: LinkState | None, at: datetime) -> Iterator[Check]:
    """Yield what must hold of a province's link to the ministry."""
    heard_at = link.contact_at if link else None
    yield Check("heard", heard_at is not None and not _is_late(heard_at, at))
    yield Check("accepted", link is not None and link.state != "halted")
    confirmed = link.confirmed if link else 0
    unheld = events.recorded_between(confirmed, confirmed + 1)
    yield Check("held", not _is_late(unheld[0] if unheld else None, at))
    echoed_at = link.echoed_at if link else None
    since = echoed_at or events.first_recorded()
    told = (
        {"seconds": link.echo_seconds, "at": echoed_at.isoformat()} if link and echoed_at else None
    )
    yield Check("echo", since is None or at - since <= ECHO_LATE_AFTER, told)


def _is_linked() -> bool:
    return settings.NODE_CODE != MINISTRY and bool(settings.MINISTRY_URL)


def _is_late(since: datetime | None, at: datetime) -> bool:
    return since is not None and at - since > LATE_AFTER
