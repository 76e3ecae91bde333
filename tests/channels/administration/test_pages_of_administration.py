"""The pages of the three administrators: each does by page what is their own work."""

from typing import Any

import pytest
from django.test import Client
from visiting import browser, machine, page_of

from counter import AT, clerk
from tongchou.agency.models import AdministrativeRecord, Agency, Clerk, SignIn, Token
from tongchou.agency.queries import clerk_by_token

pytestmark = pytest.mark.usefixtures("counter")

HOME = "/administration/"
ANNA = {
    "login": "anna",
    "kind": "clerk",
    "name": "安娜",
    "person_code": "E-77",
    "agency": "340104",
}
STREET = {
    "code": "340104901",
    "level": "5",
    "division_code": "340104901",
    "parent": "340104",
    "name": "街道服务站",
    "name_en": "Street office",
}
KEPT = ("login", "name", "agency_id", "password", "duties", "is_active")
OWN_WORD = "a phrase of my own"


def post(who: str, path: str, **typed: Any) -> Any:
    return browser(who).post(HOME + path, typed)


def word_in(answer: Any) -> str:
    """Return the password or token that a page shows this once."""
    return page_of(answer).partition('<p class="code">')[2].partition("<")[0]


def test_somebody_is_let_in_by_page_from_the_first_entry_to_the_first_matter() -> None:
    added = post("system", "new-clerk", **ANNA)
    post("security", "clerks/anna/duties", given="accept", line="enrolment", scheme="110")
    first = word_in(added)
    anna = Client(SERVER_NAME="localhost")

    anna.post("/clerk/sign-in", {"login": "anna", "password": first})
    led = anna.get("/clerk/items/start")
    chosen = {"old": first, "chosen": OWN_WORD, "again": OWN_WORD}
    changed = anna.post("/clerk/password", chosen)
    shown = anna.get("/clerk/items/start")

    assert (added.status_code, led.status_code, led["Location"]) == (200, 302, "/clerk/password")
    assert (changed.status_code, shown.status_code) == (302, 200)
    assert clerk("anna").duties == ["accept/enrolment/110"]
    acts = AdministrativeRecord.objects.filter(subject="anna").order_by("id")
    assert list(acts.values_list("login", "act")) == [
        ("system", "clerk.add"),
        ("security", "clerk.duties"),
        ("anna", "password.change"),
    ]
    assert not [row for row in acts if first in str(row.after)]


def test_a_password_that_is_not_chosen_well_is_not_taken_and_a_wrong_one_is_a_guess() -> None:
    visitor, right = browser("clerk"), "by-the-book"
    tried = [
        {"old": right, "chosen": right, "again": right},
        {"old": right, "chosen": "12345678", "again": "12345678"},
        {"old": right, "chosen": OWN_WORD, "again": "another"},
        {"old": "wrong", "chosen": OWN_WORD, "again": OWN_WORD},
    ]

    answers = [visitor.post("/clerk/password", typed) for typed in tried]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert clerk("clerk").check_password(right)
    assert SignIn.objects.filter(login="clerk", outcome="wrong").count() == 1


def test_a_changed_password_ends_the_sessions_in_other_browsers() -> None:
    here, elsewhere = browser("clerk"), browser("clerk")
    typed = {"old": "by-the-book", "chosen": OWN_WORD, "again": OWN_WORD}

    here.post("/clerk/password", typed)

    assert here.get("/clerk/").status_code == 200
    assert elsewhere.get("/clerk/").status_code == 302


@pytest.mark.parametrize("deed", ["sign-out", "suspend"])
def test_a_sign_out_ends_all_sessions_and_so_does_a_suspension(deed: str) -> None:
    here, elsewhere = browser("clerk"), browser("clerk")

    if deed == "sign-out":
        here.post("/clerk/sign-out")
    else:
        post("system", "clerks/clerk/suspend")
        post("system", "clerks/clerk/resume")

    assert [one.get("/clerk/").status_code for one in (here, elsewhere)] == [302, 302]
    outs = SignIn.objects.filter(outcome="out", login="clerk").count()
    assert outs == (deed == "sign-out")


