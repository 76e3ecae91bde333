"""Who is let in where: every address of both roles is walked, so that none is forgotten."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from town import USER, identifiers
from visiting import Address, browser, every_address, machine, token_of

from counter import MAN
from tongchou.agency.models import Clerk, Kind
from tongchou.node.urls import PUBLIC

ROLES = {"province": "34", "ministry": "00"}
DOORS = {
    face: f"/{face}/sign-in" for face in ("clerk", "nation", "my", "employer", "administration")
}
STAFF_FACES = {"clerk", "nation", "administration"}

both_roles = pytest.mark.parametrize("role", ROLES)


def closed_addresses(role: str) -> list[Address]:
    return [address for address in every_address(role) if address.route not in PUBLIC]


def pages_of(role: str) -> list[Address]:
    return [address for address in closed_addresses(role) if not address.is_for_machines]


def both_ways(client: Client, address: Address, facts: dict[str, Any]) -> list[HttpResponse]:
    path = address.path(facts)
    posted = client.post(path, "{}", content_type="application/json")
    return [client.get(path), posted]


def is_turned_away(address: Address, answer: HttpResponse) -> bool:
    """Whether a stranger was refused, sent to the door, or asked in a way nobody is answered."""
    if answer.status_code == 302:
        return answer["Location"].partition("?")[0] == DOORS.get(address.face)
    return answer.status_code in {401, 405}


@both_roles
def test_a_stranger_is_turned_away_wherever_the_list_does_not_say_otherwise(
    opened: Callable[[str], Any], role: str
) -> None:
    opened(ROLES[role])
    facts = identifiers(role)

    answers = [
        (address.route, answer.status_code, is_turned_away(address, answer))
        for address in closed_addresses(role)
        for answer in both_ways(browser(), address, facts)
        if (address.face, answer.status_code) != ("sync", 400)  # no envelope at all
    ]

    assert len(answers) > 30
    assert [answer for answer in answers if not answer[2]] == []


@both_roles
def test_what_the_list_calls_public_answers_a_stranger(
    opened: Callable[[str], Any], log_published: Callable[[str], None], role: str
) -> None:
    opened(ROLES[role])
    log_published(ROLES[role])
    listed = [address for address in every_address(role) if address.route in PUBLIC]
    facts = {"log": ROLES[role], "name": "checkpoint", "kind": "refused"}

    said = {address.route: browser().get(address.path(facts)) for address in listed}

    statuses = {route: answer.status_code for route, answer in said.items()}
    assert statuses.pop("") == 302
    assert statuses.pop("api/v1/") == 404
    assert statuses.pop("api/v1/sign-in") == 405
    assert set(statuses.values()) == {200}
    assert len(statuses) == (11 if role == "province" else 10)


def test_the_list_names_no_address_that_is_gone() -> None:
    known = {address.route for role in ROLES for address in every_address(role)}

    assert PUBLIC.keys() <= known


@both_roles
def test_a_token_opens_no_page(opened: Callable[[str], Any], role: str) -> None:
    sign_ins = opened(ROLES[role])
    facts = identifiers(role)

    opened_by_token = [
        address.route
        for token in (
            *(one["token"] for one in sign_ins["services"]),
            sign_ins["clerks"][0]["token"],
        )
        for address in pages_of(role)
        for answer in both_ways(machine(token), address, facts)
        if not is_turned_away(address, answer)
    ]

    assert opened_by_token == []


@both_roles
def test_a_citizen_opens_no_page_of_the_staff(opened: Callable[[str], Any], role: str) -> None:
    opened(ROLES[role])
    facts = identifiers(role)
    staff = [address for address in pages_of(role) if address.face in STAFF_FACES]
    citizen = browser(MAN)

    statuses = {
        address.route: {answer.status_code for answer in both_ways(citizen, address, facts)}
        for address in staff
        if not address.route.endswith("sign-out")
    }

    assert len(statuses) >= 6
    assert all(said <= {403, 405} for said in statuses.values()), statuses


@both_roles
def test_an_employers_user_opens_no_page_of_the_staff_nor_of_a_citizen(
    opened: Callable[[str], Any], role: str
) -> None:
    opened(ROLES[role])
    facts = identifiers(role)
    others = [address for address in pages_of(role) if address.face in STAFF_FACES | {"my"}]
    user = browser(USER)

    statuses = {
        address.route: {answer.status_code for answer in both_ways(user, address, facts)}
        for address in others
        if not address.route.endswith("sign-out")
    }

    assert len(statuses) >= 6
    assert all(said <= {403, 405} for said in statuses.values()), statuses


@pytest.mark.parametrize("login", ["clerk", "reviewer", "system", MAN])
def test_nobody_else_opens_a_page_of_an_employer(counter: dict[str, Any], login: str) -> None:
    del counter
    facts = identifiers("province")
    own = [address for address in pages_of("province") if address.face == "employer"]
    visitor = browser(login)

    statuses = {
        address.route: {answer.status_code for answer in both_ways(visitor, address, facts)}
        for address in own
        if not address.route.endswith("sign-out")
    }

    assert len(statuses) >= 9
    assert all(said <= {403, 405} for said in statuses.values()), statuses


@both_roles
def test_the_staff_open_no_page_of_a_citizen(opened: Callable[[str], Any], role: str) -> None:
    clerks = opened(ROLES[role])["clerks"]
    citizens = [f"/my/{page}" for page in ("", "months", "account", "pension")]

    statuses = {browser(clerks[0]["login"]).get(page).status_code for page in citizens}

    assert statuses == {403}


@both_roles
@pytest.mark.parametrize("login", ["system", "security", "audit"])
def test_an_administrator_opens_no_page_of_business(
    opened: Callable[[str], Any], role: str, login: str
) -> None:
    opened(ROLES[role])
    facts = identifiers(role)
    business = [address for address in pages_of(role) if address.face in {"clerk", "nation", "my"}]
    visitor = browser(login)

    statuses = {
        address.route: {answer.status_code for answer in both_ways(visitor, address, facts)}
        for address in business
        if not address.route.endswith("sign-out")
    }

    assert len(statuses) >= 6
    assert all(said <= {403, 405} for said in statuses.values()), statuses


def test_a_clerk_of_the_ministry_without_the_duty_sees_nothing(capital: dict[str, Any]) -> None:
    del capital
    facts = identifiers("ministry")
    Clerk.objects.create(
        login="guest", name="访客", person_code="1", agency_id="000000", duties=["accept"]
    )
    visitor = browser("guest")

    statuses = {
        visitor.get(address.path(facts)).status_code
        for address in pages_of("ministry")
        if address.face == "nation" and not address.route.endswith("sign-out")
    }

    assert statuses == {403}


def test_who_was_dismissed_is_a_stranger_at_once(counter: dict[str, Any]) -> None:
    dismissed, token = browser("clerk"), token_of(counter, "clerk")
    assert dismissed.get("/clerk/").status_code == 200

    Clerk.objects.filter(login="clerk").update(is_active=False)

    assert dismissed.get("/clerk/").status_code == 302
    assert machine(token).get("/api/v1/items").status_code == 401


def test_a_token_of_a_citizen_would_open_nothing(counter: dict[str, Any]) -> None:
    token = token_of(counter, "clerk")
    Clerk.objects.filter(login="clerk").update(kind=Kind.CITIZEN)

    assert machine(token).get("/api/v1/items").status_code == 401


@both_roles
def test_every_form_asks_for_the_token_of_its_own_page(
    opened: Callable[[str], Any], role: str
) -> None:
    clerks = opened(ROLES[role])["clerks"]
    facts = identifiers(role)
    sent_from_elsewhere = [
        (login, address.route, answer.status_code)
        for login, faces in ((clerks[0]["login"], STAFF_FACES), (MAN, {"my"}), (USER, {"employer"}))
        for address in [*pages_of(role), *map(Address, PUBLIC)]
        if address.face in faces and address in every_address(role)
        for answer in [browser(login, checks_csrf=True).post(address.path(facts), {"text": "1"})]
    ]

    assert len(sent_from_elsewhere) > 10
    assert {status for _, _, status in sent_from_elsewhere} == {403}


def test_a_form_that_grew_too_old_says_so(counter: dict[str, Any]) -> None:
    del counter

    answer = browser("clerk", checks_csrf=True).post("/clerk/items/start/person_enrolment")

    assert answer.status_code == 403
    assert "页面已过期，没有任何更改" in answer.content.decode()


@both_roles
def test_every_answer_forbids_what_a_page_does_not_need(
    opened: Callable[[str], Any], role: str
) -> None:
    login = opened(ROLES[role])["clerks"][0]["login"]
    facts = identifiers(role)
    visitor = browser(login)

    answers = [visitor.get(address.path(facts)) for address in every_address(role)]

    assert len(answers) > 15
    for answer in answers:
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]


@both_roles
def test_personal_data_is_kept_by_no_cache(opened: Callable[[str], Any], role: str) -> None:
    sign_ins = opened(ROLES[role])
    facts = identifiers(role)
    clerk = sign_ins["clerks"][0]
    visitors = {
        "clerk": browser(clerk["login"]),
        "nation": browser(clerk["login"]),
        "my": browser(MAN),
        "employer": browser(USER),
        "api": machine(clerk["token"]),
    }

    answers = {
        address.route: visitors[address.face].get(address.path(facts))
        for address in closed_addresses(role)
        if address.face in visitors
    }

    found = {route: answer for route, answer in answers.items() if answer.status_code == 200}
    assert len(found) >= 10
    assert {route: answer.get("Cache-Control") for route, answer in found.items()} == dict.fromkeys(
        found, "no-store"
    )
