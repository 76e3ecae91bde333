"""A node's log says what happened and shows nobody's record."""

import logging

import psycopg
import pytest

from tongchou.node.logs import Discreet, without_trace_of_refusals

SSN = "340104198503071026"


def record(message: str, *, status: int = 500, fault: BaseException | None = None) -> str:
    trace = (type(fault), fault, None) if fault else None
    made = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, message, None, trace)
    made.status_code = status
    assert without_trace_of_refusals(made)
    return Discreet("%(levelname)s %(message)s").format(made)


def test_a_number_in_an_address_is_masked() -> None:
    assert record(f"Not Found: /api/persons/{SSN}/x") == (
        "ERROR Not Found: /api/persons/340104********1026/x"
    )


@pytest.mark.parametrize(
    "said",
    [
        f"duplicate key value\nDETAIL:  Key (name)=(李安 {SSN}) already exists.",
        f"null value\nDETAIL:  Failing row contains (李安, {SSN}).\nCONTEXT:  COPY x: 李安",
        "syntax error\nLINE 1: SELECT 李安\n               ^",
        'invalid input syntax for type date: "李安"',
    ],
)
def test_what_the_database_quotes_is_left_out(said: str) -> None:
    shown = record("Internal Server Error: /x", fault=psycopg.DatabaseError(said))

    assert "DatabaseError: " + said.partition("\n")[0].partition(":")[0] in shown
    assert "李安" not in shown
    assert SSN not in shown


def test_a_refusal_is_one_line_and_a_fault_keeps_its_trace() -> None:
    fault = PermissionError("outside the scope")

    assert record("Forbidden: /x", status=403, fault=fault) == "ERROR Forbidden: /x"
    assert "PermissionError: outside the scope" in record("Broken: /x", fault=fault)
