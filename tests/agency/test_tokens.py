"""Tokens: each opens one sign-in, and the table that keeps them opens none."""

from typing import Any

import pytest

from counter import MAN, MAN_NAME
from tongchou.agency.changes import digest_of, open_citizen_sign_in
from tongchou.agency.models import Clerk
from tongchou.agency.queries import clerk_by_token
from tongchou.agency.seeding import seed

PASSWORD = "by-the-book"


def token_of(sign_ins: dict[str, Any], login: str) -> str:
    listed = [*sign_ins["clerks"], *sign_ins["services"]]
    found = {one["login"]: one["token"] for one in listed}
    return str(found[login])


def test_a_token_is_kept_as_the_sha_256_of_itself() -> None:
    # FIPS 180-2, example B.1: the digest of "abc"
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("login", ["clerk", "reviewer", "approver", "clerk340104", "operator"])
def test_a_token_opens_its_own_sign_in(province: dict[str, Any], login: str) -> None:
    found = clerk_by_token(token_of(province, login))

    assert found is not None
    assert found.login == login


def test_a_copy_of_the_table_opens_nothing(province: dict[str, Any]) -> None:
    kept = [str(value) for row in Clerk.objects.values_list() for value in row]

    assert not [one for one in province["clerks"] if one["token"] in kept]
    assert not [value for value in kept if clerk_by_token(value)]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("token", ["", "unknown", "令牌"])
def test_any_other_token_opens_nothing(token: str) -> None:
    assert clerk_by_token(token) is None


@pytest.mark.usefixtures("province")
def test_a_sign_in_without_token_is_not_opened_by_none() -> None:
    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password=PASSWORD)

    assert Clerk.objects.get(login=MAN).token_digest == ""
    assert clerk_by_token("") is None


def test_the_token_of_who_left_opens_nothing(province: dict[str, Any]) -> None:
    Clerk.objects.filter(login="clerk").update(is_active=False)

    assert clerk_by_token(token_of(province, "clerk")) is None


def test_a_renewed_token_closes_the_one_before(province: dict[str, Any]) -> None:
    before = token_of(province, "clerk")

    after = token_of(seed("34", password=PASSWORD), "clerk")

    assert clerk_by_token(before) is None
    assert clerk_by_token(after) == Clerk.objects.get(login="clerk")
