"""安徽 and the ministry, each in its own database, in one process, with a wire between them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

from databases import Databases
from tongchou.events.changes import seal
from tongchou.node.wiring import handlers
from tongchou.proof.models.reconciliation import Mismatch, Reconciliation
from tongchou.proof.reconcile.changes import ask_for
from tongchou.proof.reconcile.exchange import answer_questions
from tongchou.sync import calls, exchange
from tongchou.sync.keys import Keyring

urlpatterns = [
    path("sync/", include("tongchou.channels.api.sync")),
    path("sync/", include("tongchou.channels.api.reconciling")),
    path("sync/", include("tongchou.channels.api.inquiries")),
]

_TICKS = count()


def clock() -> datetime:
    """Return an instant after all that were returned before."""
    return datetime(2024, 11, 5, 2, tzinfo=UTC) + timedelta(milliseconds=next(_TICKS))


class Tiers(httpx.BaseTransport):
    """The two nodes; a request of the province's is answered standing in the ministry."""

    def __init__(self, stand: Callable[[str], Any], databases: Databases) -> None:
        self.stand = stand
        self.databases = databases
        self.requests: list[httpx.Request] = []
        self.before_request: Callable[[httpx.Request], object] = repr
        self.stand("34")
        client = httpx.Client(transport=self, base_url="http://ministry")
        self.link = calls.Link("00", client, Keyring(settings.HOME, "34"))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request to the ministry, and the answer back."""
        request.read()
        self.before_request(request)
        self.requests.append(request)
        self.stand("00")
        try:
            answer = httpx.WSGITransport(app=get_wsgi_application()).handle_request(request)
            return httpx.Response(
                answer.status_code, headers=answer.headers, stream=httpx.ByteStream(answer.read())
            )
        finally:
            self.stand("34")

    def bring(self, position: int | None = None) -> None:
        """Bring the province's log to the ministry: all of it, or up to a position."""
        while seal():
            pass
        while not (sent := exchange.push(self.link, at=clock(), until=position)).is_level:
            assert sent.fault is None, sent.fault
            if position is not None and sent.position >= position:
                break

    def fetch(self) -> None:
        """Fetch the ministry's log."""
        self.stand("00")
        while seal():
            pass
        self.stand("34")
        while not exchange.pull(self.link, handlers(), at=clock()).is_level:
            pass

    def prove(self) -> tuple[Reconciliation, list[Mismatch]]:
        """Let the ministry ask for a proof and the province answer; return what came of it."""
        self.stand("00")
        number = ask_for("34", by="", at=clock()).pk
        self.stand("34")
        answer_questions(self.link, at=clock(), bring=self.bring)
        return self.found(number)

    def found(self, number: int) -> tuple[Reconciliation, list[Mismatch]]:
        """Return a proof as the ministry has it, and the province is stood in again."""
        self.stand("00")
        proof = Reconciliation.objects.get(pk=number)
        mismatches = list(proof.mismatches.order_by("id"))
        self.stand("34")
        return proof, mismatches

    def as_owner(self, code: str, *statements: str) -> None:
        """Reach into a node's database past the system."""
        with psycopg.connect(self.databases.copy(code).url) as owner:
            for statement in statements:
                owner.execute(statement)
