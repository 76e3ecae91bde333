"""What a machine is told of hands: a conflict where another was first; history and comments."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from town import Town, settle
from visiting import machine, token_of

from counter import AT, MAN, another_sign_in, clerk
from tongchou.standards.identity import mask_ssn
from tongchou.workflow import changes as workflow

JSON = "application/json"


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town."""
    del counter
    return settle()


@pytest.fixture
def anna(town: Town) -> Client:
    """Return a machine that calls for anna, who reviews."""
    del town
    return machine(another_sign_in("anna", ["review"]))


@pytest.fixture
def reviewer(counter: dict[str, Any]) -> Client:
    return machine(token_of(counter, "reviewer"))


def sent(caller: Client, path: str, given: dict[str, Any]) -> Any:
    return caller.post(f"/api/v1{path}", given, content_type=JSON)


def test_a_step_on_what_another_works_on_or_has_is_a_conflict(
    town: Town, anna: Client, reviewer: Client
) -> None:
    item = town.mans_item
    workflow.work_on(item, clerk("reviewer"), at=AT)

    worked_on = sent(anna, f"/items/{item.number}/review", {})
    taken = sent(anna, f"/items/{item.number}/hand", {"to": "anna", "word": "急"})
    in_hand = sent(reviewer, f"/items/{item.number}/review", {})
    done = sent(anna, f"/items/{item.number}/review", {})

    conflicts = [one.json()["refusals"][0]["code"] for one in (worked_on, in_hand)]
    assert (worked_on.status_code, in_hand.status_code) == (409, 409)
    assert conflicts == ["workflow.worked_on", "workflow.in_other_hand"]
    assert taken.json()["login"] == "anna"
    assert done.status_code == 200


def test_an_item_is_given_back_and_its_hand_is_told(
    town: Town, anna: Client, reviewer: Client
) -> None:
    path = f"/items/{town.mans_item.number}/hand"
    sent(reviewer, path, {"to": "anna"})
    held = anna.get(f"/api/v1{path}").json()

    back = sent(anna, path, {"to": ""})
    nowhere = sent(anna, path, {"to": ""})

    assert (held["login"], held["worker"]) == ("anna", "")
    assert back.json()["login"] == ""
    assert nowhere.status_code == 422


def test_lists_are_narrowed_by_hand_and_line(town: Town, anna: Client, reviewer: Client) -> None:
    number = town.mans_item.number
    sent(reviewer, f"/items/{number}/hand", {"to": "anna"})

    def listed(caller: Client, asked: str) -> bool:
        told = caller.get(f"/api/v1/items?{asked}").json()
        return number in {one["number"] for one in told}

    assert listed(anna, "which=own")
    assert listed(reviewer, "which=open&hand=anna")
    assert not listed(reviewer, "which=mine")
    assert not listed(reviewer, "which=open&hand=-")
    assert listed(reviewer, "which=open&line=enrolment&step=review")
    assert not listed(reviewer, "which=open&line=benefit")


def test_history_tells_steps_and_hand_overs_in_order(
    town: Town, anna: Client, reviewer: Client
) -> None:
    number = town.mans_item.number
    with override_settings(NOW=lambda: AT + timedelta(seconds=1)):
        sent(reviewer, f"/items/{number}/hand", {"to": "anna", "word": "请办理"})
    with override_settings(NOW=lambda: AT + timedelta(minutes=1)):
        sent(anna, f"/items/{number}/review", {})

    told = anna.get(f"/api/v1/items/{number}/history").json()

    assert [(one["kind"], one["verb"]) for one in told] == [
        ("step", "accept"), ("hand_over", "assign"), ("step", "review"),
    ]  # fmt: skip
    assert (told[1]["login"], told[1]["to"], told[1]["note"]) == ("reviewer", "anna", "请办理")


def test_comments_are_left_and_told_with_numbers_masked(town: Town, reviewer: Client) -> None:
    path = f"/items/{town.mans_item.number}/comments"

    made = sent(reviewer, path, {"text": f"见 {MAN}"})

    assert (made.status_code, made["Location"]) == (201, f"/api/v1{path}")
    assert [one["text"] for one in reviewer.get(f"/api/v1{path}").json()] == [f"见 {mask_ssn(MAN)}"]
    assert sent(reviewer, path, {"text": " "}).status_code == 422


def test_a_neighbour_hears_nothing_of_an_item(counter: dict[str, Any], town: Town) -> None:
    neighbour = machine(token_of(counter, "clerk340209"))
    path = f"/items/{town.mans_item.number}"

    asked = [neighbour.get(f"/api/v1{path}/{what}") for what in ("hand", "history", "comments")]
    asked += [sent(neighbour, f"{path}/hand", {"to": "anna"})]
    asked += [sent(neighbour, f"{path}/comments", {"text": "x"})]

    assert {answer.status_code for answer in asked} == {404}


def test_a_substitute_is_named_told_and_let_go(anna: Client, reviewer: Client) -> None:
    days = {"first_day": "2024-11-05", "last_day": "2024-11-06"}

    named = sent(reviewer, "/substitutions", {"substitute": "anna", **days})
    told = anna.get("/api/v1/substitutions").json()
    ended = sent(reviewer, f"/substitutions/{named.json()['number']}/end", {})
    stranger = sent(reviewer, "/substitutions", {"substitute": "nobody", **days})

    assert named.status_code == 201
    assert [(one["absent"], one["substitute"]) for one in told] == [("reviewer", "anna")]
    assert ended.json()["ended_at"]
    assert stranger.status_code == 422
