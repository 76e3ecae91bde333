"""A citizen's sign-in is opened by command, with the demo's password or one of their own."""

from collections.abc import Callable
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


def test_a_citizen_signs_in_with_the_demo_s_password(tongchou: Command) -> None:
    done = tongchou("citizen", MAN, MAN_NAME, "--province", "34", "--json")

    assert (done.code, done.answer["url"]) == (0, "http://localhost:8634/my/")
    typed = {"ssn": MAN, "password": done.answer["password"]}
    assert browser().post("/my/sign-in", typed).status_code == 302


def test_a_citizen_may_have_a_password_of_their_own(tongchou: Command) -> None:
    done = tongchou("citizen", MAN, MAN_NAME, "--province", "34", "--password", OWN_WORD)

    assert done.code == 0
    assert f"密码 password {OWN_WORD}" in done.said
    assert Clerk.objects.get(login=MAN).check_password(OWN_WORD)


def test_nobody_gets_a_sign_in_under_another_name(tongchou: Command) -> None:
    done = tongchou("citizen", MAN, "某某", "--province", "34")

    assert (done.code, Clerk.objects.filter(login=MAN).exists()) == (1, False)
    assert "no such person here" in done.said
