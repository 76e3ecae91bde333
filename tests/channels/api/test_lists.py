"""Lists are read page by page, whatever is written meanwhile; filters say what is listed."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from town import settle
from visiting import machine, service_of, token_of

from counter import AT, MAN, clerk
from tongchou.agency.changes import issue_own_token, note_act, note_upkeep
from tongchou.agency.models import Token, UpkeepKind
from tongchou.channels.api.cursors import cursor_of
from tongchou.events.changes import seal
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item


@pytest.fixture
def reviewer(counter: dict[str, Any]) -> Client:
    settle()
    for number in range(5):
        one = Item.objects.order_by("number").first()
        assert one is not None
        one.pk = f"34-20240101-{number:06d}"
        one.due_on = None if number < 2 else AT.date().replace(day=20 + number % 2)
        one.status = "accepted"
        one.save(force_insert=True)
    return machine(token_of(counter, "reviewer"))


def pages(caller: Client, **asked: Any) -> list[list[str]]:
    """Return the numbers of a list's items, page by page, as a machine follows them."""
    found, cursor = [], "first"
    while cursor:
        more = {} if cursor == "first" else {"cursor": cursor}
        answer = caller.get("/api/v1/items", {**asked, **more})
        assert answer.status_code == 200, answer.content
        found.append([item["number"] for item in answer.json()])
        cursor = answer.get("Next-Cursor", "")
    return found


@pytest.mark.parametrize("which", ["open", "all"])
def test_pages_hold_the_whole_list_once_in_its_order(reviewer: Client, which: str) -> None:
    whole = pages(reviewer, which=which)

    by_two = pages(reviewer, which=which, limit=2)

    assert len(whole) == 1
    assert len(by_two) > 3
    assert sum(by_two, []) == whole[0]  # noqa: RUF017 - a few short lists


@pytest.mark.parametrize("which", ["open", "all"])
def test_an_item_that_is_accepted_or_ends_meanwhile_moves_no_other(
    reviewer: Client, which: str
) -> None:
    (whole,) = pages(reviewer, which=which)
    first = reviewer.get("/api/v1/items", {"which": which, "limit": 3})
    leaving_again = Item.objects.get(number=whole[1])
    leaving_again.pk, leaving_again.accepted_at = "34-20991231-000001", AT.replace(year=2099)
    leaving_again.due_on = None
    leaving_again.save(force_insert=True)
    Item.objects.filter(number=whole[0]).update(status="refused")

    link = first["Link"].partition(">")[0].removeprefix("<")
    second = [item["number"] for item in reviewer.get(f"{link}&limit=100").json()]

    assert [number for number in second if number in whole] == whole[3:]


def test_filters_say_what_is_listed(reviewer: Client) -> None:
    done = Item.objects.order_by("number").last()
    assert done is not None
    Item.objects.filter(pk=done.pk).update(status="returned")

    by_status = pages(reviewer, which="all", status="returned")
    by_kind = pages(reviewer, which="all", item="payment_roll")
    later = pages(reviewer, which="all", since=AT.replace(year=2099).isoformat())
    searched = reviewer.post(
        "/api/v1/items/search",
        {"which": "all", "text": "34-20240101", "limit": 2},
        content_type="application/json",
    )

    assert by_status == [[done.number]]
    assert (by_kind, later) == ([[]], [[]])
    assert [one["number"] for one in searched.json()] == [
        "34-20240101-000004",
        "34-20240101-000003",
    ]
    assert searched["Next-Cursor"]


def test_a_cursor_of_nowhere_is_refused(reviewer: Client) -> None:
    odd = ("x", "%00", "e30", cursor_of("2024-13-01", "x", "1"), cursor_of(None, None, None),
           urlsafe_b64encode(b'[null, "2024-01-01", "\\ud800"]').decode())  # fmt: skip

    statuses = {reviewer.get("/api/v1/items", {"cursor": one}).status_code for one in odd}

    assert statuses == {422}


def complete(number: str) -> None:
    """Let an item be reviewed and approved."""
    for login, verb in (("reviewer", "review"), ("approver", "approve")):
        done = workflow.take(number, verb, clerk=clerk(login), at=AT)
        assert not isinstance(done, tuple), done


def test_changes_are_told_in_order_without_content(counter: dict[str, Any]) -> None:
    town = settle()
    number = town.mans_item.number
    complete(number)
    seal()
    caller = machine(token_of(counter, "reviewer"))

    whole = caller.get("/api/v1/changes").json()
    found, after = [], 0
    while after < whole["sealed"]:
        told = caller.get("/api/v1/changes", {"after": after, "limit": 1}).json()
        found += told["changes"]
        assert told["next"] > after
        after = told["next"]

    assert found == whole["changes"]
    assert [one["position"] for one in found] == list(range(1, whole["sealed"] + 1))
    assert number in {one["item"] for one in found}
    assert {frozenset(one) for one in found} == {frozenset({"position", "kind", "item", "at"})}


