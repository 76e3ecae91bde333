"""The inbox narrowed to a step lists what that step comes next for, by each item's procedure."""

import re
from dataclasses import replace
from typing import Any

import pytest
from town import Town, settle
from visiting import browser, page_of

from counter import AT, clerk
from tongchou.channels.clerk import access
from tongchou.workflow import changes as workflow
from tongchou.workflow import filters
from tongchou.workflow.steps import Procedure, procedure_of


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town."""
    del counter
    return settle()


def lists(step: str, town: Town) -> bool:
    return town.mans_item.number in page_of(browser("clerk").get(f"/clerk/?which=open&step={step}"))


def test_an_item_waits_for_review_and_then_for_approval(town: Town) -> None:
    before = lists("review", town), lists("approve", town)
    workflow.take(town.mans_item.number, "review", clerk=clerk("reviewer"), at=AT)

    assert before == (True, False)
    assert (lists("review", town), lists("approve", town)) == (False, True)


def test_a_procedure_without_review_waits_for_approval_at_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = frozenset(["accepted"])

    def shorter(code: str) -> Procedure:
        kept = [one for one in procedure_of(code).transitions if one.verb != "review"]
        return Procedure(
            tuple(replace(one, origins=accepted) if one.verb == "approve" else one for one in kept)
        )

    monkeypatch.setattr(filters, "procedure_of", shorter)

    assert (lists("review", town), lists("approve", town)) == (False, True)


@pytest.mark.usefixtures("town")
def test_every_page_says_how_many_items_wait_as_far_as_it_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = ("/clerk/", "/clerk/people", "/clerk/?which=done")

    def counted() -> set[str]:
        said = (page_of(browser("reviewer").get(page)) for page in pages)
        return {count for page in said for count in re.findall('<span class="count">(.*?)<', page)}

    exactly = counted()
    monkeypatch.setattr(access, "BADGE_MAX", 1)

    assert (exactly, counted()) == ({"2"}, {"1+"})
