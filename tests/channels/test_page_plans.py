"""On grown tables no page and no operation reads more of a table than it shows.

Every address of both roles is walked, as the configuration of addresses lists them, and the
planner is asked for every query. Whoever adds an address with an identifier says in `town` what
it is called by, and one that answers only when it is asked for something, in `ASKED` here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import count, product
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from grown import FILL, ROWS, much_read, too_small
from town import USER, identifiers, leaving, returned
from town import handed_in as entered
from visiting import HOST, Address, Systems, browser, every_address, machine, token_of

from counter import AT, FACTORY, MAN, MAN_NAME, WOMAN, clerk, completed, ssn_of
from tongchou.agency.changes import issue_own_token
from tongchou.agency.duties import ADMINISTRATION
from tongchou.channels.api.cursors import cursor_of
from tongchou.channels.front.references import state_reference
from tongchou.events import queries as events
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Forwarded
from tongchou.sync import statements
from tongchou.sync.keys import Keyring
from tongchou.sync.protocol.marks import START, Mark, Standing
from tongchou.workflow import changes as workflow
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.models import Item

ROLES = {"province": "34", "ministry": "00"}
SOMEBODY = "340104198001010777"
NAMED = chr(19968 + 7) + "某"
ANSWERED = {HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.FOUND}
CSV = "统一社会信用代码,姓名,社会保障号码,申报月工资\n"

NOTHING = {"api/v1/": "answers that there is nothing"}
WHOLE = {
    "api/v1/verify": "proves every row that the node holds",
    "api/v1/export": "tells of every key and checkpoint that is kept",
}
"""The address that holds nothing, and those that read all there is."""


def listed(**state: str) -> str:
    """Return what a list's address remembers."""
    return f"list={state_reference(**state)}"


DEEP = cursor_of(None, "2024-06-01T00:00:00+08:00", "34-77")
SEARCHES = ("", *(listed(text=text) for text in (SOMEBODY, NAMED, f"{NAMED} 0777", "34-77")))
TABS = ("mine", "own", "group", "overdue", "open", "done")
PLACES = (
    listed(due_on="2020-01-01", at="2024-06-01T00:00:00+08:00", number="34-7"),
    listed(at="2024-06-01T00:00:00+08:00", number="34-77"),
)
NARROWED = (
    "item=employment_end", "item=payment_roll", "line=benefit", "status=returned", "step=approve",
    "hand=login7", "hand=-", "employer=X00000000000000077", "employer=单位77",
)  # fmt: skip
ASKED: Mapping[str, tuple[str, ...]] = {
    "clerk/": tuple(
        f"which={which}&{asked}" for which in TABS for asked in (*SEARCHES, *PLACES, *NARROWED)
    ),
    "clerk/items/next": tuple(f"which={which}&after=34-78" for which in TABS),
    "clerk/people": (
        *SEARCHES,
        listed(after="k7", after_number=SOMEBODY),
        listed(after="k7", after_number=SOMEBODY, sort="-name"),
    ),
    "clerk/employers": (
        "",
        listed(sort="-place"),
        listed(text="单位77"),
        listed(text="X000"),
        "page=9",
    ),
    "clerk/employers/<str:credit_code>": ("", "page=2"),
    "employer/people": (*SEARCHES, listed(after=SOMEBODY, after_number="24290")),
    "employer/matters": ("", listed(after="2024-11-01 00:00:00+00:00", after_number="34-77")),
    "my/matters": ("", listed(after="2024-11-01 00:00:00+00:00", after_number="34-77")),
    "nation/books": ("", "book=accounts&month=2024-10", "province=34", "account=8001"),
    "clerk/signals": ("", "which=judged", listed(after="2024-01-01", after_number="9")),
    "nation/signals": (
        "",
        "which=open",
        listed(after="2024-01-01", after_number="9"),
        listed(sort="raised"),
    ),
    "administration/records/<slug:record>": ("", listed(chosen="export"), listed(sort="at")),
    "api/v1/items": tuple(
        f"which={which}&{more}"
        for which in (*TABS, "all")
        for more in ("", f"cursor={DEEP}", "hand=login7", "employer=X00000000000000077")
    ),
    "api/v1/changes": ("", "after=4000", "after=99999&wait=5"),
    "api/v1/dues": ("month=2024-11",),
    "api/v1/books": ("month=2024-11", "month=2024-11&book=accounts"),
    "api/v1/signals": ("", "item_number=D-7"),
    "api/v1/reconcile": ("province=34",),
    "api/v1/proofs/inclusion": ("position=1", "position=4711"),
    "api/v1/proofs/consistency": ("before=100&after=4711",),
    "api/v1/export/entries": ("log=34&after=4000&until=4100",),
    "sync/envelopes": ("after=0", "after=9000"),
}
"""What each address may be asked for."""

