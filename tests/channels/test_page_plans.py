"""On filled tables no page reads a table from end to end: the planner is asked for every query."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from visiting import browser

from counter import FACTORY, register_employer
from databases import Databases
from tongchou.channels.front.references import state_reference

GROWING = ("registry_person", "registry_enrolment", "workflow_item", "workflow_step",
           "agency_accessrecord", "agency_signin")  # fmt: skip
"""Tables that grow with people or with time; a partition begins with its table's name."""

PEOPLE = 20_000
"""Of whom one in forty belongs to the county whose clerk looks; a province has a hundred."""

FILL = """
INSERT INTO registry_employer (credit_code, province, name, division_code, registered_on)
SELECT 'X' || lpad(n::text, 17, '0'), '34', '单位' || n,
       CASE n % 40 WHEN 0 THEN '340104' ELSE '34' || (1000 + n % 40) END, '2024-01-01'
FROM generate_series(1, 400) AS n;
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
SELECT lpad(n::text, 18, '0'), '34', chr(19968 + n % 500) || '某' || n, 'k' || n % 500,
       '1', '1980-01-01'
FROM generate_series(1, {people}) AS n;
INSERT INTO registry_enrolment
    (ssn, province, scheme, credit_code, from_month, until_month, end_reason)
SELECT lpad(n::text, 18, '0'), '34', '110', 'X' || lpad((1 + n % 400)::text, 17, '0'),
       24000, NULL, ''
FROM generate_series(1, {people}) AS n;
INSERT INTO workflow_item
    (number, code, scheme, status, source, agency_code, agency_level, division_code, subject,
     subject_name, form, worksheet, provenance, refusals, hints, outcome, digest,
     content_digest, accepted_at, due_on, waits_for)
SELECT '34-' || n, 'employment_end', '110',
       CASE n % 40 WHEN 0 THEN 'accepted' WHEN 1 THEN 'reviewed' ELSE 'completed' END,
       'clerk', '340104', 4, (ARRAY['340104', '340203', '340111', '340103'])[1 + n % 4],
       lpad(n::text, 18, '0'), '某', '{{}}', '[]', '{{}}', '[]', '[]', '{{}}', '', '',
       now() - n * interval '1 minute', current_date + n % 20, ''
FROM generate_series(1, {people}) AS n;
INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note)
SELECT '34-' || n, 'accept', 'clerk', 'p' || n % 50, '某', now(), ''
FROM generate_series(1, {people}) AS n;
INSERT INTO agency_signin (login, address, device, outcome, at)
SELECT 'login' || n, '10.0.0.' || n % 250, '', 'wrong', now() - n * interval '1 minute'
FROM generate_series(1, {people}) AS n;
INSERT INTO agency_accessrecord
    (login, person_code, ssns, what, search, reason, rows, looked_at)
SELECT 'clerk', '', ARRAY[lpad(n::text, 18, '0')], 'person.page', '', '', 0, now()
FROM generate_series(1, {people}) AS n;
"""

PAGES = {
    "people": "/clerk/people",
    "people by name": f"/clerk/people?list={state_reference(text=chr(19968 + 7) + '某')}",
    "people by number": f"/clerk/people?list={state_reference(text='000000000000000777')}",
    "people by name and last four": f"/clerk/people?list={state_reference(text='一某 0500')}",
    "the inbox": "/clerk/",
    "what is done": "/clerk/?which=done",
    "the inbox by number": f"/clerk/?which=open&list={state_reference(text='000000000000000777')}",
    "an item": "/clerk/items/34-777",
    "an employer": f"/clerk/employers/{FACTORY}",
}


@pytest.fixture
def filled(counter: dict[str, Any], databases: Databases) -> None:
    """Fill the tables by set-based statements; their owner alone can analyse them."""
    del counter
    register_employer()
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(people=PEOPLE))
    databases.copy("34").owner.execute("VACUUM ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'registry_person'")
        assert cursor.fetchone() == (PEOPLE,)


def scans_of(plan: dict[str, Any]) -> Iterator[str]:
    """Yield the tables that a plan reads from end to end.

    A scan that stops at a limit, because most rows are wanted, does not: so "999+" is counted.
    """
    if plan["Node Type"] == "Seq Scan":
        yield str(plan["Relation Name"])
    for inner in plan.get("Plans", ()):
        stops_early = plan["Node Type"] == "Limit" and plan["Plan Rows"] < inner["Plan Rows"]
        if not (stops_early and inner["Node Type"] == "Seq Scan"):
            yield from scans_of(inner)


def scanned_by(login: str, path: str) -> set[str]:
    """Return the growing tables that a page reads from end to end."""
    visitor = browser(login)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    found: set[str] = set()
    with connection.cursor() as cursor:
        for query in asked:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
                told = cursor.fetchone()[0]
                (plan,) = json.loads(told) if isinstance(told, str) else told
                found |= set(scans_of(plan["Plan"]))
    return {table for table in found if table.startswith(GROWING)}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("login", ["clerk", "clerk340104"])
def test_no_page_reads_a_growing_table_from_end_to_end(login: str) -> None:
    pages = {name: path for name, path in PAGES.items() if login == "clerk" or name != "an item"}

    scanned = {name: scanned_by(login, path) for name, path in pages.items()}

    assert {name: tables for name, tables in scanned.items() if tables} == {}


@pytest.mark.usefixtures("filled")
def test_a_scan_would_be_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT * FROM registry_person WHERE sex = '1'")
        told = cursor.fetchone()[0]

    (plan,) = json.loads(told) if isinstance(told, str) else told
    assert list(scans_of(plan["Plan"])) == ["registry_person"]
