"""Questions of the registry on filled tables: none reads a growing table from end to end."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from tongchou.node.postgres import Postgres
from tongchou.registry import queries
from tongchou.registry.dossier import dossier_of
from tongchou.registry.queries.declared import HELD
from tongchou.risk.checks.contributions import duplicate_contribution_month
from tongchou.standards.messages import ContributionsAssessed
from tongchou.standards.time import month
from tongchou.storage.rows import fetch

OCTOBER = month(2024, 10)
PEOPLE, EMPLOYERS, MONTHS = 6_000, 1_500, 16

# Everybody works for one of the employers through all the months, the last of which is due.
FILL = """
CREATE TEMP TABLE people AS
    SELECT '34010419700101' || lpad(n::text, 4, '0') AS ssn, '34' AS province, '110' AS scheme,
           'E' || 1 + n % {employers} AS credit_code, n
    FROM generate_series(1, {people}) AS n;
CREATE TEMP TABLE months AS SELECT generate_series({month} - {months}, {month}) AS month;
INSERT INTO registry_employer (credit_code, province, name, division_code, registered_on)
    SELECT DISTINCT credit_code, province, 'x', '340104', DATE '2024-01-01' FROM people;
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
    SELECT ssn, province, 'x', 'x', '1', '1970-01-01' FROM people;
INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month, end_reason)
    SELECT ssn, province, scheme, credit_code, {month} - {months}, '' FROM people;
INSERT INTO registry_assessment (credit_code, province, scheme, month, item_number, people,
                                 base_fen, employer_fen, employee_fen, received_on,
                                 receipt_item_number)
    SELECT DISTINCT credit_code, province, scheme, month, 'D' || month, 20, 1, 1, 1,
           CASE WHEN month < {month} THEN DATE '2024-11-01' END, ''
    FROM people, months;
INSERT INTO registry_contribution (ssn, province, scheme, month, credit_code, item_number, row,
                                   wage_fen, base_fen, employer_fen, employee_fen)
    SELECT ssn, province, scheme, month, credit_code, 'D' || month, n, 1, 1, 1, 1
    FROM people, months;
INSERT INTO registry_receipt (serial, province, scheme, credit_code, month, amount_fen,
                              received_on, item_number)
    SELECT 'S' || n, province, scheme, credit_code, 1, 1, '2024-11-01', 'R' FROM people;
INSERT INTO registry_earlierrecord (ssn, province, scheme, source, paid_in, from_month,
                                    until_month, place, months, wage_index_e4, base_sum_fen,
                                    account_fen, item_number)
    SELECT ssn, province, scheme, 'prior', '34', 1, 9, 1, 1, 1, 1, 1, 'A' FROM people;
INSERT INTO registry_benefit (ssn, province, scheme, kind, from_month, retirement_month,
                              basic_fen, account_fen, total_fen, contribution_months,
                              wage_index_e4, worksheet, provisional, item_number)
    SELECT ssn, province, scheme, 'pension', 1, 1, 1, 1, 1, 1, 1, '[]', false, 'B' FROM people;
INSERT INTO registry_payment (ssn, province, scheme, kind, month, amount_fen, account_part_fen,
                              paid_on, item_number)
    SELECT ssn, province, scheme, 'pension', month, 1, 1, '2024-11-01', 'L' || month
    FROM people, months WHERE n % 300 = 0;
INSERT INTO registry_transfer (letter, scheme, ssn, name, origin, destination, requested_on,
                               refused, reason, months, account_fen, pooled_fen)
    SELECT 'T' || n, scheme, ssn, 'x', '34', '32', '2024-11-01', false, '', 0, 0, 0 FROM people;
