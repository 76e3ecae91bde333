"""What machines send is refused with a reason whenever it is not what was asked for."""

import json
from typing import Any

import pytest
from django.test import Client
from hostile import EVERYTHING, broken
from visiting import Systems, machine, token_of

from counter import AT, FACTORY, MAN, MAN_NAME, accepted, enrol, register_employer
from tongchou.agency.models import Clerk
from tongchou.channels.api import body
from tongchou.workflow.models import Item

LEAVING = {"ssn": MAN, "credit_code": FACTORY, "last_month": "2024-10", "reason": "221"}
JSON = "application/json"
NO_JSON = (
    b"",
    b" ",
    b"{",
    b"]",
    b"abc",
    b"{'a': 1}",
    b'{"a": 1,}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"\xff\xfe",
    b'{"note": "\xed\xa0\x80"}',
    '{"note": "理由"}'.encode("gb18030"),
    b'{"note": "\\u0000"}',
    b'{"note": "\\ud800"}',
    b'{"\\u0000": 1}',
    b'{"note": ["\\u0000"]}',
    b"PK\x03\x04",
    b'{"code": "a", "code": "b", "form": {}}',
    b'{"note": "x", "form": {"a": 1, "a": 2}}',
    b'{"a": ' + b"9" * 19 + b"}",
    b'{"a": NaN}',
    b'{"a": [' + b"{}," * 400_001 + b"{}]}",
    b'{"a": [' + b"[]," * 400_001 + b"[]]}",
    b"{" + b",".join(b'"%x":0' % name for name in range(400_002)) + b"}",
    b'{"note": "' + b"\\\\" * 1_000_000 + b'\\u0000"}',
    b'{"note": "\\ud800"}',
    b'{"a":' * 33 + b"1" + b"}" * 33,
)
OTHER_JSON = (
    b"null",
    b"1",
    b'"text"',
    b"[]",
    b"[1, 2]",
    b'[{"note": "x"}]',
    b'{"note": []}',
    b'{"note": {"a": 1}}',
    b'{"note": null}',
    b'{"code": 1, "form": []}',
    b'{"code": "employment_end", "form": null}',
    b'{"code": "employment_end", "form": "text"}',
    b'{"employers": {}}',
    b'{"employers": [[]]}',
    b'{"receipts": [1]}',
    b'{"receipts": []}',
    b'{"receipts": [null]}',
    b'{"ssn": 1, "name": 2, "password": 3}',
    b"{}",
    b'{"a": 1e999}',
    b'{"a":' * 31 + b"1" + b"}" * 31,
)


KINDS = (
    "",
    "text/plain",
    "nonsense",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-8",
)


@pytest.fixture(autouse=True)
def _open(counter: dict[str, Any]) -> None:
    """Open the node with a factory and a man who works in it."""
    del counter
    register_employer()
    enrol(MAN, MAN_NAME)


@pytest.fixture
def service(counter: dict[str, Any]) -> Client:
    """Return the machine that sends feeds."""
    return Systems(counter)


@pytest.fixture
def clerk(counter: dict[str, Any]) -> Client:
    """Return a clerk's machine."""
    return machine(token_of(counter, "clerk"))


def taking_bodies(number: str) -> tuple[str, ...]:
    """Return every address that takes JSON."""
    return (
        "/api/v1/feeds/employer_feed",
        "/api/v1/feeds/contribution_receipt",
        "/api/v1/feeds/nonsense",
        "/api/v1/items",
        "/api/v1/citizens",
        f"/api/v1/items/{number}/return",
    )


def test_what_is_no_json_is_answered_400(service: Client, clerk: Client) -> None:
    number = accepted("employment_end", LEAVING).number

    answers = [
        ((path, sent[:20]), caller.post(path, sent, content_type=JSON))
        for path in taking_bodies(number)
        for sent in NO_JSON
        if sent
        for caller in (service, clerk)
    ]

    assert {answer.status_code for _, answer in answers} == {400}
    assert answers[0][1].json()["type"] == "/api/v1/problems/unreadable"


def test_more_faults_than_anybody_reads_are_counted(service: Client) -> None:
    """Told one by one, the faults of 100,000 empty rows took a gigabyte and a minute."""
    few, many = (
        service.post(
            "/api/v1/feeds/employer_feed", {"employers": [{}] * rows}, content_type=JSON
        ).json()["refusals"]
        for rows in (300, 50_000)
    )

    assert len(few) == 900
    assert [one["code"] for one in many] == ["form.too_many_faults"]
    assert many[0]["zh"] == "共有150,000处有误,不再逐一列出"
    assert many[0]["remedy"]


