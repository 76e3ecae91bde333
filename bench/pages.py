"""Every page on large tables: 100,000 items in one inbox, a million people, their months.

    python bench/pages.py             # 1,000,000 people; fills and measures in some minutes
    python bench/pages.py --soak      # 4,000,000 people, 400,000 items

A province's database and the ministry's are filled by set-based statements. Each page is fetched
in process a hundred times and more, with other arguments each time, by whoever is signed in. What
is held to a limit is the time on the clock, median and 99th percentile: a busy machine may fail it,
and the CPU time beside it says whether that is why.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import cycle, islice
from pathlib import Path
from secrets import token_urlsafe
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

import django
import psycopg
from shared.names import GIVEN, SURNAMES, drawn
from shared.node import node
from shared.sizes import size

from tongchou.standards import codes

PROVINCE, MINISTRY = "34", "00"
PEOPLE, ITEMS = size((1_000_000, 300_000), (4_000_000, 1_200_000))
"""A third of the items waits in one clerk's inbox."""

LONGEST = 120
"""Of how many months the people insured longest have paid."""

REQUESTS = 120
MEDIAN_MS, P99_MS, LANDING_MS = 60, 150, 30
FILL, MONTH = (Path(__file__).parent / f"{name}.sql" for name in ("pages", "pages_month"))
CLERKS = {"province": "340000", "city": "340100", "county": "340104"}
"""Who looks, and where: in the whole province, in a city of three in ten, in a ninth of it."""


def fill(code: str, people: int = PEOPLE, items: int = ITEMS) -> None:
    """Fill a node's tables, as their owner, and print how long it took."""
    from tongchou.node.prepare import as_owner_of  # noqa: PLC0415 - needs Django ready
    from tongchou.proof.repair.changes.searching import refill  # noqa: PLC0415 - needs Django ready
    from tongchou.registry.names import name_key  # noqa: PLC0415
    from tongchou.standards import codes  # noqa: PLC0415 - as above
    from tongchou.standards.time import beijing_day, month_on  # noqa: PLC0415

    provinces = [one for one in codes.table("divisions") if one != MINISTRY]
    surnames, given = drawn(SURNAMES, 211), drawn(GIVEN, 401)
    facts = {
        "surnames": surnames,
        "surname_sounds": [name_key(sign) for sign in surnames],
        "given": given,
        "given_sounds": [name_key(sign) for sign in given],
        "people": people,
        "employers": people // 25,
        "items": 0 if code == MINISTRY else items,
        "provinces": provinces if code == MINISTRY else [code],
        "month": month_on(beijing_day(datetime.now(UTC))),
    }
    began = perf_counter()
    with psycopg.connect(
        os.environ["DATABASE_URL"], autocommit=True, cursor_factory=psycopg.ClientCursor
    ) as owner:
        owner.execute(FILL.read_text(encoding="utf-8"), facts)
        for back in range(LONGEST):
            owner.execute(MONTH.read_text(encoding="utf-8"), {**facts, "back": back})
        with as_owner_of(os.environ["DATABASE_URL"]):
            refill()
        owner.execute("SELECT ledger_balance_fold()")
        owner.execute("VACUUM (ANALYZE)")  # or the server would do it while we measure
        owner.execute("CHECKPOINT")
    print(f"node {code}: {people:,} people, filled in {perf_counter() - began:.0f} s", flush=True)


@dataclass(frozen=True)
class Page:
    """A page: who asks for it, the addresses with other arguments each, and its limit."""

    name: str
    visitor: Any
    paths: Sequence[str]
    median_ms: float = MEDIAN_MS


def pages_of_a_province() -> Iterator[Page]:
    """Yield the pages of clerks and of citizens."""
    for who, agency in CLERKS.items():
        clerk = clerk_of(who, agency)
        visitor = signed_in(clerk)
        for name, paths in paths_of(clerk.scope, clerk.insured_scope).items():
            yield Page(f"{who}, {name}", visitor, paths)
    people = known(_PEOPLE, scope="")
    yield from citizen_pages([person["ssn"] for person in people])


