"""A citizen starts, follows, mends and withdraws their own matters, and touches no other's."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hostile import EVERYTHING, broken, typed
from town import PASSWORD, handed_in, inhabit, leaving, returned
from visiting import browser, page_of

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    clerk,
    said,
    ssn_of,
)
from tongchou.agency.changes import open_citizen_sign_in
from tongchou.agency.models import AccessRecord
from tongchou.standards.identity import mask_ssn
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Attachment, Item, Status
from tongchou.workflow.points import Point

START = "/my/matters/start/transfer_in"
MOVE = {"origin": "32"}


@pytest.fixture(autouse=True)
def _inhabited(counter: dict[str, Any]) -> None:
    del counter
    inhabit()


def started() -> str:
    """Hand in the man's transfer on his pages; return where it is followed."""
    answer = browser(MAN).post(START, MOVE)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_the_list_says_what_may_be_started_and_leads_there() -> None:
    said = page_of(browser(MAN).get("/my/matters"))

    assert 'href="/my/matters/start/retirement_claim"' in said
    assert f'href="{START}"' in said
    assert "employment_end" not in said
    assert "还没有事项" in said


def test_the_home_page_leads_to_the_matters() -> None:
    assert 'href="/my/matters"' in browser(MAN).get("/my/").content.decode()


def test_a_form_asks_for_neither_name_nor_number_nor_what_the_agency_knows() -> None:
    said = browser(MAN).get("/my/matters/start/retirement_claim").content.decode()

    for name in ("ssn", "name", "deemed_months", "birth_in_file", "old_transitional"):
        assert f'name="{name}"' not in said
    assert 'name="track"' in said
    assert 'name="retirement_month"' in said


def test_a_matter_is_started_and_followed() -> None:
    where = started()
    item = Item.objects.get()

    said = page_of(browser(MAN).get(where))

    assert where == f"/my/matters/{item.number}"
    assert (item.status, item.subject) == (Status.SUBMITTED, MAN)
    assert "已提交待受理" in said
    assert "办理时限还剩" in said
    assert mask_ssn(MAN) in said
    assert MAN not in said
    assert item.number in browser(MAN).get("/my/matters").content.decode()


def test_no_clerk_is_named_and_no_inner_note_is_shown() -> None:
    where, item = started(), Item.objects.get()
    workflow.resubmit(item.number, item.form, clerk=clerk("clerk"), at=item.accepted_at)
    workflow.take(
        item.number, "review", clerk=clerk("reviewer"), at=item.accepted_at, note="内部意见"
    )

    said = browser(MAN).get(where).content.decode()

    assert "复核" in said
    for hidden in ("内部意见", clerk("reviewer").name, clerk("clerk").name):
        assert hidden not in said


def test_a_refusal_speaks_to_the_reader_and_leads_to_fields_that_are_there() -> None:
    newcomer = ssn_of("19900101", "203")
    open_citizen_sign_in(ssn=newcomer, name="张三", password=PASSWORD)
    wrong = {"track": "man", "retirement_month": "2024-13"}

    unknown = page_of(browser(newcomer).post(START, MOVE))
    misspelt = page_of(browser(MAN).post("/my/matters/start/retirement_claim", wrong))

    assert "本省没有您的参保登记" in unknown
    assert "该人员" not in unknown
    assert 'href="#field-ssn"' not in unknown
    assert 'href="#field-retirement_month"' in misspelt


def test_what_is_refused_keeps_what_was_typed() -> None:
    answer = browser(WOMAN).post(
        "/my/matters/start/retirement_claim", {"track": "woman_50", "retirement_month": "2024-13"}
    )

    said = answer.content.decode()
    assert 'value="2024-13"' in said
    assert '<option value="woman_50" selected>' in said


def test_what_came_back_says_why_and_is_handed_in_again() -> None:
    where, citizen = started(), browser(MAN)
    returned(Item.objects.get(), "请核对转出地")

    page = citizen.get(where).content.decode()
    form = citizen.get(f"{where}/correct").content.decode()
    answer = citizen.post(f"{where}/correct", {"origin": "31"})

    assert "请核对转出地" in page
    assert f'href="{where}/correct"' in page
    assert "请核对转出地" in form
    assert '<option value="32" selected>' in form
    assert (answer.status_code, answer["Location"]) == (302, where)
    item = Item.objects.get()
    assert (item.status, item.form["origin"]) == (Status.SUBMITTED, "31")
    assert f'href="{where}/correct"' not in citizen.get(where).content.decode()


