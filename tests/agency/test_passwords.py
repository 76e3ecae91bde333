"""Passwords: long enough, and not what a guesser tries first."""

import pytest

from counter import MAN, MAN_NAME
from tongchou.agency.passwords import password_fault


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short77", "password.length"),
        ("", "password.length"),
        ("x7" * 65, "password.length"),
        ("12345678", "password.common"),
        ("aaaaaaaa", "password.common"),
        ("Password1", "password.common"),
        ("qwertyuiop", "password.common"),
        (MAN, "password.derived"),
        (MAN[6:14], "password.derived"),
        (MAN[-8:], "password.derived"),
        (f"my{MAN}", "password.derived"),
    ],
)
def test_what_is_short_common_or_known_of_a_person_is_refused(password: str, code: str) -> None:
    fault = password_fault(password, login=MAN, name=MAN_NAME)

    assert fault is not None
    assert (fault.code, fault.field) == (code, "password")
    assert fault.remedy is not None


@pytest.mark.parametrize(
    "password", ["eight...", "all lower case words", "春眠不觉晓处处闻", "x7" * 64, "陈 is my name"]
)
def test_any_other_is_taken_whatever_characters_it_has(password: str) -> None:
    assert password_fault(password, login=MAN, name=MAN_NAME) is None


def test_a_clerks_own_login_makes_no_password() -> None:
    fault = password_fault("reviewer2024", login="reviewer", name="李复核")

    assert fault is not None
    assert fault.code == "password.derived"