ANALYZE;
"""
AT: dict[str, Any] = {"province": "34", "scheme": "110"}
SSNS, CODES = [f"34010419700101{n:04}" for n in range(1, 4)], [f"E{1 + n}" for n in range(1, 4)]
QUESTIONS: dict[str, Callable[[], object]] = {
    "held_of_rows": lambda: held(OCTOBER),
    "amounts_due": lambda: queries.amounts_due(OCTOBER, **AT),
    "amounts_due of some": lambda: queries.amounts_due(
        OCTOBER, **AT, credit_codes=CODES[:2], hold=False
    ),
    "account_shares_due": lambda: queries.account_shares_due(OCTOBER, CODES[:2], **AT),
    "serials_taken": lambda: queries.serials_taken(["S1", "S2", "X"], **AT),
    "paid_months": lambda: queries.paid_months(SSNS[0], **AT),
    "unreceived_months": lambda: queries.unreceived_months(SSNS[0], **AT),
    "last_contribution_month": lambda: queries.last_contribution_month(
        SSNS[0], **AT, credit_code="E2"
    ),
    "open_enrolments": lambda: queries.open_enrolments(SSNS[0], **AT),
    "enrolled_until": lambda: queries.enrolled_until(SSNS[0], **AT, credit_code="E2"),
    "last_city": lambda: queries.last_city(SSNS[0], **AT),
    "earlier_records": lambda: queries.earlier_records(SSNS[0], **AT),
    "moved_away": lambda: queries.moved_away(SSNS[0], **AT),
    "benefit_of": lambda: queries.benefit_of(SSNS[0], **AT),
    "payments_of": lambda: queries.payments_of(f"L{OCTOBER}", province="34", limit=200),
    "names_of": lambda: queries.names_of(SSNS, province="34"),
    "person_of": lambda: queries.person_of(SSNS[0], province="34"),
    "name_of": lambda: queries.name_of(SSNS[0]),
    "duplicates": lambda: list(duplicate_contribution_month.find([declared()], frozenset(SSNS))),
}


def held(on: int) -> object:
    names, employers = ["x"] * len(SSNS), set(CODES)
    return fetch(
        HELD, ssns=SSNS, names=names, credit_codes=CODES, employers=employers, month=on, **AT,
        pension="pension",
    )  # fmt: skip


def declared() -> ContributionsAssessed:
    return ContributionsAssessed(
        scheme="110", month="2024-10", item_number="D", rows=[1] * 3, ssns=SSNS,
        credit_codes=CODES, wage_fens=[1] * 3, base_fens=[1] * 3, employer_fens=[1] * 3,
        employee_fens=[1] * 3,
    )  # fmt: skip


@pytest.fixture
def filled(province: Any, server: Postgres) -> None:
    """Fill the registry of a province, and let the database look at what it holds."""
    del province
    with psycopg.connect(server.url("test_34"), autocommit=True) as owner:
        filling = FILL.format(people=PEOPLE, employers=EMPLOYERS, months=MONTHS, month=OCTOBER)
        owner.execute(filling.encode())


def scanned(question: Callable[[], object]) -> set[str]:
    """Return the tables that a question reads from end to end, by the plans of its statements."""
    return {node["Relation Name"] for node in planned(question) if node["Node Type"] == "Seq Scan"}


def planned(question: Callable[[], object]) -> list[dict[str, Any]]:
    """Return the nodes of the plans of a question's statements."""
    plans: list[Any] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                plans.extend(cursor.fetchone()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        question()
    assert plans
    return list(nodes(plans))


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "Node Type" in part:
            yield part
        for inner in part.values():
            yield from nodes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from nodes(inner)


@pytest.mark.usefixtures("filled")
def test_no_question_reads_a_growing_table_from_end_to_end() -> None:
    found = {name: scanned(question) for name, question in QUESTIONS.items()}
    found["dossier"] = scanned(lambda: dossier_of(SSNS[0], [], scheme="110"))

    assert {name: tables for name, tables in found.items() if tables - {"registry_employer"}} == {}


@pytest.mark.usefixtures("filled")
def test_such_a_reading_would_show() -> None:
    assert scanned(lambda: fetch("SELECT max(row) FROM registry_contribution")) == {
        "registry_contribution_rest"
    }


@pytest.mark.usefixtures("filled")
def test_people_of_a_month_that_no_statistics_know_are_found_by_their_number() -> None:
    used = {
        node["Index Name"] for node in planned(lambda: held(OCTOBER + 1)) if "Index Name" in node
    }

    assert {name for name in used if "contribution" in name} == {"registry_contribution_rest_pkey"}
    assert {name for name in used if "person" in name} == {"registry_person_pkey"}
