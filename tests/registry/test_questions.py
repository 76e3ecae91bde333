"""What items ask the registry of work and contributions before they decide."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from counter import (
    EMPLOYEE_FEN,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WAGE_FEN,
    WOMAN,
    WOMAN_NAME,
    apply,
    contribute,
    declare,
    enrol,
    receive,
    register_employer,
)
from tongchou.registry import queries
from tongchou.standards.messages import (
    EmploymentEnded,
    PersonsEnrolled,
    ReceiptsTaken,
)
from tongchou.standards.time import month

PAIRS = [MAN, MAN, WOMAN, WOMAN], [FACTORY, MILL, FACTORY, MILL]

pytestmark = pytest.mark.usefixtures("working")

SEPTEMBER, OCTOBER, NOVEMBER = month(2024, 9), month(2024, 10), month(2024, 11)
DECEMBER = month(2024, 12)
NOBODY = "110101199003070003"


@pytest.fixture
def working(province: Any) -> None:
    """Let a man work for the factory in 合肥, a woman there and for the mill in 芜湖."""
    del province
    register_employer(FACTORY)
    register_employer(MILL, "芜湖纺织有限公司", "340209")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)
    enrol(WOMAN, WOMAN_NAME, employer=MILL, from_month="2024-03")


def elsewhere(ssn: str = MAN, name: str = "在江苏的名字") -> None:
    message = PersonsEnrolled(
        scheme="110", from_month="2024-01", ssns=[ssn], names=[name], credit_codes=[""]
    )
    apply(message, province="32")


def test_a_person_is_known_under_the_name_of_each_province() -> None:
    elsewhere()

    here, there = (queries.person_of(MAN, province=place) for place in ("34", "32"))

    assert here is not None
    assert there is not None
    assert (here.name, there.name) == (MAN_NAME, "在江苏的名字")
    assert queries.person_of(NOBODY, province="34") is None
    assert queries.names_of([MAN, NOBODY], province="34") == {MAN: MAN_NAME}
    assert queries.names_of([], province="34") == {}


def test_the_first_province_s_name_is_taken_where_any_will_do() -> None:
    elsewhere()

    assert queries.name_of(MAN) == "在江苏的名字"  # 32 comes before 34
    assert queries.name_of(WOMAN) == WOMAN_NAME
    assert queries.name_of(NOBODY) is None


def test_employers_are_known_where_they_are_registered() -> None:
    found = queries.employers_known([FACTORY, FACTORY, NOBODY], province="34")

    assert found.keys() == {FACTORY}
    assert queries.employers_known([FACTORY], province="32") == {}
    employer = queries.employer_of(MILL, province="34")
    assert employer is not None
    assert employer.name == "芜湖纺织有限公司"
    assert queries.employer_of(MILL, province="32") is None


def held(on: int, *, province: str = "34", scheme: str = "110") -> queries.HeldOfRows:
    """Return what is held of the rows of `PAIRS` in a month, under the names of both."""
    rows = queries.Rows(PAIRS[0], [MAN_NAME, MAN_NAME, WOMAN_NAME, WOMAN_NAME], PAIRS[1])
    (found,) = queries.held_of_rows([rows], on, province=province, scheme=scheme)
    return found


def test_rows_join_an_employer_with_whom_no_enrolment_is_open_or_held_the_month() -> None:
    apply(
        EmploymentEnded(
            scheme="110", ssn=WOMAN, credit_code=FACTORY, until_month="2024-11", reason="221"
        )
    )

    assert set(held(month(2024, 11)).joining) == {1, 2}
    assert set(held(month(2024, 10)).joining) == {1}  # held it before it ended
    assert set(held(month(2024, 10), scheme="210").joining) == {0, 1, 2, 3}
    assert set(held(month(2024, 10), province="32").joining) == {0, 1, 2, 3}
    open_ones = queries.open_enrolments(WOMAN, province="34", scheme="110")
    assert [one.credit_code for one in open_ones if one.credit_code] == [MILL]
    assert queries.open_enrolments(WOMAN, province="32", scheme="110") == []


def test_slices_of_rows_are_answered_one_by_one_in_their_order() -> None:
    slices = [queries.Rows([ssn], [MAN_NAME], [FACTORY]) for ssn in (MAN, WOMAN, NOBODY, MAN)]

    found = list(queries.held_of_rows(slices, OCTOBER, province="34", scheme="110"))

    assert [held.renamed for held in found] == [[], [[0, WOMAN_NAME]], [], []]
    assert [held.joining for held in found] == [[], [], [0], []]
    assert list(queries.held_of_rows([], OCTOBER, province="34", scheme="110")) == []


def test_months_already_assessed_are_told_by_row() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    assert set(held(OCTOBER).assessed) == {0, 3}
    assert set(held(SEPTEMBER).assessed) == set()
    assert set(held(OCTOBER, province="32").assessed) == set()
    assert set(held(OCTOBER, scheme="210").assessed) == set()


def test_rows_under_another_name_than_the_registered_one_are_told() -> None:
    elsewhere()
    ssns, names = [NOBODY, MAN, MAN, WOMAN], ["无名", MAN_NAME, "", MAN_NAME]

    def renamed(province: str) -> set[int]:
        rows = queries.Rows(ssns, names, [FACTORY] * len(ssns))
        (found,) = queries.held_of_rows([rows], OCTOBER, province=province, scheme="110")
        return {row for row, _ in found.renamed}

    assert renamed("34") == {2, 3}
    assert renamed("32") == {1, 2}


def test_serials_that_were_taken_are_told() -> None:
    apply(
        ReceiptsTaken(
            scheme="110",
            serials=["1", "2"],
            credit_codes=[FACTORY, MILL],
            months=["2024-10", "2024-10"],
            amount_fens=[1, 2],
            received_ons=[TODAY, TODAY],
        )
    )

    assert queries.serials_taken(["2", "3", "2"], province="34", scheme="110") == {"2"}
    assert queries.serials_taken(["2"], province="32", scheme="110") == set()
    assert queries.serials_taken(["2"], province="34", scheme="210") == set()


def test_what_is_due_is_summed_over_an_employer_s_declarations() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    [factory, mill] = queries.amounts_due(OCTOBER, province="34", scheme="110")

    # two people on 8,000.00: 2 × 1,280.00 and 2 × 640.00
    assert (factory.credit_code, factory.people) == (FACTORY, 2)
    assert (factory.employer_fen, factory.employee_fen) == (256_000, 128_000)
    assert factory.total_fen == 256_000 + 128_000
    assert len(factory.declarations) == 2
    assert (mill.credit_code, mill.total_fen) == (MILL, 128_000 + 64_000)


def test_nothing_is_due_once_it_was_received_or_in_another_month() -> None:
    declare(MAN, "2024-10")
    receive("2024-10")

    assert queries.amounts_due(OCTOBER, province="34", scheme="110") == []
    assert queries.amounts_due(SEPTEMBER, province="34", scheme="110") == []
    assert queries.amounts_due(OCTOBER, province="32", scheme="110") == []


def test_dues_may_be_asked_of_some_employers() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    found = queries.amounts_due(OCTOBER, province="34", credit_codes=[MILL], scheme="110")

    assert [one.credit_code for one in found] == [MILL]
    assert queries.amounts_due(OCTOBER, province="34", credit_codes=[], scheme="110") == []


def test_dues_that_are_held_wait_for_whoever_holds_them() -> None:
    """A declaration that adds to them is not counted as received with them."""
    declare(MAN, "2024-10")
    declared = Event()

    def declare_elsewhere() -> None:
        try:
            declare(WOMAN, "2024-10")
            declared.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            [due] = queries.amounts_due(
                OCTOBER, province="34", credit_codes=[FACTORY], hold=True, scheme="110"
            )
            threads.submit(declare_elsewhere)
            came_between = declared.wait(0.5)
            receive("2024-10")
        came_after = declared.wait(20)

    assert (came_between, came_after) == (False, True)
    assert due.people == 1
    [left] = queries.amounts_due(OCTOBER, province="34", scheme="110")
    assert left.people == 1


def test_whose_accounts_a_receipt_credits_is_told_in_the_order_of_numbers() -> None:
    declare(WOMAN, "2024-10")
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    shares = queries.account_shares_due(OCTOBER, [FACTORY], province="34", scheme="110")

    assert shares == sorted([(MAN, EMPLOYEE_FEN), (WOMAN, EMPLOYEE_FEN)])
    receive("2024-10")
    assert queries.account_shares_due(OCTOBER, [FACTORY], province="34", scheme="110") == []


def test_paid_months_are_one_row_a_month_whatever_the_number_of_employers() -> None:
    contribute(WOMAN, "2024-08", "2024-09")
    declare(WOMAN, "2024-09", employer=MILL)
    receive("2024-09", employer=MILL)
    declare(WOMAN, "2024-10")

    # September: 8,000.00 from each of two employers; October was not received
    assert queries.paid_months(WOMAN, province="34", scheme="110") == [
        (month(2024, 8), WAGE_FEN),
        (SEPTEMBER, 2 * WAGE_FEN),
    ]
    assert queries.paid_months(WOMAN, province="32", scheme="110") == []


def test_months_not_received_are_counted_as_months() -> None:
    declare(WOMAN, "2024-09")
    declare(WOMAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)
    contribute(WOMAN, "2024-08", "2024-08")

    # September and October; that two employers owe for October makes it no third month
    assert queries.unreceived_months(WOMAN, province="34", scheme="110") == 2
    assert queries.unreceived_months(MAN, province="34", scheme="110") == 0


def test_the_last_city_is_that_of_the_latest_employer() -> None:
    assert queries.last_city(MAN, province="34", scheme="110") == "340100"
    assert queries.last_city(WOMAN, province="34", scheme="110") == "340200"
    assert queries.last_city(NOBODY, province="34", scheme="110") is None


def test_who_was_never_employed_has_no_city() -> None:
    enrol(NOBODY, "无单位", employer="")

    assert queries.last_city(NOBODY, province="34", scheme="110") is None


def test_the_last_month_an_employer_declared_is_asked_of_that_employer() -> None:
    declare(WOMAN, "2024-09")
    declare(WOMAN, "2024-10", employer=MILL)

    def last(employer: str) -> int | None:
        return queries.last_contribution_month(
            WOMAN, province="34", credit_code=employer, scheme="110"
        )

    assert (last(FACTORY), last(MILL)) == (SEPTEMBER, OCTOBER)
    assert (
        queries.last_contribution_month(MAN, province="34", credit_code=FACTORY, scheme="110")
        is None
    )


def test_ended_enrolments_are_asked_for_the_last_of_their_ends() -> None:
    def until() -> int | None:
        return queries.enrolled_until(MAN, province="34", credit_code=FACTORY, scheme="110")

    assert until() is None
    for last_month, again_from in (("2024-03", "2024-05"), ("2024-11", "2024-12")):
        apply(
            EmploymentEnded(
                scheme="110", ssn=MAN, credit_code=FACTORY, until_month=last_month, reason="221"
            )
        )
        enrol(MAN, MAN_NAME, from_month=again_from)

    assert until() == NOVEMBER
    assert queries.enrolled_until(MAN, province="34", credit_code=MILL, scheme="110") is None
