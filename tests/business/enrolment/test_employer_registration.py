"""An employer asks to be registered 用人单位参保登记."""

from typing import Any

import pytest

from counter import (
    AT,
    FACTORY,
    TODAY,
    accepted,
    booked,
    everything,
    hand_in,
    refusal_codes,
    register_employer,
    said,
    told,
)
from tongchou.registry.models import Employer
from tongchou.standards.messages import EmployersRegistered
from tongchou.workflow.changes import Accepted

pytestmark = pytest.mark.usefixtures("province")

FORM = {"credit_code": FACTORY, "name": "安徽皖江机械有限公司", "division_code": "340104"}


def test_a_new_employer_is_registered_at_once() -> None:
    item = accepted("employer_registration", FORM)

    assert (item.status, item.completed_at) == ("completed", AT)
    assert list(
        Employer.objects.values_list("province", "credit_code", "name", "division_code")
    ) == [("34", FACTORY, "安徽皖江机械有限公司", "340104")]
    assert Employer.objects.get().registered_on == TODAY


def test_a_registration_is_told_and_moves_no_money() -> None:
    item = accepted("employer_registration", FORM)

    assert told(item) == [
        EmployersRegistered(
            scheme="110",
            registered_on=TODAY,
            credit_codes=[FACTORY],
            names=["安徽皖江机械有限公司"],
            division_codes=["340104"],
        )
    ]
    assert booked(item) == []


def test_the_item_is_about_the_employer_and_due_in_ten_weekdays() -> None:
    item = accepted("employer_registration", FORM)

    assert (item.subject, item.subject_name) == (FACTORY, "安徽皖江机械有限公司")
    assert item.due_on.isoformat() == "2024-11-19"  # Tuesday 5 November, and two weeks


def test_an_employer_that_is_known_is_refused() -> None:
    register_employer(FACTORY, "旧名称")
    before = everything()

    done = hand_in("employer_registration", FORM)

    assert said(done) == [
        (
            "employer.known",
            "credit_code",
            "该单位已办理参保登记",
            "This employer is registered already",
        )
    ]
    assert everything() == before


def test_a_place_in_another_province_is_refused_with_where_to_go() -> None:
    done = hand_in("employer_registration", FORM | {"division_code": "320104"})

    assert said(done) == [
        (
            "employer.other_province",
            "division_code",
            "所在地不在本省",
            "The place lies in another province",
        )
    ]
    assert isinstance(done, tuple)
    assert done[0].remedy is not None
    assert done[0].remedy.en == "Register in the employer's own province"


def test_the_same_form_again_is_the_same_item() -> None:
    first = accepted("employer_registration", FORM)
    before = everything()

    again = hand_in("employer_registration", FORM)

    assert isinstance(again, Accepted)
    assert (again.item.number, again.repeated) == (first.number, True)
    assert everything() == before


def test_full_width_letters_are_read_as_they_were_meant() -> None:
    wide = FACTORY.lower().translate({ord(sign): ord(sign) + 0xFEE0 for sign in FACTORY.lower()})

    item = accepted(
        "employer_registration",
        {"credit_code": f" {wide}", "name": "皖江 机械", "division_code": "３４０１０４"},
    )

    assert item.form == {
        "credit_code": FACTORY,
        "name": "皖江机械",
        "division_code": "340104",
    }


@pytest.mark.parametrize(
    ("field", "written", "zh"),
    [
        ("credit_code", FACTORY[:-1] + "0", "统一社会信用代码不正确,请核对18位代码"),
        ("credit_code", "", "统一社会信用代码不正确,请核对18位代码"),
        ("name", "  ", "请填写姓名或名称"),
        ("name", "\x00", "请填写姓名或名称"),
        ("division_code", "34010", "行政区划代码应为6位数字"),
        ("division_code", "990104", "行政区划代码应为6位数字"),
        ("division_code", "340199", "没有行政区划代码340199，请核对"),
        ("division_code", "340203", "弋江区的代码已由340203变更为340209"),
        ("division_code", "341400", "巢湖市（341400）已撤销，请填写现在的区划"),
        ("division_code", "34010a", "行政区划代码应为6位数字"),
        ("division_code", "34٠١٠٤", "行政区划代码应为6位数字"),  # digits, but not ours
    ],
)
def test_a_field_that_cannot_be_read_is_named(field: str, written: str, zh: str) -> None:
    before = everything()

    done: Any = hand_in("employer_registration", FORM | {field: written})

    assert [(refusal.field, refusal.text.zh) for refusal in done] == [(field, zh)]
    assert everything() == before


def test_every_field_must_be_there_and_no_other() -> None:
    done = hand_in("employer_registration", {"credit_code": FACTORY, "owner": "某人"})

    assert refusal_codes(done) == ["form.missing", "form.missing", "form.extra_forbidden"]