def test_a_county_hears_of_its_own_items_only(counter: dict[str, Any]) -> None:
    town = settle()
    complete(town.mans_item.number)
    complete(town.womans_item.number)
    seal()
    neighbour = machine(token_of(counter, "clerk340209"))

    told = neighbour.get("/api/v1/changes").json()

    here = Item.objects.filter(division_code__startswith="340209")
    own = set(here.values_list("number", flat=True))
    assert told["next"] == told["sealed"] > 0
    assert {one["item"] for one in told["changes"]} == {town.womans_item.number} <= own


def test_only_who_is_level_with_the_log_is_asked_to_wait(counter: dict[str, Any]) -> None:
    settle()
    seal()
    caller = machine(token_of(counter, "reviewer"))
    sealed = caller.get("/api/v1/changes").json()["sealed"]

    level = caller.get("/api/v1/changes", {"after": sealed, "wait": 7})
    behind = caller.get("/api/v1/changes", {"after": sealed - 1, "wait": 7})
    longer = caller.get("/api/v1/changes", {"after": sealed, "wait": 26})

    assert level["Tongchou-Wait"] == f"{sealed} 7"
    assert "Tongchou-Wait" not in behind
    assert longer.status_code == 422


ADMINISTRATION = {
    "agencies": ("audit", "code"),
    "clerks": ("audit", "login"),
    "tokens": ("audit", "number"),
    "records": ("audit", "at"),
}
"""The lists of administration: who reads each, and what tells its rows apart."""


def administrator(login: str) -> Client:
    return machine(str(issue_own_token(clerk(login), at=AT)[1]))


@pytest.mark.usefixtures("counter")
@pytest.mark.parametrize("name", ADMINISTRATION)
def test_a_list_of_administration_is_read_page_by_page(name: str) -> None:
    login, key = ADMINISTRATION[name]
    for number in range(5):
        note_act("agency.add", f"3401{number}", by=clerk("system"), at=AT + timedelta(hours=number))
    reader = administrator(login)
    whole = [one[key] for one in reader.get(f"/api/v1/{name}").json()]
    found: list[str] = []
    path = f"/api/v1/{name}?limit=2"
    while path:
        answer = reader.get(path)
        found += [one[key] for one in answer.json()]
        path = answer.get("Link", "").partition(">")[0].lstrip("<")

    assert len(whole) > 4
    assert found == whole


@pytest.mark.usefixtures("counter")
def test_the_record_of_upkeep_is_read_page_by_page(counter: dict[str, Any]) -> None:
    for number in range(5):
        note_upkeep(UpkeepKind.PSQL, person=f"p{number}", role="postgres", at=AT)
    operator = machine(service_of(counter, "operate"))

    first = operator.get("/api/v1/upkeep?limit=3")
    rest = operator.get(f"/api/v1/upkeep?limit=3&cursor={first['Next-Cursor']}")

    people = [one["person"] for one in (*first.json()["records"], *rest.json()["records"])]
    assert people[:5] == ["p4", "p3", "p2", "p1", "p0"]


@pytest.mark.usefixtures("counter")
@pytest.mark.parametrize(
    "cursor",
    ["x", cursor_of(1), cursor_of("a", 1), cursor_of(None, 1, "x"), cursor_of("340104", "x", "y"),
     cursor_of("3" * 99, 1, "x"), cursor_of("340104", 10**17, "x")],
)  # fmt: skip
def test_a_cursor_of_another_list_names_no_place_in_this_one(cursor: str) -> None:
    answer = administrator("audit").get("/api/v1/agencies", {"cursor": cursor})

    assert answer.status_code == 422


@pytest.mark.usefixtures("counter")
def test_one_agency_sign_in_and_token_is_told_by_itself() -> None:
    reader = administrator("audit")
    token = Token.objects.filter(holder__login="clerk").order_by("id")[0]

    told = [
        reader.get(f"/api/v1/{path}")
        for path in ("agencies/340104", "clerks/clerk", f"tokens/{token.pk}")
    ]
    unknown = [
        reader.get(f"/api/v1/{path}").status_code
        for path in ("agencies/999999", "clerks/nobody", f"clerks/{MAN}", "tokens/999999999")
    ]

    assert [answer.status_code for answer in told] == [200] * 3
    assert (told[0].json()["code"], told[1].json()["login"]) == ("340104", "clerk")
    assert told[2].json()["number"] == token.pk
    assert "token" not in told[2].json()
    assert unknown == [404] * 4


@pytest.mark.usefixtures("counter")
def test_what_was_made_is_found_where_its_location_says() -> None:
    system = administrator("system")
    given = {"login": "neu/1", "name": "新", "agency": "340104", "kind": "service"}

    made = system.post(
        "/api/v1/clerks", {**given, "login": "neu-1"}, content_type="application/json"
    )

    assert made.status_code == 201
    assert system.get(made["Location"]).json()["login"] == "neu-1"
