"""Runs: what is handled together though others stand between, and what keeps its place."""

from collections.abc import Sequence
from datetime import date

import pytest
from postbox import MORNING

from tongchou.standards.messages import (
    EmployersRegistered,
    EmploymentEnded,
    EntryPosted,
    Message,
    PersonsEnrolled,
)
from tongchou.sync.handlers import Handlers, Received, Told
from tongchou.sync.runs import LONG_ROWS_MIN, in_runs

LI, WANG, ZHAO = "340104198503071015", "340104199012120024", "340104197001010012"
MILL, SHOP = "91340104B8PHNT1R2T", "91340104B8PHNT1R3N"


def register(code: str) -> EmployersRegistered:
    return EmployersRegistered(
        scheme="110", registered_on=date(2024, 10, 8), credit_codes=[code], names=["某单位"],
        division_codes=["340104"],
    )  # fmt: skip


def enrol(ssn: str, code: str = MILL) -> PersonsEnrolled:
    return PersonsEnrolled(
        scheme="110", from_month="2024-10", ssns=[ssn], names=["李安"], credit_codes=[code]
    )


def end(ssn: str) -> EmploymentEnded:
    return EmploymentEnded(
        scheme="110", ssn=ssn, credit_code="", until_month="2024-11", reason="221"
    )


def entry(number: str) -> EntryPosted:
    return EntryPosted(
        scheme="110", number=number, book="fund", posted_on=date(2024, 10, 8), month="2024-10",
        memo="入库", memo_en="Received", accounts=[], holders=[], amount_fens=[],
    )  # fmt: skip


def crowd() -> PersonsEnrolled:
    ssns = [f"3401041985{number:08}" for number in range(LONG_ROWS_MIN)]
    return enrol(LI).model_copy(
        update={"ssns": ssns, "names": ["李安"] * len(ssns), "credit_codes": [MILL] * len(ssns)}
    )


def run_by_run(told: Sequence[Message]) -> list[list[int]]:
    """Return the places of the messages, run by run; entries are of no kind with runs."""
    handlers = Handlers()
    handlers.on_runs(EmployersRegistered, EmploymentEnded)(_nothing)
    handlers.on_runs(PersonsEnrolled, rests_on=("credit_codes",))(_nothing)
    came = [
        (message, Received("34", place, "", MORNING, "", MORNING))
        for place, message in enumerate(told)
    ]
    return [[received.position for _, received in run] for run in in_runs(came, handlers)]


def _nothing(told: Sequence[Told]) -> None:
    del told


@pytest.mark.parametrize(
    ("told", "runs"),
    [
        ([], []),
        ([enrol(LI), end(WANG), enrol(ZHAO)], [[0, 2], [1]]),
        ([enrol(LI), enrol(WANG), enrol(LI)], [[0, 1], [2]]),
        ([enrol(LI), end(LI), enrol(LI), enrol(WANG)], [[0], [1], [2, 3]]),
        ([enrol(LI), end(LI), enrol(WANG)], [[0, 2], [1]]),
        ([register(MILL), enrol(LI), register(SHOP), enrol(WANG, SHOP)], [[0, 2], [1, 3]]),
        ([enrol(LI), register(MILL), enrol(WANG)], [[0], [1], [2]]),
        ([enrol(LI), entry("1"), enrol(WANG), entry("2")], [[0], [1], [2], [3]]),
        ([enrol(LI), crowd(), enrol(WANG)], [[0], [1], [2]]),
    ],
    ids=[
        "none", "past another person", "the same person", "enrolled again", "past one's end",
        "past another employer", "not past one's employer", "not past what has no runs",
        "not past a long one",
    ],
)  # fmt: skip
def test_a_message_is_put_to_its_kind_past_what_touches_nothing_of_it(
    told: Sequence[Message], runs: list[list[int]]
) -> None:
    assert run_by_run(told) == runs