def clerk_of(login: str, agency: str) -> Any:
    """Make the sign-in of a clerk who may take every step."""
    from tongchou.agency.models import Clerk  # noqa: PLC0415 - needs Django ready

    clerk, _ = Clerk.objects.update_or_create(
        login=login,
        defaults={
            "name": login,
            "agency_id": agency,
            "duties": ["accept", "approve", "review"],
            "person_code": "review01",
        },
    )
    return clerk


def signed_in(clerk: Any) -> Any:
    """Return a browser in which somebody is signed in."""
    from django.test import Client  # noqa: PLC0415 - needs Django ready

    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(clerk)
    return visitor


_PEOPLE = """
SELECT person.ssn, person.name, person.name_key, person.handle::text, employer.credit_code
FROM registry_employer AS employer
JOIN registry_enrolment AS enrolment USING (credit_code, province)
JOIN registry_person AS person USING (ssn, province)
WHERE division_code LIKE %(scope)s || '%%' ORDER BY md5(person.ssn) LIMIT %(wanted)s
"""

_ITEMS = """
SELECT number, subject, subject_name FROM workflow_item
WHERE division_code LIKE %(scope)s || '%%' ORDER BY md5(number) LIMIT %(wanted)s
"""


def known(question: str, *, scope: str) -> list[dict[str, str]]:
    """Return some of the people or of the items of a scope, well mixed."""
    with django.db.connection.cursor() as cursor:
        cursor.execute(question, {"scope": scope, "wanted": REQUESTS})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def paths_of(scope: str, insured_scope: str) -> dict[str, list[str]]:
    """Return the pages of a clerk, each with the addresses at which it is asked for."""
    people, items = known(_PEOPLE, scope=insured_scope), known(_ITEMS, scope=scope)
    tabs = ("mine", "review", "approve", "open", "done")
    inbox, found = "/clerk/?which=", "/clerk/people"
    deep = [f"{inbox}{which}&page={page}" for page in range(2, 21) for which in tabs]
    return {
        **{f"inbox {which}": [f"{inbox}{which}"] for which in tabs},
        "inbox deep": deep,
        "inbox by number": [f"{inbox}done&{listed(text=one['subject'])}" for one in items],
        "inbox by name": [f"{inbox}done&{listed(text=one['subject_name'])}" for one in items],
        "inbox by item": [f"{inbox}open&{listed(text=one['number'][:11])}" for one in items],
        "item": [f"/clerk/items/{one['number']}" for one in items],
        "people": [found],
        "people deep": [
            f"{found}?{listed(after=one['name_key'], after_number=one['ssn'])}" for one in people
        ],
        "people by name": [f"{found}?{listed(text=one['name'])}" for one in people],
        "people by family name": [f"{found}?{listed(text=one['name'][0])}" for one in people],
        "people by number": [f"{found}?{listed(text=one['ssn'])}" for one in people],
        "people by name and last four": [
            f"{found}?{listed(text=one['name'] + ' ' + one['ssn'][-4:])}" for one in people
        ],
        "person": [f"{found}/{one['handle']}" for one in people],
        "employers": ["/clerk/employers"],
        "employers by name": [
            f"/clerk/employers?{listed(text='第' + one['credit_code'][-5:].lstrip('0'))}"
            for one in people
        ],
        "employer": [f"/clerk/employers/{one['credit_code']}" for one in people],
        "rolls": ["/clerk/rolls"],
    }


def listed(**state: str) -> str:
    """Return how an address remembers what a list was searched for, and where it goes on."""
    from tongchou.channels.front.references import state_reference  # noqa: PLC0415

    return f"list={state_reference(**state)}"


