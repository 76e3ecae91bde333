"""A citizen's sign-in is opened by command; number and password stand on no command line."""

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from visiting import browser

from counter import MAN, MAN_NAME, enrol, register_employer
from tongchou.agency.models import Clerk

OWN_WORD = "a word of my own"


@pytest.fixture(autouse=True)
def man(nodes: dict[str, Any], opened: Callable[[str], Any]) -> None:
    """Let 安徽 know the man."""
    del nodes
    opened("34")
    register_employer()
    enrol(MAN, MAN_NAME)


@pytest.fixture
def number(tmp_path: Path) -> str:
    """Return the file that holds the man's number, as a command takes it."""
    (tmp_path / "number").write_text(f"{MAN}\n", "utf-8")
    return f"@{tmp_path / 'number'}"


def test_a_citizen_signs_in_with_a_password_made_for_them(
    nodes: dict[str, Any], tongchou: Command, number: str
) -> None:
    done = tongchou("citizen", MAN_NAME, number, "--province", "34", "--json")

    staff = {clerk["password"] for node in nodes.values() for clerk in node["sign_ins"]["clerks"]}
    assert done.answer["password"] not in staff

    assert (done.code, done.answer["url"]) == (0, "http://localhost:8634/my/")
    typed = {"ssn": MAN, "password": done.answer["password"]}
    assert browser().post("/my/sign-in", typed).status_code == 302


def test_a_sign_in_opened_at_the_counter_is_handed_over_by_command(
    tongchou: Command, tmp_path: Path
) -> None:
    form = {"ssn": MAN, "name": MAN_NAME, "document": "identity_card"}
    (tmp_path / "form").write_text(json.dumps(form), "utf-8")
    asked = ("item", "submit", "citizen_sign_in", "--province", "34")
    item = tongchou(*asked, "--form", f"@{tmp_path / 'form'}", "--json").answer

    slip = tongchou("item", "password", item["number"], "--json").answer
    said = tongchou("item", "password", item["number"]).said
    typed = {"ssn": MAN, "password": said.rpartition(" ")[2]}

    assert (slip["login"], slip["kind"]) == (MAN, "citizen")
    assert slip["password"] not in said
    assert browser().post("/my/sign-in", typed | {"password": slip["password"]}).status_code == 422
    assert browser().post("/my/sign-in", typed).status_code == 302


def test_a_citizen_may_have_a_password_of_their_own(
    tongchou: Command, number: str, tmp_path: Path
) -> None:
    (tmp_path / "word").write_text(f"{OWN_WORD}\n", "utf-8")
    word = f"@{tmp_path / 'word'}"

    done = tongchou("citizen", MAN_NAME, number, "--province", "34", "--password", word)

    assert done.code == 0
    assert f"密码 password {OWN_WORD}" in done.said
    assert Clerk.objects.get(login=MAN).check_password(OWN_WORD)


def test_a_number_is_read_from_standard_input(
    tongchou: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(f"{MAN}\n"))

    assert tongchou("citizen", MAN_NAME, "--province", "34").code == 0
    assert Clerk.objects.filter(login=MAN).exists()


def test_a_number_or_password_on_the_command_line_is_not_taken(
    tongchou: Command, number: str
) -> None:
    form = f'{{"ssn": "{MAN}", "name": "{MAN_NAME}", "month": "2024-09"}}'
    commands = [
        ("citizen", MAN_NAME, MAN, "--province", "34"),
        ("citizen", MAN_NAME, number, "--province", "34", "--password", OWN_WORD),
        ("query", MAN, "--reason", "核查"),
        ("item", "submit", "person_enrolment", "--province", "34", "--form", form),
    ]

    done = [tongchou(*words, "--json") for words in commands]

    assert {one.code for one in done} == {1}
    assert all("A command line is seen by others" in one.answer["error"] for one in done)
    assert not any(MAN in one.printed for one in done)


def test_nobody_gets_a_sign_in_under_another_name(tongchou: Command, number: str) -> None:
    done = tongchou("citizen", "某某", number, "--province", "34")

    assert (done.code, Clerk.objects.filter(login=MAN).exists()) == (1, False)
    assert "no such person here" in done.said
