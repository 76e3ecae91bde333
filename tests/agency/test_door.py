"""The door: who is let in, who is kept out and for how long, and which pages open."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from counter import AT, MAN, MAN_NAME, clerk
from tongchou.agency import door
from tongchou.agency.changes import note_failed_sign_in, open_citizen_sign_in
from tongchou.agency.door import (
    CLOSED,
    WRONG,
    come_in,
    opened_to,
    signed_in,
    staff_sign_in,
)
from tongchou.agency.models import Clerk, FailedSignIn, Kind
from tongchou.agency.queries import is_locked
from tongchou.standards.text import Text

pytestmark = pytest.mark.usefixtures("province")

PASSWORD = "by-the-book"
MINUTE = timedelta(minutes=1)
STILL = timedelta(microseconds=1)


def visit(path: str = "/clerk/sign-in", *, visitor: Any = None, **typed: str) -> HttpRequest:
    request = RequestFactory().post(path, typed, headers={"host": "127.0.0.1"})
    request.session = SessionStore()
    request.user = visitor or AnonymousUser()
    get_token(request)
    return request


def knock(
    login: str, password: str = PASSWORD, *, kind: Kind = Kind.CLERK, at: datetime = AT
) -> Any:
    return come_in(visit(), given=login, password=password, kind=kind, at=at)


def guess(times: int, *, login: str = "clerk", at: datetime = AT) -> None:
    for _ in range(times):
        knock(login, "a guess", at=at)


def failures() -> list[str]:
    return list(FailedSignIn.objects.order_by("id").values_list("login", flat=True))


def test_the_right_password_lets_a_clerk_in() -> None:
    request = visit()

    fault = come_in(request, given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT)

    assert fault is None
    assert signed_in(request) == clerk("clerk")
    assert failures() == []


def test_a_wrong_password_keeps_a_clerk_out_and_is_noted() -> None:
    request = visit()

    fault = come_in(request, given="clerk", password="no", kind=Kind.CLERK, at=AT)

    assert fault == WRONG
    assert not request.user.is_authenticated
    assert failures() == ["clerk"]


def test_who_is_unknown_hears_what_everybody_hears() -> None:
    assert knock("nobody") == WRONG
    assert failures() == ["nobody"]


@pytest.mark.parametrize("login", ["", "查无此人", "cl\x00erk", "x" * 5_000])
def test_whatever_is_typed_for_a_login_is_answered(login: str) -> None:
    assert knock(login) == WRONG
    assert len(failures()) == 1


def test_a_name_too_long_to_keep_is_closed_like_any_other() -> None:
    guess(5, login="x" * 5_000)

    assert knock("x" * 5_000) == CLOSED


@pytest.mark.parametrize("password", ["", "!", PASSWORD])
def test_a_system_never_comes_in_by_password(password: str) -> None:
    assert knock("operator", password, kind=Kind.SERVICE) == WRONG


def test_a_citizen_s_password_opens_no_door_of_the_staff() -> None:
    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password=PASSWORD)

    assert knock(MAN, kind=Kind.CITIZEN) is None
    assert knock(MAN, kind=Kind.CLERK) == WRONG
    assert knock("clerk", kind=Kind.CITIZEN) == WRONG


def test_who_left_is_kept_out_even_with_the_right_password() -> None:
    Clerk.objects.filter(login="clerk").update(is_active=False)

    assert knock("clerk") == WRONG


def test_four_failures_leave_the_door_open() -> None:
    guess(4)

    assert knock("clerk") is None


def test_five_failures_close_it_even_to_the_right_password() -> None:
    guess(5)

    assert knock("clerk") == CLOSED


def test_failures_of_one_login_close_no_other() -> None:
    guess(5, login="reviewer")

    assert knock("clerk") is None


def test_the_door_opens_ten_minutes_after_the_first_of_five() -> None:
    for minute in range(5):
        guess(1, at=AT + minute * MINUTE)

    assert is_locked("clerk", at=AT + 10 * MINUTE - STILL)
    assert not is_locked("clerk", at=AT + 10 * MINUTE)


def test_knocking_at_a_closed_door_does_not_keep_it_closed() -> None:
    guess(5)
    guess(20, at=AT + 5 * MINUTE)

    assert len(failures()) == 5
    assert knock("clerk", at=AT + 10 * MINUTE) is None


def test_of_guesses_made_at_once_no_more_than_five_are_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guesses = 12
    together = Barrier(guesses)
    monkeypatch.setattr(door, "authenticate", lambda *_, **__: together.wait(timeout=60) and None)

    with ThreadPoolExecutor(guesses) as guessers:
        answers = list(guessers.map(guess_and_leave, range(guesses)))

    assert Counter(answers) == {WRONG: 5, CLOSED: 7}
    assert failures() == ["clerk"] * 5


def guess_and_leave(number: int) -> Text | None:
    try:
        fault: Text | None = knock("clerk", f"guess {number}")
        return fault
    finally:
        connection.close()


def test_the_right_password_comes_too_late_behind_five_failures_of_the_same_instant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken(*_: Any, **given: str) -> Clerk:
        for _again in range(5):
            note_failed_sign_in(login=given["login"], at=AT)
        return clerk("clerk")

    monkeypatch.setattr(door, "authenticate", overtaken)
    request = visit()

    assert come_in(request, given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT) == CLOSED
    assert not request.user.is_authenticated


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"for {signed_in(request).login}")


guarded = opened_to(lambda visitor: visitor.kind == Kind.CLERK, door="clerk:sign_in")(page)


def test_a_stranger_is_led_to_the_door_and_will_be_led_back() -> None:
    answer = guarded(visit("/clerk/people?text=%E6%9D%8E"))

    assert answer.status_code == 302
    assert answer["Location"] == "/clerk/sign-in?next=/clerk/people%3Ftext%3D%25E6%259D%258E"


def test_who_may_not_enter_is_turned_away() -> None:
    citizen = open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password=PASSWORD)

    with pytest.raises(PermissionDenied):
        guarded(visit(visitor=citizen))


def test_a_page_that_opens_is_kept_out_of_every_cache() -> None:
    answer = guarded(visit(visitor=clerk("clerk")))

    assert answer.content == b"for clerk"
    assert answer["Cache-Control"] == "no-store"


def test_nobody_in_particular_is_not_signed_in() -> None:
    with pytest.raises(PermissionDenied):
        signed_in(visit())


def led_to(wanted: str) -> str:
    request = visit(login=" clerk ", password=PASSWORD, next=wanted)
    answer = staff_sign_in(request, template="clerk/sign_in.html", home="clerk:inbox", at=AT)
    return answer["Location"]


def test_a_clerk_is_led_to_the_page_that_was_wanted() -> None:
    assert led_to("/clerk/people?text=1") == "/clerk/people?text=1"


@pytest.mark.parametrize(
    "wanted", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(wanted: str) -> None:
    assert led_to(wanted) == "/clerk/"


def test_a_failed_sign_in_keeps_the_login_and_never_the_password() -> None:
    request = visit(login="clerk", password="a secret guess")
    request.language = "en"

    answer = staff_sign_in(request, template="clerk/sign_in.html", home="clerk:inbox", at=AT)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="clerk"' in shown
    assert WRONG.en in shown
    assert "a secret guess" not in shown
