"""A node's log says what happened, shows nobody's record, and does not grow without end."""

import json
import logging
import stat
import sys
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from tongchou.node.logs import (
    Discreet,
    Rotating,
    Structured,
    logging_for,
    without_trace_of_refusals,
)

SSN = "340104198503071026"


def record(message: str, *, status: int = 500, fault: BaseException | None = None) -> str:
    trace = (type(fault), fault, None) if fault else None
    made = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, message, None, trace)
    made.status_code = status
    assert without_trace_of_refusals(made)
    return Discreet("%(levelname)s %(message)s").format(made)


def test_a_number_in_an_address_is_masked() -> None:
    assert record(f"Not Found: /api/v1/persons/{SSN}/x") == (
        "ERROR Not Found: /api/v1/persons/340104********1026/x"
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


def structured(message: str, *given: object, fault: BaseException | None = None) -> dict[str, str]:
    trace = (type(fault), fault, fault.__traceback__) if fault else None
    made = logging.LogRecord("tongchou.x", logging.WARNING, "x.py", 1, message, given, trace)
    line = Structured(node="34").format(made)
    assert "\n" not in line
    told: dict[str, str] = json.loads(line)
    return told


def test_an_event_is_one_json_object_on_one_line() -> None:
    told = structured("refused from node %s:\n%s", "31", "李安")

    assert (told["level"], told["node"], told["logger"]) == ("WARNING", "34", "tongchou.x")
    assert told["said"] == "refused from node 31:\n李安"
    assert told["at"].endswith("+00:00")
    assert "trace" not in told


def test_neither_message_nor_trace_of_a_json_event_shows_whom_it_was_about() -> None:
    fault = psycopg.DatabaseError(f"duplicate key\nDETAIL:  Key (ssn)=({SSN}) already exists.")
    told = structured("Not Found: /persons/%s", SSN, fault=fault)

    assert told["said"] == "Not Found: /persons/340104********1026"
    assert "DatabaseError: duplicate key" in told["trace"]
    assert SSN not in json.dumps(told)


def test_plain_text_is_written_where_it_is_asked_for() -> None:
    asked = logging_for(node="34", file="", form="plain", level="")
    usual = logging_for(node="34", file="", form="", level="DEBUG")

    assert asked["formatters"]["line"]["()"].endswith("Discreet")
    assert usual["formatters"]["line"]["()"].endswith("Structured")
    assert (asked["root"]["level"], usual["root"]["level"]) == ("WARNING", "DEBUG")


def write_lines(path: str, who: str, count: int) -> None:
    handler = Rotating(path, size=2_000, count=3)
    for number in range(count):
        made = logging.LogRecord("x", logging.INFO, "x.py", 1, f"{who} {number:04}", None, None)
        handler.handle(made)
    handler.close()


def test_a_log_is_put_aside_when_it_is_large_and_only_so_many_are_kept(tmp_path: Path) -> None:
    write_lines(str(tmp_path / "log.jsonl"), "a", 1_000)

    files = sorted(path.name for path in tmp_path.glob("log.jsonl*") if path.suffix != ".lock")
    newest = (tmp_path / "log.jsonl.1").read_text().split()
    assert files[-3:] == ["log.jsonl.1", "log.jsonl.2", "log.jsonl.3"]
    assert all(path.stat().st_size < 2_100 for path in tmp_path.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.glob("*.[123]"))
    assert int(newest[-1]) >= 700, "the newest one put aside is the first"


def test_processes_that_share_a_log_lose_no_line_when_it_is_put_aside(tmp_path: Path) -> None:
    path = str(tmp_path / "log.jsonl")
    context = get_context("fork")
    writers = [context.Process(target=write_lines, args=(path, name, 200)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    kept = sum(len(file.read_text().splitlines()) for file in tmp_path.glob("log.jsonl*"))
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert kept == 400, sys.platform
