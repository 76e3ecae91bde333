"""Sessions: they slide, end when nobody works, and lose nothing that was typed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from visiting import browser, page_of

from counter import AT, FACTORY, MAN, MAN_NAME, clerk
from tongchou.agency.changes import keep_form
from tongchou.agency.models import KeptForm
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("counter")

START = "/clerk/items/start/person_enrolment"
TYPED = {"ssn": MAN, "name": MAN_NAME, "credit_code": FACTORY, "from_month": "2024-09"}
PASSWORD = "by-the-book"
MINUTE = timedelta(minutes=1)


def at(moment: datetime) -> Any:
    """Return how a test lets a moment be now."""
    return override_settings(NOW=lambda: moment)


def came_in(login: str = "clerk") -> Client:
    """Return a browser in which somebody came in, and was seen."""
    visitor = browser(login)
    visitor.get("/clerk/")
    return visitor


def sign_in(visitor: Client, where: str, login: str = "clerk") -> Any:
    return visitor.post(where, {"login": login, "password": PASSWORD})


def test_a_session_slides_while_somebody_works_and_ends_when_nobody_does() -> None:
    visitor, idle = came_in(), settings.IDLE_MINUTES

    statuses = []
    for minutes in (idle - 1, 2 * idle - 2, 3 * idle - 1):
        with at(AT + minutes * MINUTE):
            statuses.append(visitor.get("/clerk/").status_code)

    assert statuses == [200, 200, 302]


def test_a_form_that_comes_too_late_is_on_its_page_again_after_signing_in() -> None:
    visitor = came_in()
    later = AT + (settings.IDLE_MINUTES + 1) * MINUTE

    with at(later):
        late = visitor.post(START, {**TYPED, "csrfmiddlewaretoken": "x"})
        door = page_of(visitor.get(late["Location"]))
        back = sign_in(visitor, late["Location"])
        shown = page_of(visitor.get(back["Location"]))
        again = page_of(visitor.get(START))

    assert late["Location"].startswith("/clerk/sign-in?next=")
    assert "已保留" in door
    assert back["Location"] == START
    assert all(f'value="{value}"' in shown for value in (MAN, MAN_NAME, FACTORY))
    assert MAN not in again
    assert not KeptForm.objects.exists()
    assert not Item.objects.exists()


def test_a_form_is_given_back_on_the_page_that_sent_it() -> None:
    visitor = came_in()
    page = "/clerk/items/start"

    with at(AT + (settings.IDLE_MINUTES + 1) * MINUTE):
        step = "/clerk/items/34-1/step"
        late = visitor.post(step, {"note": "请补正"}, HTTP_REFERER=f"http://localhost{page}")
        elsewhere = came_in("reviewer")
        back = sign_in(visitor, late["Location"])
        shown = page_of(visitor.get(back["Location"]))

    assert back["Location"] == page
    assert '"note": ["\\u8bf7\\u8865\\u6b63"]' in shown
    assert elsewhere.get(page).status_code == 200


def test_another_who_signs_in_there_is_not_shown_the_form() -> None:
    visitor = came_in()

    with at(AT + (settings.IDLE_MINUTES + 1) * MINUTE):
        late = visitor.post(START, TYPED)
        back = sign_in(visitor, late["Location"], "reviewer")
        shown = page_of(visitor.get(back["Location"]))

    assert MAN not in shown
    assert KeptForm.objects.get().clerk == clerk("clerk")


def test_two_windows_of_one_browser_lose_nothing_when_one_signs_out() -> None:
    visitor, other = came_in(), "/clerk/items/start/employment_end"
    visitor.post("/clerk/sign-out")

    late = [visitor.post(START, TYPED), visitor.post(other, {"ssn": MAN, "last_month": "2024-10"})]
    sign_in(visitor, late[0]["Location"])
    shown = [page_of(visitor.get(page)) for page in (START, other)]

    assert all(answer["Location"].startswith("/clerk/sign-in?next=") for answer in late)
    assert f'value="{MAN_NAME}"' in shown[0]
    assert 'value="2024-10"' in shown[1]
    assert not KeptForm.objects.exists()


def test_a_stranger_in_a_browser_that_was_left_an_hour_ago_keeps_nothing() -> None:
    visitor = came_in()
    visitor.post("/clerk/sign-out")

    with at(AT + 61 * MINUTE):
        visitor.post(START, TYPED)

    assert not KeptForm.objects.exists()


def test_of_one_sign_in_the_newest_forms_are_kept_each_of_its_page() -> None:
    for place in range(10):
        keep_form(clerk("clerk"), f"/clerk/{place}", {}, at=AT + place * MINUTE)
    keep_form(clerk("clerk"), "/clerk/9", {}, at=AT + 11 * MINUTE)

    assert {kept.page[-1] for kept in KeptForm.objects.all()} == set("23456789")


def test_no_password_is_kept_and_nothing_for_long() -> None:
    visitor = came_in()
    word = {"old": PASSWORD, "chosen": "a phrase", "again": "a phrase"}

    with at(AT + (settings.IDLE_MINUTES + 1) * MINUTE):
        visitor.post("/clerk/password", word)
        kept = KeptForm.objects.get().typed
    visitor = browser("clerk")
    with at(AT + 2 * settings.IDLE_MINUTES * MINUTE + timedelta(hours=1)):
        visitor.get("/clerk/password")

    assert kept == {}
    assert not KeptForm.objects.exists()


def test_a_form_longer_than_anybody_types_is_not_kept() -> None:
    keep_form(clerk("clerk"), "/clerk/", {"note": ["x" * 64_001]}, at=AT)

    assert not KeptForm.objects.exists()


def test_who_was_suspended_leaves_no_form() -> None:
    visitor = came_in()
    type(clerk("clerk")).objects.filter(login="clerk").update(is_active=False)

    late = visitor.post(START, TYPED)

    assert late.status_code == 302
    assert not KeptForm.objects.exists()


def test_every_page_says_when_its_session_ends_and_a_strangers_does_not() -> None:
    inside, outside = page_of(came_in().get("/clerk/")), page_of(browser().get("/clerk/sign-in"))

    assert f'data-idle="{settings.IDLE_MINUTES * 60}"' in inside
    assert "session-ends" not in outside