def pages_of_the_ministry() -> Iterator[Page]:
    """Yield the pages of the ministry and of citizens."""
    from tongchou.agency.models import Clerk  # noqa: PLC0415 - needs Django ready
    from tongchou.channels.front.references import state_reference  # noqa: PLC0415

    visitor = signed_in(Clerk.objects.get(login="supervisor"))
    ssns = [person["ssn"] for person in known(_PEOPLE, scope="")]
    asked = [state_reference(ssn=ssn, reason="来函核查") for ssn in ssns]
    yield Page("ministry, landing", visitor, ["/nation/"], LANDING_MS)
    yield Page("ministry, query", visitor, ["/nation/query"])
    yield Page("ministry, dossier", visitor, [f"/nation/people/{one}" for one in asked])
    behind = [listed(after="2025-01-01", after_number=str(n)) for n in range(REQUESTS)]
    yield Page("ministry, signals", visitor, ["/nation/signals"])
    yield Page("ministry, signals deep", visitor, [f"/nation/signals?{one}" for one in behind])
    yield Page("ministry, books", visitor, ["/nation/books", "/nation/books?book=accounts"])
    yield from citizen_pages(ssns)


def citizen_pages(ssns: Sequence[str]) -> Iterator[Page]:
    """Yield each page of a citizen, asked for by one after the other."""
    from tongchou.agency.models import Clerk, Kind  # noqa: PLC0415 - needs Django ready

    citizens = [
        Clerk.objects.create(login=ssn, name=ssn, kind=Kind.CITIZEN) for ssn in dict.fromkeys(ssns)
    ]
    visitors = [signed_in(citizen) for citizen in citizens]
    for name in ("", "months", "account", "pension"):
        yield Page(f"citizen, {name or 'home'}", Each(visitors), [f"/my/{name}"])


class Each:
    """Browsers of several people, who ask one after the other."""

    def __init__(self, visitors: Sequence[Any]) -> None:
        self._turn = cycle(visitors)

    def get(self, path: str) -> Any:
        """Fetch a page as the next one."""
        return next(self._turn).get(path)


@dataclass(frozen=True)
class Taken:
    """What a page takes on the clock, and of CPU time on the average, all in milliseconds."""

    median_ms: float
    p99_ms: float
    cpu_ms: float


def taken(page: Page) -> Taken:
    """Return what a page takes once it is warm."""
    page.visitor.get(page.paths[0])
    clock, cpu = [], cpu_ms()
    for path in islice(cycle(page.paths), REQUESTS):
        began = perf_counter()
        answer = page.visitor.get(path)
        clock.append((perf_counter() - began) * 1_000)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{page.name}: {path} answers {answer.status_code}")
    parts = quantiles(clock, n=100)
    return Taken(parts[49], parts[98], (cpu_ms() - cpu) / REQUESTS)


def cpu_ms() -> float:
    """Return the CPU time of this process and of the server's own one that works for it."""
    server = django.db.connection.connection.info.backend_pid
    nanoseconds = int(Path(f"/proc/{server}/schedstat").read_text(encoding="ascii").split()[0])
    return process_time() * 1_000 + nanoseconds / 1_000_000


def measured(code: str) -> int:
    """Print every ratio of a node; return 1 when one is over its limit."""
    worst = 0.0
    os.environ["TONGCHOU_SEARCHES"] = str(REQUESTS * 1_000)  # one sign-in searches all the time
    with node(code, password=token_urlsafe(), peers=codes.table("divisions")):
        from tongchou.node.serve import load_for_good  # noqa: PLC0415 - needs Django ready

        fill(code)
        load_for_good()  # as a node does before it serves
        pages = pages_of_the_ministry() if code == MINISTRY else pages_of_a_province()
        for page in pages:
            found = taken(page)
            name = f"ratio pages {page.name}"
            median, p99 = found.median_ms / page.median_ms, found.p99_ms / P99_MS
            plain = f"{found.median_ms:.1f} ms, {found.cpu_ms:.1f} ms of CPU"
            print(f"{name} median: {median:.2f} (limit 1), {plain}", flush=True)
            print(f"{name} p99: {p99:.2f} (limit 1), {found.p99_ms:.1f} ms", flush=True)
            worst = max(worst, median, p99)
    return int(worst > 1)


if __name__ == "__main__":
    if sys.argv[-1] in (PROVINCE, MINISTRY):
        sys.exit(measured(sys.argv[-1]))
    nodes = [[sys.executable, *sys.argv, code] for code in (PROVINCE, MINISTRY)]
    sys.exit(max([subprocess.run(words, check=False).returncode for words in nodes]))
