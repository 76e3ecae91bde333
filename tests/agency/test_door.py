"""The door: who is let in, who is kept out and for how long, and which pages open."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, BoundedSemaphore, Lock
from time import sleep
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.core.signing import get_cookie_signer
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from counter import AT, MAN, MAN_NAME, clerk
from tongchou.agency import door
from tongchou.agency.changes import note_sign_in, open_citizen_sign_in
from tongchou.agency.door import (
    BUSY,
    DEVICE_COOKIE,
    WRONG,
    come_in,
    opened_to,
    signed_in,
    slowed,
    staff_sign_in,
)
from tongchou.agency.models import Clerk, Kind, Outcome, SignIn
from tongchou.standards.text import Text

pytestmark = pytest.mark.usefixtures("province")

PASSWORD = "by-the-book"
HOME, ELSEWHERE = "10.0.0.1", "203.0.113.9"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def visit(
    path: str = "/clerk/sign-in",
    *,
    visitor: Any = None,
    address: str = HOME,
    device: str = "",
    **typed: str,
) -> HttpRequest:
    factory = RequestFactory(REMOTE_ADDR=address)
    if device:
        factory.cookies[DEVICE_COOKIE] = get_cookie_signer(salt=DEVICE_COOKIE).sign(device)
    request = factory.post(path, typed, headers={"host": "127.0.0.1"})
    request.session = SessionStore()
    request.user = visitor or AnonymousUser()
    get_token(request)
    return request


def knock(
    login: str,
    password: str = PASSWORD,
    *,
    kind: Kind = Kind.CLERK,
    at: datetime = AT,
    address: str = HOME,
    device: str = "",
) -> Text | None:
    """Try to come in; return the sentence that says why not."""
    request = visit(address=address, device=device)
    return come_in(request, given=login, password=password, kind=kind, at=at).fault


def guess(
    times: int, *, login: str = "clerk", at: datetime = AT, address: str = HOME, device: str = ""
) -> None:
    """Note so many wrong passwords, one after the other."""
    for _ in range(times):
        note_sign_in(login=login, address=address, device=device, outcome=Outcome.WRONG, at=at)


def failures() -> list[str]:
    wrong = SignIn.objects.filter(outcome=Outcome.WRONG).order_by("id")
    return list(wrong.values_list("login", flat=True))


def test_the_right_password_lets_a_clerk_in() -> None:
    request = visit()

    door = come_in(request, given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT)

    assert door.fault is None
    assert signed_in(request) == clerk("clerk")
    assert failures() == []


def test_every_sign_in_is_on_record_with_its_outcome_and_its_address() -> None:
    knock("clerk", "no")
    knock("clerk", address=ELSEWHERE)

    tried = [(one.login, one.address, one.outcome, one.at) for one in SignIn.objects.order_by("id")]
    assert tried == [("clerk", HOME, "wrong", AT), ("clerk", ELSEWHERE, "in", AT)]


def test_a_wrong_password_keeps_a_clerk_out_and_is_noted() -> None:
    request = visit()

    door = come_in(request, given="clerk", password="no", kind=Kind.CLERK, at=AT)

    assert (door.fault, door.status) == (WRONG, 422)
    assert not request.user.is_authenticated
    assert failures() == ["clerk"]


def test_who_is_unknown_hears_what_everybody_hears() -> None:
    assert knock("nobody") == WRONG
    assert failures() == ["nobody"]


@pytest.mark.parametrize("login", ["", "查无此人", "cl\x00erk", "x" * 5_000])
def test_whatever_is_typed_for_a_login_is_answered(login: str) -> None:
    assert knock(login) == WRONG
    assert len(failures()) == 1


def test_a_name_too_long_to_keep_is_slowed_like_any_other() -> None:
    guess(5, login="x" * 5_000)

    assert knock("x" * 5_000) == slowed(1)


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


def test_four_failures_cost_nothing() -> None:
    guess(4)

    assert knock("clerk") is None


@pytest.mark.parametrize(("times", "seconds"), [(5, 1), (6, 2), (7, 4), (8, 8), (9, 16)])
def test_every_further_failure_doubles_the_wait(times: int, seconds: int) -> None:
    guess(times)

    assert knock("clerk", at=AT + (seconds - 1) * SECOND) == slowed(1)
    assert knock("clerk", at=AT + seconds * SECOND) is None


def test_who_has_to_wait_is_not_counted_again_and_no_password_is_hashed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guess(5)
    monkeypatch.delattr(door, "authenticate")

    assert [knock("clerk", "a guess") for _ in range(20)] == [slowed(1)] * 20
    assert len(failures()) == 5


def test_failures_of_one_login_slow_no_other() -> None:
    guess(9, login="reviewer")

    assert knock("clerk") is None


def test_a_stranger_does_not_lock_the_owner_out() -> None:
    guess(19, address=ELSEWHERE)

    assert knock("clerk", address=ELSEWHERE) != WRONG
    assert knock("clerk", address=HOME) is None


def test_a_browser_in_which_the_owner_came_in_before_is_not_slowed_by_guesses_from_anywhere() -> (
    None
):
    request = visit()
    device = come_in(request, given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT).device
    for number in range(30):
        guess(1, address=f"203.0.113.{number}")
    guess(12, login="reviewer", address=HOME)

    assert knock("clerk", address=ELSEWHERE) == slowed(60)
    assert knock("clerk", address=HOME, device=device) is None
    assert knock("reviewer", address=HOME, device=device) != WRONG


def test_guesses_in_the_owners_browser_are_slowed_too() -> None:
    request = visit()
    device = come_in(request, given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT).device

    guess(6, device=device)

    assert knock("clerk", device=device) == slowed(2)


def test_a_mark_that_was_not_given_here_is_none() -> None:
    guess(9)

    assert knock("clerk", device="made up") == slowed(16)


def test_one_guess_at_each_of_forty_logins_from_one_address_is_slowed() -> None:
    answers = [knock(f"clerk{number}", "a guess") for number in range(40)]

    assert answers[:10] == [WRONG] * 10
    assert answers[10:] == [slowed(1)] * 30
    assert len(failures()) == 10


def test_one_guess_from_each_of_many_addresses_is_slowed() -> None:
    for number in range(20):
        guess(1, address=f"203.0.113.{number}")

    assert knock("clerk", "a guess", address="198.51.100.1") == slowed(1)


def test_failures_are_forgotten_after_a_quarter_of_an_hour() -> None:
    guess(30)

    assert knock("clerk", at=AT + 15 * MINUTE) is None


def test_a_success_forgives_what_was_mistyped_before() -> None:
    guess(4)
    knock("clerk")
    guess(4)

    assert knock("clerk") is None


def test_who_is_one_too_many_at_the_door_is_told_so_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "_QUEUE", BoundedSemaphore(1))
    door._QUEUE.acquire()

    answer = come_in(visit(), given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT)

    assert (answer.fault, answer.status) == (BUSY, 503)
    assert SignIn.objects.count() == 0


def test_passwords_are_hashed_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, most = 0, 0
    count = Lock()

    def hashed(*_: Any, **__: Any) -> None:
        nonlocal under_way, most
        with count:
            under_way += 1
            most = max(most, under_way)
        sleep(0.05)
        with count:
            under_way -= 1

    monkeypatch.setattr(door, "authenticate", hashed)
    with ThreadPoolExecutor(12) as guessers:
        answers = Counter(guessers.map(guess_and_leave, range(12)))

    assert most == 1
    assert answers[BUSY] >= 1
    assert answers.keys() <= {BUSY, WRONG, slowed(1)}


def test_of_guesses_made_at_once_no_more_than_five_are_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guesses = 12
    together = Barrier(guesses)
    monkeypatch.setattr(door, "_QUEUE", BoundedSemaphore(guesses))
    monkeypatch.setattr(door, "_HASHING", BoundedSemaphore(guesses))
    monkeypatch.setattr(door, "authenticate", lambda *_, **__: together.wait(timeout=60) and None)

    with ThreadPoolExecutor(guesses) as guessers:
        answers = list(guessers.map(guess_and_leave, range(guesses)))

    assert Counter(answers) == {WRONG: 5, slowed(1): 7}
    assert failures() == ["clerk"] * 5


def guess_and_leave(number: int) -> Text | None:
    try:
        return knock("clerk", f"guess {number}")
    finally:
        connection.close()


def test_the_right_password_comes_too_late_behind_five_failures_of_the_same_instant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken(*_: Any, **given: str) -> Clerk:
        guess(5, login=given["login"])
        return clerk("clerk")

    monkeypatch.setattr(door, "authenticate", overtaken)
    request = visit()

    answer = come_in(request, given="clerk", password=PASSWORD, kind=Kind.CLERK, at=AT)

    assert answer.fault == slowed(1)
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
