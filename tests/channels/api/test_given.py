"""A machine's words are taken as the document says, and who must wait is told how long."""

from typing import Any

import pytest
from django.test import Client
from visiting import machine, token_of

SEARCH = "/api/v1/items/search"
JSON = "application/json"


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "50"},
        {"limit": True},
        {"since": 1_700_000_000},
        {"since": "1700000000"},
        {"since": "2024-10-01"},
        {"since": "2024-10-01T09:00:00"},
        {"since": "2024-10-01 09:00:00Z"},
        {"which": "nothing"},
        {"text": 7},
    ],
)
def test_what_is_not_as_described_is_not_taken(
    counter: dict[str, Any], asked: dict[str, Any]
) -> None:
    caller = machine(token_of(counter, "reviewer"))

    answer = caller.post(SEARCH, asked, content_type=JSON)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["in"] == "body"


def test_what_is_as_described_is_taken(counter: dict[str, Any]) -> None:
    caller = machine(token_of(counter, "reviewer"))
    asked = {"limit": 5, "since": "2024-10-01T09:00:00.5+08:00", "which": "all"}

    assert caller.post(SEARCH, asked, content_type=JSON).status_code == 200
    queried = {"since": "2024-10-01T09:00:00Z", "limit": "5"}
    assert caller.get("/api/v1/items", queried).status_code == 200


@pytest.mark.usefixtures("counter")
def test_who_guessed_too_often_at_the_sign_in_is_told_when_to_come_again() -> None:
    asked = {"login": "clerk", "password": "a wrong one"}
    guesser = Client(SERVER_NAME="localhost")

    answers = [guesser.post("/api/v1/sign-in", asked, content_type=JSON) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) >= 1


@pytest.mark.parametrize(("day", "status"), [("0", 422), ("2024-10-01", 200), ("20241001", 422)])
def test_a_day_is_written_as_one(counter: dict[str, Any], day: str, status: int) -> None:
    caller = machine(token_of(counter, "reviewer"))

    assert caller.get("/api/v1/applies", {"on": day}).status_code == status
