"""The second factor: set up at a sign-in, asked for from then on, removed by another person."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from pyotp import TOTP
from visiting import browser

from counter import AT, clerk
from tongchou.agency.changes import begin_second_factor, readmit, take_code
from tongchou.agency.models import AdministrativeRecord, Clerk, SecondFactor, SignIn

pytestmark = pytest.mark.usefixtures("counter")

PASSWORD = "by-the-book"
REQUIRED = override_settings(SECOND_FACTOR=True)
DOOR, STEP, INBOX = "/clerk/sign-in", "/clerk/second", "/clerk/"
HALF_MINUTE = timedelta(seconds=30)


def at(moment: Any) -> Any:
    """Return how a test lets a moment be now."""
    return override_settings(NOW=lambda: moment)


def enrolled(login: str) -> TOTP:
    """Return the authenticator of a clerk who has a second factor since yesterday."""
    authenticator = TOTP(begin_second_factor(clerk(login)))
    yesterday = AT - timedelta(days=1)
    assert take_code(clerk(login), authenticator.at(yesterday), at=yesterday)
    return authenticator


def by_password(login: str = "clerk", wanted: str = "") -> tuple[Client, Any]:
    """Return a browser in which somebody gave the right password, and what was answered."""
    visitor = Client(SERVER_NAME="localhost")
    typed = {"login": login, "password": PASSWORD} | ({"next": wanted} if wanted else {})
    return visitor, visitor.post(DOOR, typed)


def outcomes(login: str) -> list[str]:
    rows = SignIn.objects.filter(login=login).order_by("id")
    return list(rows.values_list("outcome", flat=True))


def test_a_clerk_sets_one_up_by_page_and_is_asked_for_it_from_then_on() -> None:
    visitor = browser("clerk")
    offered, begun = visitor.get(STEP), visitor.post(STEP)
    came, led = by_password(wanted="/clerk/people")
    shown = came.get(led["Location"])
    secret = SecondFactor.objects.get(clerk__login="clerk")
    code = TOTP(begin_second_factor(clerk("clerk"))).at(AT)
    done = came.post(STEP, {"code": f"{code[:3]} {code[3:]}", "next": "/clerk/people"})

    assert (offered.status_code, begun.status_code, begun["Location"]) == (200, 302, DOOR)
    assert visitor.get(INBOX).status_code == 302
    assert led["Location"] == f"{STEP}?next=%2Fclerk%2Fpeople"
    assert b"data:image/svg" in shown.content
    assert (done.status_code, done["Location"]) == (302, "/clerk/people")
    assert came.get(INBOX).status_code == 200
    assert code not in secret.sealed
    act = AdministrativeRecord.objects.get(act="factor.enrol")
    assert (act.login, act.after) == ("clerk", {})
    assert outcomes("clerk")[-2:] == ["password", "in"]


def test_the_right_password_alone_opens_no_page_and_is_told_as_such() -> None:
    enrolled("clerk")
    visitor, led = by_password()

    assert led["Location"] == STEP
    assert [visitor.get(page).status_code for page in (INBOX, "/clerk/password")] == [302, 302]
    assert b"data:image" not in visitor.get(STEP).content
    assert outcomes("clerk")[-1] == "password"


def test_a_code_opens_once_and_none_of_a_time_before_it() -> None:
    authenticator = enrolled("clerk")
    code, before = authenticator.at(AT), authenticator.at(AT - HALF_MINUTE)
    answers = []
    for given in (code, code, before):
        visitor, _ = by_password()
        answers.append(visitor.post(STEP, {"code": given}).status_code)

    assert answers == [302, 422, 422]
    assert outcomes("clerk")[-1] == "code"


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_clocks_may_differ_by_one_step(steps: int, status: int) -> None:
    authenticator = enrolled("clerk")
    visitor, _ = by_password()

    answer = visitor.post(STEP, {"code": authenticator.at(AT + steps * HALF_MINUTE)})

    assert answer.status_code == status


def test_guessers_of_codes_wait_longer_each_time_even_with_the_right_one_in_the_end() -> None:
    authenticator = enrolled("clerk")
    visitor, _ = by_password()
    wrong = str((int(authenticator.at(AT)) + 500_000) % 1_000_000).zfill(6)

    statuses = [visitor.post(STEP, {"code": wrong}).status_code for _ in range(6)]
    right = visitor.post(STEP, {"code": authenticator.at(AT)})
    with at(AT + timedelta(minutes=1)):
        later = visitor.post(STEP, {"code": authenticator.at(AT + timedelta(minutes=1))})

    assert statuses == [422, 422, 422, 422, 422, 429]
    assert (right.status_code, later.status_code) == (429, 302)


def test_who_takes_too_long_begins_again() -> None:
    authenticator = enrolled("clerk")
    visitor, _ = by_password()
    late = AT + timedelta(minutes=11)

    with at(late):
        answer = visitor.post(STEP, {"code": authenticator.at(late)})

    assert (answer.status_code, answer["Location"]) == (302, DOOR)


def test_where_it_is_required_nobody_works_without_one() -> None:
    before = browser("clerk")
    with REQUIRED:
        ended = before.get(INBOX)
        visitor, led = by_password()
        shown = visitor.get(STEP)
        by_machine = Client(SERVER_NAME="localhost").post(
            "/api/v1/sign-in",
            {"login": "clerk", "password": PASSWORD},
            content_type="application/json",
        )

    assert (ended.status_code, led["Location"]) == (302, STEP)
    assert b"data:image/svg" in shown.content
    assert by_machine.status_code == 422
    assert by_machine.json()["refusals"][0]["code"] == "sign_in.enrol_first"


def test_a_machine_signs_in_with_password_and_code() -> None:
    authenticator = enrolled("clerk")
    asked = {"login": "clerk", "password": PASSWORD}
    codes = ("", "000000", authenticator.at(AT))

    answers = [
        Client(SERVER_NAME="localhost").post(
            "/api/v1/sign-in", asked | {"code": code}, content_type="application/json"
        )
        for code in codes
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 200]
    told = [answer.json()["refusals"][0]["code"] for answer in answers[:2]]
    assert told == ["sign_in.code_wanted", "sign_in.wrong"]


def test_the_security_administrator_alone_removes_it_and_it_is_on_record() -> None:
    enrolled("clerk")
    visitor, _ = by_password()
    path = "/administration/clerks/clerk/second-factor"

    refused = browser("system").post(path)
    removed = browser("security").post(path)

    assert (refused.status_code, removed.status_code) == (422, 302)
    assert not SecondFactor.objects.exists()
    assert visitor.get(STEP).status_code == 302  # whose code was awaited begins again
    assert AdministrativeRecord.objects.get(act="factor.remove").subject == "clerk"
    assert by_password()[1]["Location"] == INBOX


def test_an_administrator_who_lost_everything_is_let_in_by_the_machine_s_operator() -> None:
    enrolled("security")

    done = readmit("security", encoded="!", by="root", at=AT)
    other = readmit("clerk", encoded="!", by="root", at=AT)

    assert isinstance(done, Clerk)
    assert done.is_password_one_time
    assert not SecondFactor.objects.exists()
    assert isinstance(other, tuple)
    assert other[0].code == "administration.not_one"
    assert AdministrativeRecord.objects.get(act="node.readmit").login == "root"


def test_a_secret_that_somebody_else_was_shown_opens_nothing() -> None:
    thief, led = by_password()
    thief.get(led["Location"])
    seen = TOTP(begin_second_factor(clerk("clerk")))
    owner = enrolled("clerk")
    later = AT + HALF_MINUTE

    assert owner.secret != seen.secret
    assert not take_code(clerk("clerk"), seen.at(later), at=later)
