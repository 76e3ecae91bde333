"""Tokens: each opens one sign-in, and the table that keeps them opens none."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counter import AT, MAN, MAN_NAME, clerk
from tongchou.agency.changes import (
    change_clerk,
    choose_password,
    give_duties,
    issue_own_token,
    issue_token,
    open_citizen_sign_in,
    reset_password,
    resume_clerk,
    revoke_token,
    suspend_clerk,
)
from tongchou.agency.changes.security import digest_of
from tongchou.agency.models import AdministrativeRecord, Clerk, Token
from tongchou.agency.queries import clerk_by_token
from tongchou.agency.seeding import seed
from tongchou.standards.refusal import Refusal, Refusals

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
    found = clerk_by_token(token_of(province, login), at=AT)

    assert found is not None
    assert found.login == login


def test_a_copy_of_the_table_opens_nothing(province: dict[str, Any]) -> None:
    rows = [*Clerk.objects.values_list(), *Token.objects.values_list()]
    kept = [str(value) for row in rows for value in row]

    assert not [one for one in province["clerks"] if one["token"] in kept]
    assert not [value for value in kept if clerk_by_token(value, at=AT)]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("token", ["", "unknown", "令牌"])
def test_any_other_token_opens_nothing(token: str) -> None:
    assert clerk_by_token(token, at=AT) is None


@pytest.mark.usefixtures("province")
def test_a_sign_in_without_token_is_not_opened_by_none() -> None:
    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password=PASSWORD)

    assert not Token.objects.filter(holder__login=MAN).exists()
    assert clerk_by_token("", at=AT) is None


def test_the_token_of_who_left_opens_nothing(province: dict[str, Any]) -> None:
    Clerk.objects.filter(login="clerk").update(is_active=False)

    assert clerk_by_token(token_of(province, "clerk"), at=AT) is None


def test_what_the_demo_told_before_still_opens_and_what_it_forgot_is_closed(
    province: dict[str, Any],
) -> None:
    before = token_of(province, "clerk")

    kept = seed("34", password=PASSWORD, at=AT, before=province)
    anew = seed("34", password=PASSWORD, at=AT)

    assert kept == province
    assert clerk_by_token(before, at=AT) is None
    assert clerk_by_token(token_of(anew, "clerk"), at=AT) == Clerk.objects.get(login="clerk")


DAY = timedelta(days=1)


def issue(login: str = "clerk", **given: Any) -> tuple[Token, str] | Refusals:
    facts = {"name": "bank", "ends_at": AT + DAY, "by": clerk("security"), "at": AT, **given}
    return issue_token(login, **facts)


def secret(issued: tuple[Token, str] | Refusals) -> str:
    assert isinstance(issued[0], Token), issued
    return str(issued[1])


@pytest.mark.usefixtures("province")
def test_a_token_opens_until_its_end_or_until_it_is_revoked() -> None:
    token, opens = issue()
    assert isinstance(token, Token)

    assert clerk_by_token(str(opens), at=AT + DAY - timedelta(seconds=1)) is not None
    assert clerk_by_token(str(opens), at=AT + DAY) is None
    revoke_token(token.pk, by=clerk("security"), at=AT)
    assert clerk_by_token(str(opens), at=AT) is None
    assert Token.objects.get(pk=token.pk).revoked_by == "security"


@pytest.mark.usefixtures("province")
def test_a_token_gives_what_its_holder_still_has_and_no_more() -> None:
    by = clerk("security")
    give_duties("clerk", ["accept", "review/benefit"], by=by, at=AT)
    opens = secret(issue(duties=["accept/benefit", "review/benefit"], agency="340104"))

    found = clerk_by_token(opens, at=AT)
    give_duties("clerk", ["accept/benefit/110"], by=by, at=AT)
    narrowed = clerk_by_token(opens, at=AT)

    assert found is not None
    assert narrowed is not None
    assert (found.duties, found.scope) == (["accept/benefit", "review/benefit"], "340104")
    assert narrowed.duties == ["accept/benefit/110"]
    assert clerk("clerk").agency_id == "340000"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"duties": ["review"]}, "administration.beyond_holder"),
        ({"agency": "340100"}, "administration.beyond_holder"),
        ({"ends_at": AT}, "administration.end"),
        ({"ends_at": AT + 367 * DAY}, "administration.end"),
        ({"name": ""}, "administration.name"),
        ({"name": "demo"}, "administration.taken"),
        ({"login": "security"}, "administration.own"),
        ({"login": "nobody"}, "administration.unknown"),
        ({"login": MAN}, "administration.unknown"),
        ({"by": "system"}, "administration.duty"),
    ],
)
def test_a_token_is_refused_that_goes_beyond_its_holder_or_has_no_end(
    given: dict[str, Any], code: str
) -> None:
    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password=PASSWORD)
    by = {"by": clerk(given["by"])} if "by" in given else {}

    refused = issue(**{"login": "clerk340104", **given, **by})

    assert [one.code for one in refused if isinstance(one, Refusal)] == [code]
    assert Token.objects.filter(name="bank").count() == 0


@pytest.mark.usefixtures("province")
def test_who_is_suspended_or_moved_loses_all_tokens() -> None:
    opens = secret(issue()), secret(issue("reviewer"))

    suspend_clerk("clerk", by=clerk("system"), at=AT)
    resume_clerk("clerk", by=clerk("system"), at=AT)
    moved = {"name": "李复核", "agency": "340104", "person_code": "34-reviewer"}
    change_clerk("reviewer", **moved, by=clerk("system"), at=AT)

    assert [clerk_by_token(one, at=AT) for one in opens] == [None, None]


@pytest.mark.usefixtures("province")
def test_no_secret_of_a_token_stands_in_the_record() -> None:
    opens = secret(issue())

    kept = [str(row) for row in AdministrativeRecord.objects.values_list()]

    assert not [row for row in kept if opens in row or digest_of(opens) in row]


@pytest.mark.usefixtures("province")
def test_a_token_is_read_by_one_statement() -> None:
    opens = secret(issue())

    with CaptureQueriesContext(connection) as asked:
        clerk_by_token(opens, at=AT)

    assert len(asked) == 1


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("who", ["themselves", "an administrator"])
def test_a_new_password_ends_what_the_old_one_opened_to_a_machine(who: str) -> None:
    holder = clerk("clerk")
    own = issue_own_token(holder, at=AT)
    issued = issue_token(
        "clerk", name="one", ends_at=AT + timedelta(days=9), by=clerk("security"), at=AT
    )
    assert not isinstance(own[0], Refusal)
    assert not isinstance(issued[0], Refusal)

    if who == "themselves":
        choose_password(holder, encoded="!", at=AT)
    else:
        reset_password("clerk", encoded="!", by=clerk("system"), at=AT)

    assert clerk_by_token(str(own[1]), at=AT) is None
    assert clerk_by_token(str(issued[1]), at=AT) is not None