POSTED: Mapping[str, dict[str, str]] = {
    "nation/query": {"ssn": MAN, "reason": "来函"},
    "api/v1/query": {"ssn": SOMEBODY, "reason": "来函"},
    "api/v1/persons/query": {"ssn": SOMEBODY, "reason": "来函"},
    "api/v1/items/search": {"which": "all", "text": NAMED},
}
"""The addresses that are asked by a form or a body, and what they are sent."""


@dataclass(frozen=True)
class Grown:
    """A node with grown tables: its role, who visits each face, and its identifiers."""

    role: str
    visitors: Mapping[str, tuple[Client, ...]]
    facts: Mapping[str, tuple[Any, ...]]

    def paths(self, address: Address) -> Iterator[str]:
        """Yield the paths of an address with every identifier and everything asked for."""
        parts = sorted(address.parts)
        for chosen in product(*(self.facts[part] for part in parts)):
            path = address.path(dict(zip(parts, chosen, strict=True)))
            for asked in ASKED.get(address.route, ("",)):
                yield f"{path}?{asked}"

    def ask(self, address: Address) -> Iterator[HttpResponse]:
        """Visit an address in every way, and yield each answer."""
        for visitor, path in product(self.visitors[address.face], self.paths(address)):
            yield visitor.get(path)
            if address.route in POSTED:
                kind = {"content_type": "application/json"} if address.is_for_machines else {}
                yield visitor.post(path, POSTED[address.route], **kind)


@pytest.fixture(params=ROLES)
def grown(
    opened: Any, log_published: Any, server: Postgres, request: pytest.FixtureRequest
) -> Grown:
    """Open a node with people and matters in it, and let every table of it grow."""
    role, code = request.param, ROLES[request.param]
    sign_ins = opened(code)
    facts = {name: (fact,) for name, fact in identifiers(role).items()}
    systems = Systems(sign_ins)
    if role == "province":
        others = (*other_items(systems), *matters_outside(), matter_that_came_back())
        numbers = (*facts["number"], *others)
        facts |= {"number": numbers, "code": tuple(catalogue())}
    with psycopg.connect(server.url(f"test_{code}"), autocommit=True) as owner:
        owner.execute(FILL.read_text(encoding="utf-8").format(rows=ROWS))
        owner.execute("VACUUM (ANALYZE)")
    log_published(code)
    facts["log"] = (code,)
    clerks = [browser(one) for one in ("clerk", "reviewer", "clerk340104") if role == "province"]
    first = token_of(sign_ins, sign_ins["clerks"][0]["login"])
    administrators = [machine(str(issue_own_token(clerk(one), at=AT)[1])) for one in ADMINISTRATION]
    visitors = {
        "clerk": tuple(clerks),
        "nation": (browser("supervisor"),) if role == "ministry" else (),
        "my": (browser(MAN), browser()),
        "employer": (browser(USER),),
        "administration": tuple(browser(one) for one in ADMINISTRATION),
        "api": (machine(first), machine(token_of(sign_ins, "clerk")), systems, *administrators),
        "sync": (Peer(),),
        "log": (browser(),),
        "applies": (browser(),),
    }
    return Grown(role, {"": (browser(),), "healthz": (browser(),), **visitors}, facts)


