"""A county's clerk sees the people, employers and items of the county, and of no other."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from town import HERE, MILL_NAME, THERE, Town, leaving, settle
from visiting import Address, browser, content_of, every_address, machine, token_of

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    completed,
    credit_code_of,
    enrol,
    register_employer,
    ssn_of,
)
from tongchou.agency.models import Clerk

IDENTIFIERS = {"number", "person_id", "credit_code"}
SHOP, CHILD = credit_code_of("91340111MA2N00001"), ssn_of("19990315")
NEIGHBOUR, OWN = f"clerk{THERE}", f"clerk{HERE}"

pytestmark = pytest.mark.usefixtures("town")
LISTS = ("/clerk/", "/clerk/?which=open", "/clerk/people", "/clerk/employers", "/clerk/rolls")


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town; the man's things are the ones that a neighbour asks for."""
    del counter
    return settle()


def mans_addresses(town: Town, *, machines: bool) -> list[str]:
    """Return every address of clerks that leads to the man, his factory or his matter."""
    facts = {
        "number": town.mans_item.number,
        "person_id": town.man.handle,
        "credit_code": FACTORY,
        "verb": "review",
        "stop": "return",
        "place": 1,
        "paper": "identity",
        **dict.fromkeys(("scan_id", "attachment_id"), town.mans_scan),
    }
    return [
        address.path(facts)
        for address in every_address("province")
        if address.parts & IDENTIFIERS and address.face == ("api" if machines else "clerk")
    ]


def asked_both_ways(client: Client, path: str) -> list[tuple[int, str]]:
    asked = client.get(path), client.post(path, "{}", content_type="application/json")
    return [(answer.status_code, answer.content.decode()) for answer in asked]


def tells_of_the_man(said: str) -> bool:
    return any(told in said for told in (MAN, MAN[-4:], MAN_NAME, FACTORY, "皖江"))


def test_no_page_with_an_identifier_shows_a_neighbour_anything(town: Town) -> None:
    paths = mans_addresses(town, machines=False)
    neighbour = browser(NEIGHBOUR)

    answers = {path: asked_both_ways(neighbour, path) for path in paths}

    assert len(paths) == 20
    for path, asked in answers.items():
        assert {status for status, _ in asked} <= {404, 405}, path
        assert not any(tells_of_the_man(said) for _, said in asked), path


def test_no_route_with_an_identifier_answers_a_neighbours_machine(
    town: Town, counter: dict[str, Any]
) -> None:
    paths = mans_addresses(town, machines=True)
    neighbour = machine(token_of(counter, NEIGHBOUR))

    answers = {path: asked_both_ways(neighbour, path) for path in paths}

    assert len(paths) == 14
    for path, asked in answers.items():
        assert {status for status, _ in asked} <= {404, 405}, path
        assert not any(MAN_NAME in said or MAN in said for _, said in asked), path


def test_the_same_pages_open_to_the_countys_own_clerk(town: Town) -> None:
    own = browser(OWN)

    shown = [
        path
        for path in mans_addresses(town, machines=False)
        if tells_of_the_man(content_of(own.get(path)))
    ]

    assert shown == [
        f"/clerk/items/{town.mans_item.number}",
        f"/clerk/items/{town.mans_item.number}/resubmit",
        f"/clerk/items/{town.mans_item.number}/stop/return",
        f"/clerk/items/{town.mans_item.number}/notices/1",
        f"/clerk/people/{town.man.handle}",
        f"/clerk/employers/{FACTORY}",
    ]


def test_lists_hold_what_lies_in_the_county_and_nothing_else() -> None:
    neighbour = browser(NEIGHBOUR)

    said = {path: neighbour.get(path).content.decode() for path in LISTS}

    assert [path for path, page in said.items() if tells_of_the_man(page)] == []
    assert WOMAN_NAME in said["/clerk/?which=open"]
    assert WOMAN_NAME in said["/clerk/people"]
    assert MILL_NAME in said["/clerk/employers"]


