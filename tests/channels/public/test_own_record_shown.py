"""A citizen sees the own record, by one entrance, and nobody else's."""

from typing import Any

import pytest
from town import PASSWORD, inhabit
from visiting import browser, every_address

from counter import MAN, MAN_NAME, WOMAN, WOMAN_NAME
from tongchou.agency.changes import open_citizen_sign_in
from tongchou.agency.models import AccessRecord
from tongchou.standards.identity import mask_ssn

PAGES = ("/my/", "/my/months", "/my/account", "/my/pension")
NAMES = {MAN: MAN_NAME, WOMAN: WOMAN_NAME}

both_nodes = pytest.mark.parametrize("code", ["34", "00"])


def test_no_page_takes_an_identifier_but_of_a_matter_and_its_kind() -> None:
    addresses = [one for role in ("province", "ministry") for one in every_address(role)]

    taken = {part for address in addresses if address.face == "my" for part in address.parts}

    assert taken == {"number", "code"}


@both_nodes
@pytest.mark.parametrize(("ssn", "other"), [(MAN, WOMAN), (WOMAN, MAN)])
def test_the_pages_tell_of_the_citizen_and_of_nobody_else(
    opened: Any, code: str, ssn: str, other: str
) -> None:
    opened(code)
    inhabit()
    citizen = browser(ssn)

    answers = [citizen.get(page, {"ssn": other, "person_id": "1"}) for page in PAGES]

    said = [answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(NAMES[ssn] in page for page in said)
    for told in (NAMES[other], other[-4:], mask_ssn(other)):
        assert not any(told in page.replace(f"ssn={other}", "") for page in said)


@both_nodes
def test_the_own_number_is_masked_too(opened: Any, code: str) -> None:
    opened(code)
    inhabit()
    citizen = browser(MAN)

    said = [citizen.get(page).content.decode() for page in PAGES]

    assert not any(MAN in page for page in said)
    assert mask_ssn(MAN) in said[0]


def test_a_look_at_the_own_record_is_noted(counter: Any) -> None:
    del counter
    inhabit()

    browser(WOMAN).get("/my/account")

    assert [
        (look.login, *look.ssns, look.what) for look in AccessRecord.objects.order_by("id")
    ] == [(WOMAN, WOMAN, "citizen.page")]


def test_a_citizen_of_whom_nothing_is_held_is_told_so(counter: Any) -> None:
    del counter
    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password=PASSWORD)
    citizen = browser(MAN)

    said = [citizen.get(page) for page in PAGES]

    assert all("这里还没有您的参保记录" in page.content.decode() for page in said)


def test_the_number_may_be_typed_as_it_is_read(counter: Any) -> None:
    del counter
    inhabit()
    typed = f" {MAN[:6]} {MAN[6:14]} {MAN[14:].lower()} "

    answer = browser().post("/my/sign-in", {"ssn": typed, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/my/")


def test_a_wrong_password_keeps_the_number_and_not_the_password(counter: Any) -> None:
    del counter
    inhabit()

    answer = browser().post("/my/sign-in", {"ssn": MAN, "password": "my-secret"})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{MAN}"' in said
    assert "账号或密码不正确" in said
    assert "my-secret" not in said


@pytest.mark.parametrize("login", ["clerk", "operator", "nobody", ""])
def test_nobody_else_comes_in_by_the_citizens_entrance(counter: Any, login: str) -> None:
    del counter

    answer = browser().post("/my/sign-in", {"ssn": login, "password": PASSWORD})

    assert answer.status_code == 422


def test_a_citizen_does_not_come_in_by_the_staff_entrance(counter: Any) -> None:
    del counter
    inhabit()

    answer = browser().post("/clerk/sign-in", {"login": MAN, "password": PASSWORD})

    assert answer.status_code == 422


def test_signing_out_closes_the_record(counter: Any) -> None:
    del counter
    inhabit()
    citizen = browser(MAN)
    assert citizen.get("/my/").status_code == 200

    citizen.post("/my/sign-out")

    assert citizen.get("/my/").status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(counter: Any) -> None:
    del counter
    inhabit()
    citizen = browser(MAN)
    assert citizen.get("/my/").status_code == 200

    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password="another-one")

    assert citizen.get("/my/").status_code == 302
