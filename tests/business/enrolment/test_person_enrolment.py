"""A person begins to be insured with an employer 个人参保登记."""

from typing import Any

import pytest

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    accepted,
    apply,
    at_once,
    booked,
    carried,
    completed,
    contribute,
    enrol,
    everything,
    hand_in,
    pension,
    refusal_codes,
    register_employer,
    said,
    ssn_of,
    told,
)
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Enrolment, Person
from tongchou.standards.messages import EmploymentEnded, PersonsEnrolled
from tongchou.standards.time import month
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("province", "factory")

FORM = {"ssn": WOMAN, "name": WOMAN_NAME, "credit_code": FACTORY, "from_month": "2024-10"}


@pytest.fixture
def factory(province: dict[str, Any]) -> None:
    """Register the factory; the mill stays unknown."""
    del province
    register_employer()


def refused(**changed: str) -> Any:
    before = everything()
    done = hand_in("person_enrolment", FORM | changed)
    assert everything() == before
    return done


def test_an_approved_enrolment_registers_the_person_and_opens_the_enrolment() -> None:
    completed("person_enrolment", FORM)

    (person,) = Person.objects.all()
    assert (person.province, person.ssn, person.name) == ("34", WOMAN, WOMAN_NAME)
    assert (person.sex, person.birth_on.isoformat()) == ("2", "1985-03-07")
    (enrolment,) = Enrolment.objects.all()
    assert (enrolment.ssn, enrolment.credit_code) == (person.ssn, FACTORY)
    assert (enrolment.from_month, enrolment.until_month) == (month(2024, 10), None)


def test_an_enrolment_is_told_and_moves_no_money() -> None:
    item = completed("person_enrolment", FORM)

    assert told(item) == [
        PersonsEnrolled(
            scheme="110",
            from_month="2024-10",
            ssns=[WOMAN],
            names=[WOMAN_NAME],
            credit_codes=[FACTORY],
        )
    ]
    assert booked(item) == []


def test_nothing_is_true_before_the_last_hand() -> None:
    item = accepted("person_enrolment", FORM)

    assert (item.status, item.subject, item.subject_name) == ("accepted", WOMAN, WOMAN_NAME)
    assert told(item) == []
    assert not Person.objects.exists()


def test_the_law_gives_ten_weekdays() -> None:
    item = accepted("person_enrolment", FORM)

    assert item.due_on.isoformat() == "2024-11-19"  # Tuesday 5 November, and two weeks


def test_a_person_may_work_for_two_employers_and_is_one_person() -> None:
    register_employer(MILL)
    completed("person_enrolment", FORM)

    completed("person_enrolment", FORM | {"credit_code": MILL})

    assert Person.objects.count() == 1
    assert Enrolment.objects.filter(until_month=None).count() == 2


def test_a_person_may_come_back_after_an_end() -> None:
    enrol(WOMAN, WOMAN_NAME, from_month="2024-01")
    apply(
        EmploymentEnded(
            scheme="110", ssn=WOMAN, credit_code=FACTORY, until_month="2024-07", reason="221"
        )
    )

    completed("person_enrolment", FORM)

    spans = Enrolment.objects.order_by("from_month").values_list("from_month", "until_month")
    assert list(spans) == [(month(2024, 1), month(2024, 7)), (month(2024, 10), None)]


def test_a_number_registered_under_another_name_is_refused() -> None:
    enrol(WOMAN, "李晏", from_month="2023-01")

    assert said(refused())[0] == (
        "identity.name_mismatch",
        "name",
        "该号码已用其他姓名登记",
        "The number is registered under another name",
    )


def test_an_employer_that_is_not_registered_is_refused() -> None:
    assert said(refused(credit_code=MILL)) == [
        (
            "employer.not_registered",
            "credit_code",
            "该单位尚未参保登记",
            "This employer is not registered",
        )
    ]


def test_whoever_draws_a_pension_is_refused() -> None:
    enrol(MAN, MAN_NAME)
    apply(pension(MAN))
    register_employer(MILL)

    assert said(refused(ssn=MAN, name=MAN_NAME, credit_code=MILL)) == [
        (
            "person.retired",
            "ssn",
            "该人员已领取基本养老金",
            "This person draws a pension already",
        )
    ]


def test_whoever_is_not_sixteen_in_the_first_month_is_refused_with_the_law() -> None:
    child = ssn_of("20081101")  # sixteen in November 2024

    done = refused(ssn=child)

    assert said(done) == [
        (
            "age.under_16",
            "from_month",
            "参保起始年月时不满16周岁",
            "Younger than 16 in the first insured month",
        )
    ]
    assert done[0].basis == "labour-law-15"


def test_whoever_turns_sixteen_in_the_first_month_may_work() -> None:
    accepted("person_enrolment", FORM | {"ssn": ssn_of("20081031")})


def test_a_second_enrolment_with_the_same_employer_is_refused() -> None:
    enrol(WOMAN, WOMAN_NAME)

    assert said(refused()) == [
        (
            "enrolment.open",
            "credit_code",
            "该人员已在此单位参保",
            "The person is enrolled with this employer",
        )
    ]


