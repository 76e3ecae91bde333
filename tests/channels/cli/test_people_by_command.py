"""People are let in by command: agency, clerk, duties, token, each by its administrator."""

from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from visiting import machine

from counter import clerk
from tongchou.agency.models import Agency, Clerk, Token

AT_34 = ("--province", "34", "--json")


@pytest.fixture(autouse=True)
def opened_node(nodes: dict[str, Any], opened: Any) -> None:
    del nodes
    opened("34")


@pytest.fixture
def anna(tongchou: Command) -> str:
    """Add a clerk; return the password for one time."""
    done = tongchou("clerk", "add", "anna", "安娜", "--agency", "340104", "--person", "E-7", *AT_34)
    assert done.code == 0, done.said
    return str(done.answer["password"])


def test_agencies_are_added_changed_listed_and_closed(tongchou: Command) -> None:
    facts = ("--name-en", "Street", "--level", "5", "--parent", "340104")

    done = [
        tongchou("agency", "add", "340104901", "街道", *facts, *AT_34),
        tongchou("agency", "change", "340104901", "新街", "--name-en", "New", *AT_34),
        tongchou("agency", "close", "340104901", *AT_34),
    ]
    listed = tongchou("agency", "list", "--text", "340104", *AT_34)
    refused = tongchou("agency", "close", "340104", *AT_34)

    assert [one.code for one in done] == [0, 0, 0]
    assert Agency.objects.get(code="340104901").closed_at is not None
    assert [one["name"] for one in listed.answer][-1] == "新街"
    assert refused.code == 1
    assert refused.answer["refusals"][0]["code"] == "administration.still_clerks"


def test_a_clerk_comes_in_with_a_token_that_was_issued_to_them(
    tongchou: Command, anna: str
) -> None:
    del anna
    tongchou("clerk", "change", "anna", "--duties", "accept/enrolment,review", *AT_34)
    issued = tongchou("token", "issue", "anna", "desk", "--duties", "review", *AT_34)
    secret, number = issued.answer["token"], issued.answer["number"]

    before = machine(secret).get("/api/v1/items").status_code
    tongchou("token", "revoke", str(number), *AT_34)
    after = machine(secret).get("/api/v1/items").status_code

    assert clerk("anna").duties == ["accept/enrolment", "review"]
    assert (before, after) == (200, 401)
    listed = tongchou("token", "list", "--text", "desk", "--province", "34")
    assert listed.code == 0
    assert secret not in listed.said


def test_a_password_for_one_time_is_changed_before_anything_else(
    tongchou: Command, anna: str, tmp_path: Path
) -> None:
    (tmp_path / "first").write_text(anna, "utf-8")
    (tmp_path / "own").write_text("a phrase of my own", "utf-8")
    first, own = f"@{tmp_path / 'first'}", f"@{tmp_path / 'own'}"

    refused = tongchou("sign-in", "anna", "--password", first, *AT_34)
    changed = tongchou("sign-in", "anna", "--password", first, "--chosen", own, *AT_34)
    typed = tongchou("sign-in", "anna", "--password", "a phrase of my own", *AT_34)
    wrong = tongchou("sign-in", "anna", "--password", first, *AT_34)

    assert refused.answer["refusals"][0]["code"] == "password.one_time"
    assert changed.code == 0
    assert changed.answer["holder"] == "anna"
    assert (typed.code, wrong.code) == (1, 1)
    assert clerk("anna").check_password("a phrase of my own")


def test_clerks_are_suspended_resumed_moved_and_listed(tongchou: Command, anna: str) -> None:
    suspended = tongchou("clerk", "suspend", "anna", *AT_34)
    resumed = tongchou("clerk", "suspend", "anna", "--resume", *AT_34)
    moved = tongchou("clerk", "change", "anna", "--agency", "340000", *AT_34)
    reset = tongchou("clerk", "password", "anna", *AT_34)
    listed = tongchou("clerk", "list", "--text", "anna", "--province", "34")

    states = [one.answer["is_active"] for one in (suspended, resumed)]
    assert states == [False, True]
    assert moved.answer["agency"] == "340000"
    assert reset.answer["password"] not in {anna, ""}
    assert "anna" in listed.said


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("security", ("clerk", "add", "ben", "本", "--agency", "340104", "--person", "E-8")),
        ("audit", ("clerk", "suspend", "clerk")),
        ("system", ("token", "issue", "clerk", "mine")),
        ("system", ("clerk", "change", "clerk", "--duties", "approve")),
        ("clerk", ("clerk", "list")),
    ],
)
def test_a_command_is_refused_to_who_is_not_its_administrator(
    tongchou: Command, by: str, words: tuple[str, ...]
) -> None:
    done = tongchou(*words, "--as", by, *AT_34)

    assert done.code == 1
    assert "403" in done.answer["error"]
    assert not Clerk.objects.filter(login="ben").exists()
    assert not Token.objects.filter(name="mine").exists()
