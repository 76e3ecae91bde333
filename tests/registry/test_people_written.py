"""Registering employers and people, and opening and closing their enrolments."""

from datetime import date

import pytest
from django.db import IntegrityError

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    apply,
    enrol,
    register_employer,
    ssn_of,
)
from tongchou.registry.changes import Contradiction
from tongchou.registry.models import Employer, Enrolment, Person
from tongchou.standards.messages import EmployersRegistered, EmploymentEnded, PersonsEnrolled
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

JANUARY, OCTOBER, NOVEMBER = month(2024, 1), month(2024, 10), month(2024, 11)
NOBODY_S = "91340104MA00000000"


def employers() -> list[tuple[str, str, str, str]]:
    columns = ("province", "credit_code", "name", "division_code")
    return list(Employer.objects.order_by("province", "credit_code").values_list(*columns))


def enrolments(ssn: str = MAN) -> list[tuple[str, int, int | None, str]]:
    columns = ("credit_code", "from_month", "until_month", "end_reason")
    return list(
        Enrolment.objects.filter(ssn=ssn, province="34")
        .order_by("from_month", "credit_code")
        .values_list(*columns)
    )


def enrolled(*rows: tuple[str, str, str], from_month: str = "2024-01", province: str = "") -> None:
    ssns, names, credit_codes = (list(column) for column in zip(*rows, strict=True))
    message = PersonsEnrolled(
        scheme="110", from_month=from_month, ssns=ssns, names=names, credit_codes=credit_codes
    )
    apply(message, province=province)


def ended(ssn: str = MAN, employer: str = FACTORY, *, until: str = "2024-11") -> None:
    apply(
        EmploymentEnded(
            scheme="110", ssn=ssn, credit_code=employer, until_month=until, reason="221"
        )
    )


def test_an_employer_is_registered_as_told() -> None:
    register_employer(FACTORY, '"皖江"机械\\分厂', "340104")

    assert employers() == [("34", FACTORY, '"皖江"机械\\分厂', "340104")]
    assert Employer.objects.get().registered_on == TODAY


def test_an_employer_told_again_changes_nothing() -> None:
    register_employer()
    before = list(Employer.objects.values_list())

    register_employer()

    assert list(Employer.objects.values_list()) == before


def test_a_changed_name_or_place_is_taken_over_and_the_first_day_stays() -> None:
    register_employer(FACTORY, "旧名", "340104")

    apply(
        EmployersRegistered(scheme="110",
            registered_on=date(2025, 1, 1), credit_codes=[FACTORY], names=["新名"],
            division_codes=["340209"],
        )
    )  # fmt: skip

    assert employers() == [("34", FACTORY, "新名", "340209")]
    assert Employer.objects.get().registered_on == TODAY


def test_one_credit_code_in_two_provinces_is_two_employers() -> None:
    register_employer(FACTORY, "安徽的", "340104")

    apply(
        EmployersRegistered(scheme="110",
            registered_on=TODAY, credit_codes=[FACTORY], names=["江苏的"],
            division_codes=["320106"],
        ),
        province="32",
    )  # fmt: skip

    assert [(province, name) for province, _, name, _ in employers()] == [
        ("32", "江苏的"),
        ("34", "安徽的"),
    ]


@pytest.mark.parametrize(
    ("ssn", "sex", "born"),
    [
        (ssn_of("19640915", "101"), "1", date(1964, 9, 15)),
        (ssn_of("19850307", "102"), "2", date(1985, 3, 7)),
        (ssn_of("20000229", "998"), "2", date(2000, 2, 29)),
        (ssn_of("19491001", "007"), "1", date(1949, 10, 1)),
    ],
)
def test_sex_and_birth_are_read_from_the_number(ssn: str, sex: str, born: date) -> None:
    enrolled((ssn, "某人", ""))

    person = Person.objects.get()
    assert (person.province, person.ssn, person.sex, person.birth_on) == ("34", ssn, sex, born)


def test_a_name_keeps_its_sound_beside_it() -> None:
    enrolled((MAN, "陈建国", ""))

    assert Person.objects.get().name_key == "chen jian guo"


def test_a_person_told_again_changes_nothing() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)

    enrol(MAN, MAN_NAME)

    assert Person.objects.count() == 1
    assert enrolments() == [(FACTORY, JANUARY, None, "")]


def test_an_open_enrolment_keeps_its_first_month() -> None:
    register_employer()
    enrol(MAN, MAN_NAME, from_month="2024-10")

    enrol(MAN, MAN_NAME, from_month="2024-01")

    assert enrolments() == [(FACTORY, OCTOBER, None, "")]