def other_items(systems: Client) -> tuple[str, str, str]:
    """Return the numbers of items: one returned, one with rows refused, one completed."""
    returned = Item.objects.get(subject=WOMAN)
    workflow.take(returned.number, "return", clerk=clerk("reviewer"), at=AT, note="补")
    content = f"{CSV}{FACTORY},{MAN_NAME},{WOMAN},1\n".encode()
    file = SimpleUploadedFile("a.csv", content)
    bulk = systems.post("/api/v1/declarations?month=2024-10", {"file": file})
    enrolment = {"ssn": ssn_of("19900101", "203"), "name": "张三", "credit_code": FACTORY}
    done = completed("person_enrolment", {**enrolment, "from_month": "2024-10"})
    return returned.number, bulk.json()["number"], done.number


def matters_outside() -> tuple[str, ...]:
    """Return the numbers of matters that the man and the factory handed in, both given back."""
    own = entered(MAN, "transfer_in", {"origin": "32"})
    theirs = entered(USER, "employment_end", leaving(MAN, ""))
    return tuple(returned(item).number for item in (own, theirs))


def matter_that_came_back() -> str:
    """Return the number of a matter for 江苏 that lies returned there."""
    form = {"ssn": MAN, "credit_code": FACTORY, "last_month": "2024-10", "reason": "221"}
    sent = workflow.forward(
        "employment_end", form, competent="32", clerk=clerk("clerk340104"), at=AT
    )
    assert isinstance(sent, workflow.Sent), sent
    Forwarded.objects.update(status="returned", turn=1, seen_round=1)
    return sent.row.letter


class Peer(Client):
    """A province that signs what it asks of the ministry, each time a little later."""

    def __init__(self) -> None:
        super().__init__(SERVER_NAME=HOST)
        self._moments = count(1)

    def get(self, path: Any, *args: Any, **facts: Any) -> Any:
        """Ask for what follows a position; elsewhere a peer only brings something."""
        if not path.startswith(("/sync/envelopes", "/sync/reconcile")):
            return super().get(path, *args, **facts)
        asked = path.partition("after=")[2]
        after, at = int(asked or "0"), AT + timedelta(seconds=next(self._moments))
        keyring = Keyring(settings.HOME, "34")
        standing = Standing(START, Mark(1, after, events.hash_at(after)))
        headers = statements.sign(standing, keyring=keyring, receiver="00", at=at)
        return super().get(path, *args, headers=headers, **facts)


def test_no_page_and_no_operation_reads_more_of_a_table_than_it_shows(grown: Grown) -> None:
    silent, scanned = set(), {}

    for address in every_address(grown.role):
        if address.route in NOTHING:
            continue
        statuses = set()
        with CaptureQueriesContext(connection) as asked:
            statuses |= {answer.status_code for answer in grown.ask(address)}
        if statuses != {HTTPStatus.METHOD_NOT_ALLOWED} and not statuses & ANSWERED:
            silent.add((address.route, *statuses))
        if address.route not in WHOLE:
            scanned[address.route] = much_read(asked.captured_queries)

    assert (too_small(), silent) == ({}, set())
    assert {route: found for route, found in scanned.items() if found} == {}


def test_an_address_whose_identifier_is_not_known_here_fails() -> None:
    grown = Grown("province", {"clerk": (Client(),)}, {})

    with pytest.raises(KeyError, match="planet"):
        next(grown.paths(Address("clerk/<str:planet>")))


@pytest.mark.usefixtures("province")
def test_a_whole_table_read_would_be_seen(server: Postgres) -> None:
    with psycopg.connect(server.url("test_34"), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO django_session SELECT md5(n::text), '', now() "
            "FROM generate_series(1, 5000) AS n"
        )
    scan = "SELECT count(*) FROM django_session WHERE session_data <> ''"
    page = "SELECT * FROM django_session LIMIT 50"

    assert much_read([{"sql": scan}]) == {"django_session: 5,000": scan}
    assert much_read([{"sql": page}]) == {}