@pytest.mark.parametrize("path", ["/clerk/", "/clerk/people", "/clerk/employers"])
def test_a_search_finds_nothing_beyond_the_county(path: str) -> None:
    neighbour = browser(NEIGHBOUR)
    texts = (MAN, MAN[:6], MAN_NAME, FACTORY, "34-", "%", "_")

    said = {
        text: neighbour.post(path, {"which": "open", "text": text}, follow=True) for text in texts
    }

    pages = {text: answer.content.decode().replace(text, "") for text, answer in said.items()}
    assert [text for text, page in pages.items() if tells_of_the_man(page)] == []


def test_a_neighbours_machine_lists_its_own_items_only(town: Town, counter: dict[str, Any]) -> None:
    answer = machine(token_of(counter, NEIGHBOUR)).get("/api/v1/items", {"which": "all"})

    assert [item["number"] for item in answer.json()] == [town.womans_item.number]


def test_what_concerns_the_whole_province_is_not_for_a_countys_machine(
    counter: dict[str, Any],
) -> None:
    county = machine(token_of(counter, NEIGHBOUR))
    citizen = {"ssn": WOMAN, "name": WOMAN_NAME, "password": "long-enough"}
    file = {"file": SimpleUploadedFile("x.csv", b"a")}
    asked = ("/api/v1/dues?month=2024-01", "/api/v1/log", "/api/v1/verify")

    answers = [
        *(county.get(path) for path in asked),
        county.post("/api/v1/persons/query", {"ssn": WOMAN}, content_type="application/json"),
        county.post("/api/v1/feeds/employer_feed", citizen, content_type="application/json"),
        county.post("/api/v1/citizens", citizen, content_type="application/json"),
        county.post("/api/v1/declarations?month=2024-01", file),
    ]

    assert [answer.status_code for answer in answers] == [403] * 7


def test_what_the_province_handled_of_the_countys_people_is_the_provinces() -> None:
    done = completed("employment_end", leaving(WOMAN, MILL) | {"last_month": "2024-11"})
    assert done.division_code == "340000"

    answer = browser(NEIGHBOUR).get(f"/clerk/items/{done.number}")

    assert answer.status_code == 404


def test_a_city_sees_its_counties_and_no_other_citys(town: Town) -> None:
    Clerk.objects.create(
        login="city", name="合肥", person_code="1", agency_id="340100", duties=["accept"]
    )
    city = browser("city")

    seen = [
        city.get(f"/clerk/people/{person.handle}").status_code for person in (town.man, town.woman)
    ]

    assert seen == [200, 404]


def test_a_township_sees_the_people_and_employers_of_its_county_and_its_own_items() -> None:
    register_employer(SHOP, "包河小店", "340111")
    enrol(CHILD, "何小满", employer=SHOP)
    Clerk.objects.create(
        login="county", name="包河", person_code="2", agency_id="340111", duties=["accept"]
    )
    Clerk.objects.create(
        login="town", name="街道", person_code="3", agency_id="340111901", duties=["accept"]
    )
    countys = accepted("employment_end", leaving(CHILD, SHOP), by="county")
    township = browser("town")

    people, employers = (
        township.get(f"/clerk/{page}").content.decode() for page in ("people", "employers")
    )

    assert "何小满" in people
    assert "包河小店" in employers
    assert not tells_of_the_man(people + employers)
    assert township.get(f"/clerk/items/{countys.number}").status_code == 404
    assert accepted("employment_end", leaving(CHILD, SHOP), by="town").division_code == "340111901"


def test_addresses_that_take_an_identifier_are_all_walked() -> None:
    others = {
        "agency_code",
        "attachment_id",
        "batch_id",
        "code",
        "department",
        "kind",
        "log",
        "login",
        "name",
        "paper",
        "place",
        "province",
        "record",
        "report_id",
        "scan_id",
        "signal_id",
        "sought",
        "stop",
        "substitution_id",
        "table",
        "token_id",
        "verb",
    }

    parts = {part for address in every_address("province") for part in address.parts}

    assert parts <= IDENTIFIERS | others
    assert Address("clerk/people/<uuid:person_id>").parts == {"person_id"}
