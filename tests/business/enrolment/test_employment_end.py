"""A person stops working for an employer, and contributions stop 停保."""

from typing import Any

import pytest

from counter import (
    AT,
    FACTORY,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    booked,
    carried,
    completed,
    declare,
    enrol,
    everything,
    hand_in,
    refusal_codes,
    register_employer,
    said,
    told,
)
from tongchou.registry.models import Contribution, Enrolment
from tongchou.standards.messages import EmploymentEnded
from tongchou.standards.time import month
from tongchou.workflow.changes import accept
from tongchou.workflow.item import File

pytestmark = pytest.mark.usefixtures("province", "employed")

FORM = {"ssn": WOMAN, "credit_code": FACTORY, "last_month": "2024-09", "reason": "222"}


@pytest.fixture
def employed(province: dict[str, Any]) -> None:
    """Enrol the woman with the factory since January 2024."""
    del province
    register_employer()
    enrol(WOMAN, WOMAN_NAME, from_month="2024-01")


def refused(**changed: str) -> Any:
    before = everything()
    done = hand_in("employment_end", FORM | changed)
    assert everything() == before
    return done


def test_the_enrolment_ends_after_its_last_month() -> None:
    item = completed("employment_end", FORM)

    (enrolment,) = Enrolment.objects.all()
    assert (enrolment.until_month, enrolment.end_reason) == (month(2024, 10), "222")
    assert told(item) == [
        EmploymentEnded(
            scheme="110", ssn=WOMAN, credit_code=FACTORY, until_month="2024-10", reason="222"
        )
    ]
    assert booked(item) == []


def test_the_usual_reason_is_the_end_of_the_contract() -> None:
    form = {name: value for name, value in FORM.items() if name != "reason"}

    completed("employment_end", form)

    assert Enrolment.objects.get().end_reason == "221"


def test_only_the_enrolment_with_this_employer_ends() -> None:
    register_employer(MILL)
    enrol(WOMAN, WOMAN_NAME, employer=MILL, from_month="2024-05")

    completed("employment_end", FORM)

    still_open = Enrolment.objects.get(until_month=None)
    assert still_open.credit_code == MILL


def test_the_law_gives_ten_weekdays() -> None:
    assert accepted("employment_end", FORM).due_on.isoformat() == "2024-11-19"


def test_an_employer_with_whom_nobody_is_enrolled_is_refused() -> None:
    register_employer(MILL)

    assert said(refused(credit_code=MILL)) == [
        (
            "enrolment.none_open",
            "credit_code",
            "该人员未在此单位参保",
            "The person is not enrolled with this employer",
        )
    ]


def test_an_end_before_the_beginning_is_refused() -> None:
    assert said(refused(last_month="2023-12")) == [
        (
            "enrolment.ends_before_it_began",
            "last_month",
            "最后缴费年月早于参保起始年月2024-01",
            "The last month lies before the first, 2024-01",
        )
    ]


def test_the_first_month_may_be_the_last() -> None:
    completed("employment_end", FORM | {"last_month": "2024-01"})

    assert Enrolment.objects.get().until_month == month(2024, 2)


def test_an_end_before_a_month_that_was_declared_is_refused_with_what_to_write() -> None:
    declare(WOMAN, "2024-10")

    done = refused()

    assert said(done) == [
        (
            "enrolment.declared_later",
            "last_month",
            "2024-10已有缴费申报",
            "A contribution was declared for 2024-10",
        )
    ]
    assert done[0].remedy.en == "Write that month or a later one"


def test_what_another_employer_declared_later_does_not_keep_this_one() -> None:
    register_employer(MILL)
    enrol(WOMAN, WOMAN_NAME, employer=MILL, from_month="2024-10")
    declare(WOMAN, "2024-10", employer=MILL)
    declare(WOMAN, "2024-09", employer=FACTORY)

    completed("employment_end", FORM)

    assert Enrolment.objects.get(credit_code=FACTORY).until_month == month(2024, 10)


def test_a_late_declaration_for_a_month_before_the_end_opens_no_enrolment() -> None:
    completed("employment_end", FORM)
    header = "统一社会信用代码,姓名,社会保障号码,申报月工资"
    content = f"{header}\n{FACTORY},{WOMAN_NAME},{WOMAN},8000\n".encode()

    accept(
        "wage_declaration",
        {"month": "2024-08", "file_digest": "late"},
        province="34",
        at=AT,
        source="system",
        files=(File("late.csv", content),),
    )

    assert Contribution.objects.count() == 1
    (enrolment,) = Enrolment.objects.all()
    assert enrolment.until_month == month(2024, 10)


def test_a_month_that_has_not_come_is_refused() -> None:
    assert said(refused(last_month="2024-12")) == [
        (
            "enrolment.month_ahead",
            "last_month",
            "最后缴费年月尚未到来",
            "The last insured month has not come yet",
        )
    ]


def test_of_two_ends_under_way_the_second_is_refused() -> None:
    first, second = accepted("employment_end", FORM), accepted("employment_end", FORM)
    carried(first)

    assert refusal_codes(carried(second)) == ["enrolment.none_open"]


def test_a_reason_that_is_none_is_refused() -> None:
    assert refusal_codes(refused(reason="999")) == ["form.enum"]