def test_rows_refused_by_the_thousand_are_told_in_part(service: Client) -> None:
    elsewhere = {"credit_code": FACTORY, "name": "a", "division_code": "320102"}

    answer = service.post(
        "/api/v1/feeds/employer_feed", {"employers": [elsewhere] * 3_000}, content_type=JSON
    )

    *told, last = answer.json()["refusals"]
    assert (len(told), {one["code"] for one in told}) == (1_000, {"employer.other_province"})
    assert last["code"] == "form.too_many_faults"


def test_what_is_other_json_is_refused(service: Client, clerk: Client) -> None:
    number = accepted("employment_end", LEAVING).number

    answers = [
        ((path, sent[:20]), caller.post(path, sent, content_type=JSON))
        for path in taking_bodies(number)
        for sent in (b"", *OTHER_JSON)
        for caller in (service, clerk)
        if not (sent == b"{}" and path.endswith("/return"))
    ]

    assert {answer.status_code for _, answer in answers} <= {403, 422}
    assert Item.objects.count() == 1


@pytest.mark.parametrize("sent", [b"[]", b"[1]", b'"text"', b"null"])
def test_what_is_no_object_is_refused_where_every_field_may_be_left_out(
    clerk: Client, sent: bytes
) -> None:
    answer = clerk.post("/api/v1/items/search", sent, content_type=JSON)

    assert answer.status_code == 422


def test_a_body_that_is_too_long_is_not_read(service: Client) -> None:
    number = accepted("employment_end", LEAVING).number

    answers = [
        service.post(path, b" " * (body.JSON_BYTES_MAX + 1), content_type=JSON)
        for path in taking_bodies(number)
    ]
    form = service.post(
        "/api/v1/declarations?month=2024-10",
        b"x" * (body.UPLOAD_BYTES_MAX + 1),
        content_type="multipart/form-data; boundary=x",
    )

    assert {answer.status_code for answer in (*answers, form)} == {413}


@pytest.mark.parametrize(
    "amount", ["true", '"100"', "100.0", "1e2", "-5", "0", "1000000000000001", "null"]
)
def test_an_amount_is_a_whole_number_of_fen_within_reason(service: Client, amount: str) -> None:
    receipt = (
        f'{{"serial": "1", "credit_code": "{FACTORY}", "month": "2024-01",'
        f' "amount_fen": {amount}, "received_on": "2024-10-12"}}'
    )

    answer = service.post(
        "/api/v1/feeds/contribution_receipt", f'{{"receipts": [{receipt}]}}', content_type=JSON
    )

    refusals = answer.json()["refusals"]
    assert answer.status_code == 422
    assert [refusal["field"] for refusal in refusals] == ["receipts.0.amount_fen"]


def test_the_same_key_with_another_body_is_a_conflict(clerk: Client) -> None:
    bodies = [{"code": "employment_end", "form": LEAVING | {"last_month": month}}
              for month in ("2024-10", "2024-10", "2024-09")]  # fmt: skip

    answers = [
        clerk.post("/api/v1/items", one, content_type=JSON, headers={"Idempotency-Key": "k"})
        for one in bodies
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 409]
    assert [answer.get("Location") for answer in answers] == [
        f"/api/v1/items/{answers[0].json()['number']}", None, None,
    ]  # fmt: skip
    assert [answer.json()["repeated"] for answer in answers[:2]] == [False, True]
    assert [one["code"] for one in answers[2].json()["refusals"]] == ["item.key_reused"]


def test_no_content_type_breaks_a_route(service: Client) -> None:
    number = accepted("employment_end", LEAVING).number
    paths = (*taking_bodies(number), "/api/v1/declarations?month=2024-10", "/api/v1/log", "/clerk/")

    answers = [
        ((method, path, kind, sent), service.generic(method, path, sent, content_type=kind))
        for path in paths
        for kind in KINDS
        for sent in (b"", b"{", b"abc", b"[]", b"null")
        for method in ("POST", "GET")
    ]

    assert broken(answers) == []


