"""A province's clerks see the signals about their own people, and whoever reviews judges them."""

from typing import Any

import pytest
from town import HERE, THERE, inhabit
from visiting import browser, was_refused

from counter import MAN, TODAY
from tongchou.agency.models import Clerk
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.risk.models import Signal
from tongchou.standards.time import month_of

PLACES = [
    {"province": "32", "item_number": "32-7", "row": 0},
    {"province": "34", "item_number": "", "row": 0},
]


@pytest.fixture
def page(counter: dict[str, Any]) -> str:
    """Raise a signal about the man; return where its page is."""
    assert counter
    inhabit()
    raise_signals([Finding("insured_beside_pension", MAN, month_of("2024-03"), PLACES)], on=TODAY)
    return f"/clerk/signals/{Signal.objects.get().pk}"


def test_the_county_of_the_person_is_told_what_to_do_and_another_county_nothing(page: str) -> None:
    here, there = browser(f"clerk{HERE}"), browser(f"clerk{THERE}")

    assert "在一地参保" in here.get("/clerk/signals").content.decode()
    assert "请与另一省核实" in here.get(page).content.decode()
    assert "在一地参保" not in there.get("/clerk/signals").content.decode()
    assert there.get(page).status_code == 404


def test_it_is_judged_in_words_by_who_reviews_and_never_by_the_person(page: str) -> None:
    reviewer = browser("reviewer")
    refused = [
        browser("clerk").post(page, {"judgement": "待遇有误"}),
        reviewer.post(page, {"judgement": " "}),
    ]
    Clerk.objects.filter(login="approver").update(person_code=MAN)
    refused.append(browser("approver").post(page, {"judgement": "待遇有误"}))
    assert all(was_refused(answer) for answer in refused)

    reviewer.post(page, {"judgement": "江苏待遇有误"})

    signal = Signal.objects.get()
    assert (signal.judged_by, signal.judgement) == ("reviewer", "江苏待遇有误")
    assert was_refused(reviewer.post(page, {"judgement": "再次"}))
