"""The log tells what happened, and of nobody."""

import logging
import sys

import pytest
from django.conf import settings
from visiting import browser

from counter import MAN
from tongchou.channels.front.discretion import DiscreetFormatter


def written(message: str, *args: object, **facts: object) -> str:
    """Return the line that a node's log gets."""
    record = logging.LogRecord("tongchou", logging.WARNING, "x.py", 1, message, args, None)
    record.__dict__.update(facts)
    return DiscreetFormatter("%(message)s").format(record)


@pytest.mark.parametrize("number", [MAN, MAN.lower(), "34010419640915101X", "340104640915101"])
def test_a_number_is_masked_wherever_it_stands(number: str) -> None:
    line = written("Not Found: %s", f"/api/persons/{number}")

    assert number not in line
    assert line.startswith("Not Found: /api/persons/340104********")


@pytest.mark.parametrize("text", ["34-20241105-000007", "position 12345678", "91340104B8PHNT1R2T"])
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert written(text) == text


def failed() -> object:
    try:
        int(f"({MAN})")
    except ValueError:
        return sys.exc_info()
    return None


def test_a_fault_of_the_program_keeps_its_traceback_without_the_number() -> None:
    line = written("broken", exc_info=failed(), status_code=500)

    assert "ValueError: invalid literal" in line
    assert MAN not in line


def test_a_refusal_leaves_no_traceback() -> None:
    assert written("Forbidden", exc_info=failed(), status_code=403) == "Forbidden"


@pytest.mark.usefixtures("counter")
def test_a_node_writes_its_log_so(caplog: pytest.LogCaptureFixture) -> None:
    assert settings.LOGGING["formatters"]["line"]["()"].endswith(".DiscreetFormatter")

    browser("clerk").get(f"/clerk/nothing/{MAN}")

    [record] = [one for one in caplog.records if "Not Found" in one.getMessage()]
    assert MAN not in DiscreetFormatter("%(message)s").format(record)