def test_no_value_breaks_an_items_form(clerk: Client) -> None:
    odd: list[Any] = [*EVERYTHING, None, True, 1, -1, 1.5, 10**30, [], [[]], {}, {"a": [1]}]
    bodies = [
        json.dumps({"code": "employment_end", "form": LEAVING | {field: value}})
        for field in LEAVING
        for value in odd
    ]

    answers = [clerk.post("/api/v1/items", body, content_type=JSON) for sent in bodies]

    assert {answer.status_code for answer in answers} <= {201, 400, 422}


def test_dues_of_a_month_that_is_none_are_refused(service: Client) -> None:
    months = ("", "abc", "2024-13", "0000-01", "9999-12", "٢٠٢٤-٠٩")

    answers = [service.get("/api/v1/dues", {"month": month}) for month in months]

    assert [answer.status_code for answer in answers] == [422] * 6
    assert {answer.json()["detail"] for answer in answers} == {
        "年月应写成 2024-09 · write a month as 2024-09"
    }


def test_a_limit_is_kept_within_reason(clerk: Client) -> None:
    for _ in range(3):
        accepted("employment_end", LEAVING)
    limits = {"-5": 1, "0": 1, "2": 2, "99999999999": 3}

    answers = [clerk.get("/api/v1/items", {"limit": limit, "which": "open"}) for limit in limits]
    others = [clerk.get("/api/v1/items", {"limit": odd}) for odd in ("abc", "1.5", "9" * 5000, "")]

    assert [len(answer.json()) for answer in answers] == list(limits.values())
    assert [answer.status_code for answer in others] == [422] * 4


def opened(service: Client, **odd: Any) -> Any:
    """Ask for a sign-in of the man, well but for what is odd."""
    citizen = {"ssn": MAN, "name": MAN_NAME, "password": "long-enough", **odd}
    return service.post("/api/v1/citizens", citizen, content_type=JSON)


def test_no_sign_in_is_opened_with_less_than_is_asked(service: Client) -> None:
    answers = [
        *(opened(service, password=word) for word in ("short", "", "x" * 129, None)),
        opened(service, ssn=[]),
        opened(service, name=1),
    ]

    assert [answer.status_code for answer in answers] == [422] * 6
    assert not Clerk.objects.filter(login=MAN).exists()


def test_no_sign_in_is_opened_for_who_is_not_known(service: Client) -> None:
    answers = [
        *(opened(service, ssn=number) for number in ("nobody", "x" * 300)),
        *(opened(service, name=name) for name in ("别人", "")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_clerks_sign_in_is_not_taken_over_by_a_citizens(service: Client) -> None:
    Clerk.objects.create(
        login=MAN, name=MAN_NAME, agency_id="340000", person_code="1", duties=["approve"]
    )

    answer = opened(service)

    assert answer.status_code == 422
    assert Clerk.objects.get(login=MAN).kind == "clerk"


def test_what_json_spells_with_escapes_is_taken_as_it_is_meant(clerk: Client) -> None:
    number = accepted("employment_end", LEAVING, at=AT).number
    reviewer = machine(str(clerk.defaults["HTTP_AUTHORIZATION"]).removeprefix("Bearer "))
    note = '{"note": "\\u597d \\ud83d\\ude00 \\\\u0000"}'

    answer = reviewer.post(f"/api/v1/items/{number}/withdraw", note, content_type=JSON)

    assert answer.json()["steps"][-1]["note"] == "好 😀 \\u0000"


def test_a_returned_item_is_accepted_again_with_its_corrected_form(province: Any) -> None:
    register_employer()
    enrol(MAN, MAN_NAME)
    number = accepted("employment_end", LEAVING).number
    path = f"/api/v1/items/{number}"
    clerk, reviewer = (machine(token_of(province, login)) for login in ("clerk", "reviewer"))

    silent = reviewer.post(f"{path}/return", {"note": " "}, JSON)
    returned = reviewer.post(f"{path}/return", {"note": "请核对月份"}, JSON)
    bare = clerk.post(f"{path}/accept", {"note": ""}, JSON)
    again = clerk.post(f"{path}/accept", {"form": {**LEAVING, "last_month": "2024-09"}}, JSON)

    assert [one["code"] for one in silent.json()["refusals"]] == ["workflow.reason_missing"]
    assert returned.json()["status"] == "returned"
    assert bare.status_code == 404
    assert again.json()["status"] == "accepted"
    assert again.json()["form"]["last_month"] == "2024-09"