def test_withdrawing_asks_first() -> None:
    where, citizen = started(), browser(MAN)

    asked = citizen.get(f"{where}/withdraw")
    status_then = Item.objects.get().status
    answer = citizen.post(f"{where}/withdraw")

    assert "确定要撤回" in asked.content.decode()
    assert status_then == Status.SUBMITTED
    assert (answer.status_code, answer["Location"]) == (302, where)
    assert Item.objects.get().status == Status.WITHDRAWN
    assert f'href="{where}/withdraw"' not in citizen.get(where).content.decode()


def test_what_is_over_is_neither_mended_nor_withdrawn() -> None:
    where, citizen = started(), browser(MAN)
    citizen.post(f"{where}/withdraw")

    answers = [citizen.post(f"{where}/{act}", MOVE) for act in ("correct", "withdraw")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, where)] * 2
    assert [step.verb for step in Item.objects.get().steps.order_by("id")] == ["submit", "withdraw"]


def test_another_persons_matter_is_answered_as_one_that_is_not_there() -> None:
    where, item = started(), Item.objects.get()
    returned(item)
    other = browser(WOMAN)

    answers = [
        other.get(where),
        other.get(f"{where}/correct"),
        other.post(f"{where}/correct", MOVE),
        other.get(f"{where}/withdraw"),
        other.post(f"{where}/withdraw"),
        other.get("/my/matters/34-20241105-999999"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Item.objects.get().status == Status.RETURNED
    assert item.number not in other.get("/my/matters").content.decode()


def test_what_a_clerk_took_in_about_them_is_followed_too() -> None:
    item = accepted("employment_end", leaving(MAN, FACTORY))

    said = browser(MAN).get(f"/my/matters/{item.number}").content.decode()

    assert "停保" in said
    assert "/withdraw" not in said
    assert browser(WOMAN).get(f"/my/matters/{item.number}").status_code == 404


def test_who_types_another_number_hands_in_their_own() -> None:
    browser(MAN).post(START, MOVE | {"ssn": WOMAN, "name": WOMAN_NAME, "sender": WOMAN})

    item = Item.objects.get()
    assert (item.subject, item.subject_name, item.sender) == (MAN, MAN_NAME, MAN)


@pytest.mark.parametrize("code", ["employment_end", "payment_roll", "citizen_sign_in", "nothing"])
def test_what_is_not_for_citizens_is_not_there(code: str) -> None:
    citizen = browser(MAN)

    answers = [citizen.get(f"/my/matters/start/{code}"), citizen.post(f"/my/matters/start/{code}")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("code", ["retirement_claim", "transfer_in"])
def test_no_value_of_a_field_breaks_a_form(code: str) -> None:
    good = {"track": "man", "retirement_month": "2024-10", "ground": "age"}
    form = good if code == "retirement_claim" else MOVE
    citizen = browser(WOMAN)

    answers = [
        ((name, value[:20]), citizen.post(f"/my/matters/start/{code}", form | {name: typed(value)}))
        for name in form
        for value in EVERYTHING
    ]

    assert len(answers) >= len(EVERYTHING)
    assert broken(answers) == []


def test_no_value_of_an_address_breaks_a_page() -> None:
    citizen = browser(MAN)

    answers = [
        (value, citizen.get(f"/my/matters/{value}/{act}".rstrip("/")))
        for value in ("x", "34-20241105-000001", "％", "34-1", "a" * 500)
        for act in ("", "correct", "withdraw")
    ]

    assert {answer.status_code for _, answer in answers} == {404}


def test_each_look_is_noted_as_the_own() -> None:
    where = started()

    browser(MAN).get(where)

    look = AccessRecord.objects.latest("id")
    number = where.rpartition("/")[2]
    assert (look.login, look.ssns, look.what, look.reason) == (MAN, [MAN], "citizen.matter", number)


def test_a_clerk_sees_that_it_was_handed_in_and_accepts_it_with_what_is_missing() -> None:
    started()
    item, page = Item.objects.get(), browser("clerk340104")

    shown = page.get(f"/clerk/items/{item.number}").content.decode()
    form = page.get(f"/clerk/items/{item.number}/resubmit").content.decode()
    answer = page.post(f"/clerk/items/{item.number}/resubmit", dict(item.form))

    assert "本事项由申请人自行提交" in shown
    assert "核对并受理" in shown
    assert f'value="{MAN}"' in form
    assert answer.status_code == 302
    assert Item.objects.get().status == Status.ACCEPTED
    assert isinstance(carried(item), Item)


def test_a_clerk_gives_it_back_or_refuses_it_with_the_reason() -> None:
    started()
    number, page = Item.objects.get().number, browser("clerk340104")

    bare = page.post(f"/clerk/items/{number}/step", {"verb": "return", "note": " "})
    answer = page.post(f"/clerk/items/{number}/step", {"verb": "refuse", "note": "不符合条件"})

    assert bare.status_code == 422
    assert answer.status_code == 302
    assert Item.objects.get().status == Status.REFUSED
    assert "不符合条件" in browser(MAN).get(f"/my/matters/{number}").content.decode()


def test_the_door_leads_to_the_page_that_was_wanted() -> None:
    door = browser().get("/my/matters")
    page = browser().get(door["Location"]).content.decode()
    came = browser().post("/my/sign-in", {"ssn": MAN, "password": PASSWORD, "next": "/my/matters"})
    elsewhere = browser().post(
        "/my/sign-in", {"ssn": MAN, "password": PASSWORD, "next": "https://example.org/"}
    )

    assert 'name="next" value="/my/matters"' in page
    assert came["Location"] == "/my/matters"
    assert elsewhere["Location"] == "/my/"


def test_a_matter_handed_in_by_the_employer_is_seen_and_not_touched() -> None:
    item = handed_in(f"{FACTORY}-01", "employment_end", leaving(MAN, FACTORY))

    page = browser(MAN)

    assert page.get(f"/my/matters/{item.number}").status_code == 200
    assert page.post(f"/my/matters/{item.number}/withdraw").status_code == 302
    assert Item.objects.get(pk=item.pk).status == Status.SUBMITTED
    done = workflow.take(item.number, "withdraw", clerk=clerk(MAN), at=item.accepted_at)
    assert said(done)[0][0] == "workflow.not_own"


def attached(where: str, login: str = MAN, content: bytes = b"%PDF-1.7 a scan") -> Any:
    scan = SimpleUploadedFile("card.pdf", content)
    return browser(login).post(f"{where}/papers", {"paper": "identity", "file": scan})


def test_a_paper_is_handed_in_and_seen_at_both_ends() -> None:
    where = started()
    before = page_of(browser(MAN).get(where))

    answer = attached(where)
    after = page_of(browser(MAN).get(where))

    number = where.rpartition("/")[2]
    assert "有效身份证件" in before
    assert "免于提交" in before
    assert (answer.status_code, answer["Location"]) == (302, where)
    assert "card.pdf" in after
    assert "card.pdf" in browser("clerk340104").get(f"/clerk/items/{number}").content.decode()


def test_what_is_no_scan_and_what_is_over_takes_no_paper() -> None:
    where = started()

    odd = attached(where, content=b"MZ a program")
    none = browser(MAN).post(f"{where}/papers", {"paper": "identity"})
    others = attached(where, WOMAN)
    browser(MAN).post(f"{where}/withdraw")
    late = attached(where)

    assert (odd.status_code, none.status_code, others.status_code) == (422, 422, 404)
    assert late.status_code == 422
    assert not Attachment.objects.exists()


def test_each_point_that_is_to_be_mended_is_read() -> None:
    where, item = started(), Item.objects.get()
    point = Point("field:origin", "与缴费凭证不一致")
    workflow.take(item.number, "return", clerk=clerk("clerk"), at=item.accepted_at, points=(point,))

    page = page_of(browser(MAN).get(where))

    assert "经办机构请您更正" in page
    assert "与缴费凭证不一致" in page
