"""A refused form leads back to its page: back, reload and the other language find it as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from visiting import HOST, browser, page_of, was_refused

from counter import AT, FACTORY, MAN, MAN_NAME, clerk, enrol, register_employer, ssn_of
from tongchou.agency.changes import forget_old_forms
from tongchou.agency.models import Clerk, KeptForm
from tongchou.workflow.models import Item

START = "/clerk/items/start/person_enrolment"
NEWCOMER = ssn_of("19900101", "203")
TYPED = {"ssn": NEWCOMER, "name": "张3", "credit_code": FACTORY, "from_month": "2024-10"}


@pytest.fixture(autouse=True)
def _open(counter: dict[str, Any]) -> None:
    """Open the counter, with a factory and a man who works in it."""
    del counter
    register_employer()
    enrol(MAN, MAN_NAME)


def plain_browser() -> Client:
    """Return a browser that shows where it is led."""
    client = Client(SERVER_NAME=HOST)
    client.force_login(Clerk.objects.get(login="clerk"))
    return client


def test_a_refused_form_is_answered_by_a_page_to_be_fetched() -> None:
    visitor = plain_browser()

    answer = visitor.post(START, TYPED)
    pages = [page_of(visitor.get(answer["Location"])) for _ in range(2)]

    assert (answer.status_code, answer["Location"]) == (303, f"{START}?kept=1")
    assert all('value="张3"' in page and "姓名中不能有数字" in page for page in pages)
    assert "<title>有1处需改正：个人参保登记" in pages[0]


def test_the_form_itself_is_begun_anew_without_it() -> None:
    visitor = browser("clerk")
    visitor.post(START, TYPED)

    assert "张3" not in page_of(visitor.get(START))


def test_it_is_shown_in_the_other_language_as_it_was() -> None:
    visitor = browser("clerk")
    shown = page_of(visitor.post(START, TYPED))

    english = page_of(visitor.get(f"{START}?kept=1&language=en"))

    assert 'href="?kept=1&amp;language=en"' in shown
    assert 'value="张3"' in english
    assert "A name has no digits" in english


def test_what_was_typed_and_not_sent_is_kept_for_the_other_language_too() -> None:
    visitor = plain_browser()

    answer = visitor.post(START, TYPED | {"language_asked": "en"})
    english = page_of(visitor.get(answer["Location"]))

    assert answer["Location"] == f"{START}?language=en&kept=1"
    assert 'value="张3"' in english
    assert 'class="summary"' not in english
    assert not Item.objects.exists()


def test_nothing_is_kept_once_the_form_is_taken() -> None:
    visitor = browser("clerk")
    visitor.post(START, TYPED)

    done = visitor.post(f"{START}?kept=1", TYPED | {"name": "张三"})

    assert done.status_code == 302
    assert not KeptForm.objects.exists()


def test_nor_when_an_hour_is_over_and_nobody_came() -> None:
    browser("clerk").post(START, TYPED)

    forget_old_forms(at=AT + timedelta(minutes=59))
    is_kept = KeptForm.objects.exists()
    forget_old_forms(at=AT + timedelta(minutes=61))

    assert is_kept
    assert not KeptForm.objects.exists()


def test_a_form_kept_by_a_session_that_ended_goes_with_the_next_one_that_is_taken() -> None:
    visitor = plain_browser()
    visitor.get("/clerk/")
    with override_settings(NOW=lambda: AT + timedelta(minutes=settings.IDLE_MINUTES + 1)):
        visitor.post(START, TYPED)
        back = browser("clerk")
        back.get("/clerk/")
        kept = KeptForm.objects.filter(clerk=clerk("clerk")).exists()
        done = back.post(START, TYPED | {"name": "张三"})

    assert (kept, done.status_code) == (True, 302)
    assert not KeptForm.objects.exists()


def test_nobody_else_is_shown_it() -> None:
    browser("clerk").post(START, TYPED)

    assert "张3" not in page_of(browser("reviewer").get(f"{START}?kept=1"))


def test_a_form_too_long_to_be_kept_still_says_what_is_wrong() -> None:
    answer = plain_browser().post(START, TYPED | {"name": "x" * 70_000})

    assert answer.status_code == 422
    assert was_refused(answer)


def test_enter_in_a_field_hands_the_form_in_and_looks_nothing_up() -> None:
    page = page_of(browser("clerk").get(START))
    form = page[page.index("<form", page.index('class="two')) :]

    assert form.index("<button hidden>") < form.index('name="find"')


def test_the_first_field_has_the_focus_unless_something_is_wrong() -> None:
    visitor = browser("clerk")

    begun, refused = page_of(visitor.get(START)), page_of(visitor.post(START, TYPED))

    assert begun.count(" autofocus") == 1
    assert " autofocus" not in refused
