"""Searches by which somebody fishes for people are slowed, by page and by interface."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test.utils import override_settings
from town import THERE, leaving, settle
from visiting import browser, machine, token_of

from counter import FACTORY, MAN, MAN_NAME
from tongchou.agency.fishing import TOO_MANY, minutes_to_wait
from tongchou.agency.models import AccessRecord
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def town(counter: dict[str, Any]) -> dict[str, Any]:
    """Settle the town, in which a sign-in may look for three texts an hour."""
    settle()
    with override_settings(SEARCHES_AN_HOUR=3):
        yield counter


def searched(text: str, *, by: str = "clerk", at: str = "/clerk/people") -> str:
    asked = {"text": text, "which": "open"}
    answer = browser(by).post(at, asked, follow=True)
    return answer.content.decode().replace(f'value="{text}"', "")


def is_slowed(said: str) -> bool:
    return "一小时内已查找3次" in said


def test_who_looks_for_too_many_texts_is_told_to_wait_and_shown_nobody() -> None:
    first = [searched(text) for text in ("一甲", "二乙", "三丙")]

    more = searched(MAN_NAME)

    assert not any(map(is_slowed, first))
    assert is_slowed(more)
    assert "请在60分钟后再查找" in more
    assert MAN_NAME not in more


@pytest.mark.parametrize("at", ["/clerk/people", "/clerk/"])
def test_inbox_and_people_are_counted_together(at: str) -> None:
    for text, place in (("一甲", "/clerk/"), ("二乙", "/clerk/people"), ("三丙", "/clerk/")):
        searched(text, at=place)

    assert is_slowed(searched(MAN_NAME, at=at))


def test_the_interface_counts_too(town: dict[str, Any]) -> None:
    for text in ("一甲", "二乙", "三丙"):
        searched(text)

    token = machine(token_of(town, "clerk"))
    asked = {"which": "all", "text": MAN_NAME}
    answer = token.post("/api/v1/items/search", asked, content_type="application/json")

    assert TOO_MANY in answer.content.decode()
    assert answer.status_code == 422


@pytest.mark.parametrize("by_machine", [True, False])
def test_taking_in_for_others_counts_too(town: dict[str, Any], *, by_machine: bool) -> None:
    for text in ("一甲", "二乙", "三丙"):
        searched(text, by=f"clerk{THERE}")

    form = leaving(MAN, FACTORY)
    if by_machine:
        given = {"code": "employment_end", "form": form, "on_behalf": True}
        token = machine(token_of(town, f"clerk{THERE}"))
        answer = token.post("/api/v1/items", given, content_type="application/json")
    else:
        start = "/clerk/items/start/employment_end"
        answer = browser(f"clerk{THERE}").post(start, form | {"on_behalf": "yes"}, follow=True)

    assert "一小时内已查找3次" in answer.content.decode()
    assert not Item.objects.exclude(taken_in_by="").exists()


def test_the_same_text_again_is_no_other_search() -> None:
    for text in ("一甲", "二乙", MAN_NAME, "二乙", "一甲"):
        assert not is_slowed(searched(text))

    assert MAN_NAME in searched(MAN_NAME)


def test_each_sign_in_is_counted_by_itself() -> None:
    for text in ("一甲", "二乙", "三丙", "四丁"):
        searched(text)

    assert not is_slowed(searched("五戊", by="reviewer"))


def test_a_search_that_was_refused_is_noted_and_does_not_prolong_the_wait() -> None:
    for text in ("一甲", "二乙", "三丙", "四丁", "五戊"):
        searched(text)

    looks = AccessRecord.objects.order_by("id").values_list("search", "reason")
    assert list(looks)[2:] == [("三丙", ""), ("四丁", TOO_MANY), ("五戊", TOO_MANY)]
    at = settings.NOW()
    assert minutes_to_wait("clerk", "六己", most=3, at=at + timedelta(minutes=59)) == 1
    assert minutes_to_wait("clerk", "六己", most=3, at=at + timedelta(minutes=61)) == 0