def test_a_token_is_shown_once_and_opens_what_it_says() -> None:
    typed = {"name": "bank", "until": "2024-12-31", "duty": "accept", "agency": "340104"}

    issued = post("security", "clerks/clerk/tokens", **typed)
    again = browser("security").get(HOME + "clerks/clerk")
    secret = word_in(issued)

    token = Token.objects.get(name="bank")
    assert token.ends_at.isoformat() == "2024-12-31T16:00:00+00:00"
    opened = clerk_by_token(secret, at=AT)
    assert opened is not None
    assert (opened.login, opened.scope) == ("clerk", "340104")
    assert secret not in page_of(again)

    revoked = post("security", f"tokens/{token.pk}/revoke")
    assert revoked.status_code == 302
    assert machine(secret).get("/api/v1/items").status_code == 401


def test_an_agency_is_added_renamed_and_closed_by_page() -> None:
    added = post("system", "agencies/add", **STREET)
    renamed = post("system", "agencies/340104901", name="新街道", name_en="New street")
    refused = post("system", "agencies/340104/close")
    closed = post("system", "agencies/340104901/close")

    assert [one.status_code for one in (added, renamed, refused, closed)] == [302, 302, 422, 302]
    assert "clerk340104" in page_of(refused)
    assert "340104901" in page_of(refused)
    street = Agency.objects.get(code="340104901")
    assert (street.name, street.closed_at) == ("新街道", AT)


def test_what_was_typed_stays_when_an_entry_is_refused() -> None:
    agency = post("system", "agencies/add", **{**STREET, "code": "x", "name": "留住的名字"})
    person = post("system", "new-clerk", **{**ANNA, "login": "clerk", "name": "留住的名字"})

    for answer in (agency, person):
        assert answer.status_code == 422
        assert "留住的名字" in page_of(answer)
        assert "有误" in page_of(answer).partition("</title>")[0]


@pytest.mark.parametrize(
    ("who", "path", "typed"),
    [
        ("security", "new-clerk", ANNA),
        ("audit", "agencies/add", STREET),
        ("security", "clerks/clerk/suspend", {}),
        ("audit", "clerks/clerk/password", {}),
        ("system", "clerks/clerk/duties", {"given": "review"}),
        ("system", "clerks/clerk/tokens", {"name": "x", "until": "2024-12-31"}),
    ],
)
def test_nobody_does_the_work_of_another_administrator(
    who: str, path: str, typed: dict[str, str]
) -> None:
    before = list(Clerk.objects.order_by("pk").values(*KEPT))

    answer = post(who, path, **typed)

    assert answer.status_code == 422
    assert "这项操作由" in page_of(answer)
    assert list(Clerk.objects.order_by("pk").values(*KEPT)) == before
    assert not AdministrativeRecord.objects.filter(login=who, at=AT).exists()


def test_only_audit_reads_the_records_and_finds_an_act_by_who_and_on_whom() -> None:
    post("system", "clerks/reviewer/suspend")
    opened = {
        who: browser(who).get(f"{HOME}records/{kind}").status_code
        for who in ("system", "security", "audit", "clerk")
        for kind in ("acts", "sign-ins", "looks")
    }

    visitor = browser("audit")
    found = visitor.post(HOME + "records/acts", {"text": "reviewer", "chosen": "clerk.suspend"})
    other = visitor.post(HOME + "records/acts", {"text": "approver", "chosen": "clerk.suspend"})

    assert opened == {"system": 403, "security": 403, "audit": 200, "clerk": 403}
    assert "停用人员" in page_of(visitor.get(found["Location"])).partition("<tbody>")[2]
    assert "没有记录" in page_of(visitor.get(other["Location"]))


def test_the_sign_in_of_an_administrator_leads_to_their_pages_from_any_door() -> None:
    visitor = Client(SERVER_NAME="localhost")

    led = visitor.post("/clerk/sign-in", {"login": "audit", "password": "by-the-book"})

    assert led["Location"] == HOME
    assert visitor.get(HOME)["Location"] == HOME + "records/acts"