def test_a_person_known_keeps_the_first_name() -> None:
    enrolled((MAN, MAN_NAME, ""))

    enrolled((MAN, "陈健国", ""))

    assert Person.objects.get().name == MAN_NAME


def test_of_two_names_in_one_message_the_first_stands() -> None:
    register_employer(FACTORY)
    register_employer(MILL, place="340209")

    enrolled(
        (WOMAN, WOMAN_NAME, FACTORY), (MAN, "钟", FACTORY), (MAN, "安", MILL), (MAN, "李", FACTORY)
    )

    assert Person.objects.get(ssn=MAN).name == "钟"
    assert enrolments() == [(FACTORY, JANUARY, None, ""), (MILL, JANUARY, None, "")]


def test_a_person_may_work_for_two_employers() -> None:
    register_employer(FACTORY)
    register_employer(MILL, place="340209")
    enrol(MAN, MAN_NAME, employer=FACTORY)

    enrol(MAN, MAN_NAME, employer=MILL, from_month="2024-10")

    assert enrolments() == [(FACTORY, JANUARY, None, ""), (MILL, OCTOBER, None, "")]


def test_who_has_no_employer_is_enrolled_alone_and_once() -> None:
    enrolled((MAN, MAN_NAME, ""))

    enrolled((MAN, MAN_NAME, ""), from_month="2024-10")

    assert enrolments() == [("", JANUARY, None, "")]


def test_an_employer_nobody_registered_is_a_fault_and_no_enrolment_alone() -> None:
    with pytest.raises(ValueError, match=NOBODY_S):
        enrolled((MAN, MAN_NAME, NOBODY_S))

    assert not Person.objects.exists()
    assert enrolments() == []


def test_an_employer_of_another_province_is_not_known_here() -> None:
    register_employer()

    with pytest.raises(ValueError, match=FACTORY):
        enrolled((MAN, MAN_NAME, FACTORY), province="32")


def test_an_enrolment_ends_after_its_last_month() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)

    ended(until="2024-11")

    assert enrolments() == [(FACTORY, JANUARY, NOVEMBER, "221")]


def test_only_the_enrolment_with_the_named_employer_ends() -> None:
    register_employer(FACTORY)
    register_employer(MILL, place="340209")
    enrol(MAN, MAN_NAME, employer=FACTORY)
    enrol(MAN, MAN_NAME, employer=MILL)
    enrol(WOMAN, WOMAN_NAME, employer=FACTORY)

    ended(MAN, FACTORY)

    assert enrolments() == [(FACTORY, JANUARY, NOVEMBER, "221"), (MILL, JANUARY, None, "")]
    assert enrolments(WOMAN) == [(FACTORY, JANUARY, None, "")]


def test_all_enrolments_end_where_no_employer_is_named() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)
    enrolled((MAN, MAN_NAME, ""))

    ended(MAN, "")

    assert enrolments() == [("", JANUARY, NOVEMBER, "221"), (FACTORY, JANUARY, NOVEMBER, "221")]


def test_what_ended_is_not_ended_again() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)
    ended(until="2024-10")

    for employer in (FACTORY, ""):
        with pytest.raises(Contradiction, match="no enrolment"):
            ended(MAN, employer, until="2024-11")

    assert enrolments() == [(FACTORY, JANUARY, OCTOBER, "221")]


def test_a_return_opens_an_enrolment_of_its_own() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)
    ended(until="2024-10")

    enrol(MAN, MAN_NAME, from_month="2024-11")

    assert enrolments() == [(FACTORY, JANUARY, OCTOBER, "221"), (FACTORY, NOVEMBER, None, "")]


def test_an_enrolment_that_would_begin_after_all_ended_never_comes_about() -> None:
    """Who retires late has worked on; who moves away may have been enrolled for next month."""
    register_employer()
    enrol(MAN, MAN_NAME, from_month="2024-11")

    ended(MAN, "", until="2024-10")

    assert enrolments() == [(FACTORY, NOVEMBER, NOVEMBER, "221")]


def test_one_named_enrolment_cannot_end_before_it_began() -> None:
    register_employer()
    enrol(MAN, MAN_NAME, from_month="2024-11")

    with pytest.raises(IntegrityError, match="enrolment_ends_after_it_began"):
        ended(MAN, FACTORY, until="2024-10")


def test_the_same_person_in_another_province_works_on() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)
    enrolled((MAN, MAN_NAME, ""), province="32")

    ended(MAN, "")

    assert Enrolment.objects.get(province="32").until_month is None