def test_a_first_month_within_an_enrolment_that_ended_is_refused() -> None:
    enrol(WOMAN, WOMAN_NAME, from_month="2024-01")
    apply(
        EmploymentEnded(
            scheme="110", ssn=WOMAN, credit_code=FACTORY, until_month="2024-10", reason="221"
        )
    )

    done = refused(from_month="2024-09")

    assert said(done) == [
        (
            "enrolment.overlap",
            "from_month",
            "该人员在此单位已参保至2024-09",
            "The person was enrolled with this employer up to 2024-09",
        )
    ]
    assert done[0].remedy.en == "Write a later month"
    accepted("person_enrolment", FORM)  # from October on


def test_of_two_enrolments_under_way_the_second_is_refused_at_its_next_step() -> None:
    first, second = accepted("person_enrolment", FORM), accepted("person_enrolment", FORM)
    carried(first)

    done = carried(second)

    assert refusal_codes(done) == ["enrolment.open"]
    assert Enrolment.objects.count() == 1


def test_two_enrolments_in_the_same_instant_come_to_one(server: Postgres) -> None:
    first, second = accepted("person_enrolment", FORM), accepted("person_enrolment", FORM)

    _, done = at_once(server, lambda: carried(first), lambda: carried(second))

    assert refusal_codes(done) == ["enrolment.open"]
    assert Enrolment.objects.count() == 1


def test_a_month_that_has_not_come_is_refused() -> None:
    assert TODAY.isoformat() == "2024-11-05"
    assert said(refused(from_month="2024-12")) == [
        (
            "enrolment.month_ahead",
            "from_month",
            "参保起始年月尚未到来",
            "The first insured month has not come yet",
        )
    ]


def test_all_reasons_are_told_together() -> None:
    enrol(MAN, MAN_NAME)
    contribute(MAN, "2024-09", "2024-09")
    apply(pension(MAN))

    done = refused(ssn=MAN, name="陈建", credit_code=MILL, from_month="1980-08")

    assert refusal_codes(done) == [
        "identity.name_mismatch",
        "employer.not_registered",
        "person.retired",
        "age.under_16",  # born in September 1964
    ]


def test_full_width_letters_and_spaces_are_read_as_they_were_meant() -> None:
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")

    item = completed(
        "person_enrolment",
        {
            "ssn": f"'{WOMAN.lower().translate(wide)}",
            "name": "李\u3000安",
            "credit_code": FACTORY.lower(),
            "from_month": "2024-10".translate(wide),
        },
    )

    assert item.form == FORM
    assert Person.objects.get().name == WOMAN_NAME


@pytest.mark.parametrize(
    ("field", "written", "zh"),
    [
        ("ssn", WOMAN[:-1], "社会保障号码应为18位"),
        ("ssn", ssn_of("19850230"), "号码中的出生日期不存在"),
        ("ssn", "3.40104E+17", "号码被电子表格改成了科学计数"),
        ("ssn", "A" + WOMAN[1:], "社会保障号码含有不能使用的字符"),
        ("name", "", "请填写姓名或名称"),
        ("from_month", "2024-13", "年月应写成 2024-09"),
        ("from_month", "2024-1", "年月应写成 2024-09"),
        ("from_month", "2024-٠٩", "年月应写成 2024-09"),  # digits, but not ours
    ],
)
def test_a_field_that_cannot_be_read_is_named(field: str, written: str, zh: str) -> None:
    done = refused(**{field: written})

    assert [(refusal.field, refusal.text.zh) for refusal in done] == [(field, zh)]


def test_another_open_enrolment_is_hinted_at_and_hinders_nothing() -> None:
    register_employer(MILL, "弋江纺织有限公司")
    enrol(WOMAN, WOMAN_NAME, employer=MILL, from_month="2024-03")

    item = completed("person_enrolment", FORM)

    assert (item.status, Enrolment.objects.filter(until_month=None).count()) == ("completed", 2)
    assert item.hints == [
        {
            "zh": "该人员自2024-03起另有未终止的参保,请核对是否应先停保",
            "en": "Another enrolment is open since 2024-03; see whether it should have ended",
        }
    ]


def test_an_enrolment_on_one_s_own_account_is_hinted_at_as_well() -> None:
    apply(
        PersonsEnrolled(
            scheme="110", from_month="2024-03", ssns=[WOMAN], names=[WOMAN_NAME], credit_codes=[""]
        )
    )

    (hint,) = accepted("person_enrolment", FORM).hints

    assert "自2024-03起另有未终止的参保" in hint["zh"]


def test_another_enrolment_under_way_is_hinted_at_until_it_is_done() -> None:
    register_employer(MILL)
    first = accepted("person_enrolment", FORM)
    second = accepted("person_enrolment", FORM | {"credit_code": MILL})

    seen = second.hints
    carried(first)
    done = carried(second)

    assert first.hints == []
    assert [first.number in hint["zh"] for hint in seen] == [True]
    assert isinstance(done, Item)
    assert ["未终止的参保" in hint["zh"] for hint in done.hints] == [True]


def test_whoever_is_enrolled_nowhere_else_needs_no_hint() -> None:
    enrol(WOMAN, WOMAN_NAME, from_month="2024-01")
    apply(
        EmploymentEnded(
            scheme="110", ssn=WOMAN, credit_code=FACTORY, until_month="2024-06", reason="221"
        )
    )

    assert accepted("person_enrolment", FORM).hints == []
