"""A ministry and provinces in databases of their own, a wire between them, and old copies."""

from datetime import datetime, timedelta
from itertools import count

import httpx
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import include, path

from counter import AT, Stand
from databases import Databases
from tongchou.events.changes import seal
from tongchou.node.wiring import handlers
from tongchou.sync import calls, exchange, queries
from tongchou.sync.changes import halted
from tongchou.sync.keys import Keyring

urlpatterns = [path("sync/", include("tongchou.channels.api.sync"))]

MINISTRY = "00"
TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relname ~ '^(registry|ledger)_' AND relname !~ '(delta|counter|balance)' ORDER BY 1
"""


class Country:
    """The nodes of a test; one stands in one of them at a time."""

    def __init__(self, stand: Stand, databases: Databases) -> None:
        self.stand = stand
        self._databases = databases
        self._seconds = count(1)
        self.later = timedelta()
        self.skew: dict[str, timedelta] = {}

    def now(self, code: str = MINISTRY) -> datetime:
        """Return what a node's clock shows, each time a second later."""
        wrong = self.skew.get(code, timedelta())
        return AT + timedelta(seconds=next(self._seconds)) + self.later + wrong

    def link(self, province: str) -> calls.Link:
        """Return a province's link to the ministry."""
        client = httpx.Client(transport=Wire(self, province), base_url="http://ministry")
        return calls.Link(MINISTRY, client, Keyring(settings.HOME, province))

    def turn(self, *provinces: str, times: int = 4) -> None:
        """Let the loops of the ministry and of these provinces turn a few times."""
        for _ in range(times):
            for province in provinces:
                self.stand(province)
                link = self.link(province)
                exchange.pull(link, handlers(), at=self.now(province))
                while not halted() and seal():
                    pass
                exchange.push(link, at=self.now(province))
            self.stand(MINISTRY)
            while not halted() and seal():
                pass

    def copied(self, code: str) -> None:
        """Take a backup of a node's whole database."""
        self._databases.copy(code).keep()

    def restored(self, code: str) -> None:
        """Put the backup in the place of a node's database."""
        self._databases.copy(code).put_back()

    def exchanged(self, code: str) -> None:
        """Put the backup in the place of a node's database, and keep that in the backup's."""
        self._databases.copy(code).exchange()

    def shown(self, code: str, peer: str) -> tuple[str, str]:
        """Return the state of a node's link to a peer, and why its log does not go on there."""
        self.stand(code)
        [link] = [one for one in queries.links(at=self.now(code)) if one.peer == peer]
        refused = queries.view_of(peer).ours
        return link.state, refused.code if refused else ""

    def rows(self, code: str) -> dict[str, list[str]]:
        """Return every row of a node's registry and ledger, as text."""
        owner = self._databases.copy(code).owner
        found = {}
        for (table,) in owner.execute(TABLES).fetchall():
            columns = [
                name
                for (name,) in owner.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                    " AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('handle', 'id')"
                    " ORDER BY attnum",
                    [table],
                )
            ]
            listed = ", ".join(columns)
            asked = f"SELECT ({listed})::text FROM {table} ORDER BY 1"
            found[table] = [row for (row,) in owner.execute(asked)]
        return found


class Wire(httpx.BaseTransport):
    """The way from a province to the ministry, who answers in her own database."""

    def __init__(self, country: Country, province: str) -> None:
        self._country = country
        self._province = province

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request to the ministry, and the answer back."""
        self._country.stand(MINISTRY)
        with override_settings(
            ROOT_URLCONF=__name__, ALLOWED_HOSTS=["ministry"], NOW=self._country.now
        ):
            answer = httpx.WSGITransport(app=get_wsgi_application()).handle_request(request)
            content = answer.read()
        self._country.stand(self._province)
        stream = httpx.ByteStream(content)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)
