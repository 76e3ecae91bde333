"""What items ask the registry before they decide."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
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
    BenefitDetermined,
    EarlierRecordEntered,
    EmploymentEnded,
    PaymentsMade,
    PersonsEnrolled,
    TransferAnswered,
    TransferRequested,
)
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("working")

SEPTEMBER, OCTOBER, NOVEMBER = month(2024, 9), month(2024, 10), month(2024, 11)
DECEMBER = month(2024, 12)
NOBODY = "110101199003070003"


@pytest.fixture
def working(province: Any) -> None:
    """Let a man work for the factory in 合肥, a woman there and for the mill in 芜湖."""
    del province
    register_employer(FACTORY)
    register_employer(MILL, "芜湖纺织有限公司", "340203")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)
    enrol(WOMAN, WOMAN_NAME, employer=MILL, from_month="2024-03")


def elsewhere(ssn: str = MAN, name: str = "在江苏的名字") -> None:
    message = PersonsEnrolled(from_month="2024-01", ssns=[ssn], names=[name], credit_codes=[""])
    apply(message, province="32")


def draws(ssn: str, from_month: str = "2024-11", total_fen: int = 300_000) -> None:
    apply(
        BenefitDetermined(
            ssn=ssn, from_month=from_month, retirement_month="2024-10", basic_fen=200_000,
            account_fen=100_000, total_fen=total_fen, contribution_months=240,
            wage_index_e4=10_000, worksheet=[], item_number="34-8", provisional=False,
        )
    )  # fmt: skip


def paid(ssn: str, in_month: str) -> None:
    apply(
        PaymentsMade(
            month=in_month, paid_on=TODAY, item_number=f"34-{in_month}", ssns=[ssn],
            amount_fens=[300_000], account_part_fens=[100_000],
        )
    )  # fmt: skip


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

    assert found == {FACTORY}
    assert queries.employers_known([FACTORY], province="32") == set()
    employer = queries.employer_of(MILL, province="34")
    assert employer is not None
    assert employer.name == "芜湖纺织有限公司"
    assert queries.employer_of(MILL, province="32") is None


def test_enrolments_that_are_open_are_told_by_pair() -> None:
    apply(EmploymentEnded(ssn=WOMAN, credit_code=FACTORY, until_month="2024-11", reason="221"))

    assert queries.enrolled_with([FACTORY, MILL], province="34") == {(MAN, FACTORY), (WOMAN, MILL)}
    open_ones = queries.open_enrolments(WOMAN, province="34")
    assert [one.employer.credit_code for one in open_ones if one.employer] == [MILL]
    assert queries.open_enrolments(WOMAN, province="32") == []


def test_months_already_assessed_are_told_by_pair() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    assert queries.already_assessed([FACTORY, MILL], OCTOBER, province="34") == {
        (MAN, FACTORY), (WOMAN, MILL),
    }  # fmt: skip
    assert queries.already_assessed([FACTORY], OCTOBER, province="34") == {(MAN, FACTORY)}
    assert queries.already_assessed([FACTORY], SEPTEMBER, province="34") == set()
    assert queries.already_assessed([FACTORY], OCTOBER, province="32") == set()


def test_what_is_due_is_summed_over_an_employer_s_declarations() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    [factory, mill] = queries.amounts_due(OCTOBER, province="34")

    # two people on 8,000.00: 2 × 1,280.00 and 2 × 640.00
    assert (factory.credit_code, factory.people) == (FACTORY, 2)
    assert (factory.employer_fen, factory.employee_fen) == (256_000, 128_000)
    assert factory.total_fen == 256_000 + 128_000
    assert len(factory.declarations) == 2
    assert (mill.credit_code, mill.total_fen) == (MILL, 128_000 + 64_000)


def test_nothing_is_due_once_it_was_received_or_in_another_month() -> None:
    declare(MAN, "2024-10")
    receive("2024-10")

    assert queries.amounts_due(OCTOBER, province="34") == []
    assert queries.amounts_due(SEPTEMBER, province="34") == []
    assert queries.amounts_due(OCTOBER, province="32") == []


def test_dues_may_be_asked_of_some_employers() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    found = queries.amounts_due(OCTOBER, province="34", credit_codes=[MILL])

    assert [one.credit_code for one in found] == [MILL]
    assert queries.amounts_due(OCTOBER, province="34", credit_codes=[]) == []


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
            [due] = queries.amounts_due(OCTOBER, province="34", credit_codes=[FACTORY], hold=True)
            threads.submit(declare_elsewhere)
            came_between = declared.wait(0.5)
            receive("2024-10")
        came_after = declared.wait(20)

    assert (came_between, came_after) == (False, True)
    assert due.people == 1
    [left] = queries.amounts_due(OCTOBER, province="34")
    assert left.people == 1


def test_whose_accounts_a_receipt_credits_is_told_row_by_row() -> None:
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)

    shares = queries.account_shares_due(OCTOBER, [FACTORY], province="34")

    assert shares == [(MAN, EMPLOYEE_FEN), (WOMAN, EMPLOYEE_FEN)]
    receive("2024-10")
    assert queries.account_shares_due(OCTOBER, [FACTORY], province="34") == []


def test_paid_months_are_one_row_a_month_whatever_the_number_of_employers() -> None:
    contribute(WOMAN, "2024-08", "2024-09")
    declare(WOMAN, "2024-09", employer=MILL)
    receive("2024-09", employer=MILL)
    declare(WOMAN, "2024-10")

    # September: 8,000.00 from each of two employers; October was not received
    assert queries.paid_months(WOMAN, province="34") == [
        (month(2024, 8), WAGE_FEN),
        (SEPTEMBER, 2 * WAGE_FEN),
    ]
    assert queries.paid_months(WOMAN, province="32") == []


def test_months_not_received_are_counted_as_months() -> None:
    declare(WOMAN, "2024-09")
    declare(WOMAN, "2024-10")
    declare(WOMAN, "2024-10", employer=MILL)
    contribute(WOMAN, "2024-08", "2024-08")

    # September and October; that two employers owe for October makes it no third month
    assert queries.unreceived_months(WOMAN, province="34") == 2
    assert queries.unreceived_months(MAN, province="34") == 0


def test_the_last_city_is_that_of_the_latest_employer() -> None:
    assert queries.last_city(MAN, province="34") == "340100"
    assert queries.last_city(WOMAN, province="34") == "340200"
    assert queries.last_city(NOBODY, province="34") is None


def test_who_was_never_employed_has_no_city() -> None:
    enrol(NOBODY, "无单位", employer="")

    assert queries.last_city(NOBODY, province="34") is None


def test_pensioners_are_told_apart_from_the_others() -> None:
    draws(MAN)

    assert queries.pensioners_among([MAN, WOMAN, NOBODY], province="34") == {MAN}
    assert queries.pensioners_among([MAN], province="32") == set()
    assert queries.benefit_of(WOMAN, province="34") is None
    benefit = queries.benefit_of(MAN, province="34")
    assert benefit is not None
    assert benefit.total_fen == 300_000


def test_a_benefit_is_due_from_its_first_month_until_that_month_is_paid() -> None:
    draws(MAN, from_month="2024-11")
    draws(WOMAN, from_month="2024-12", total_fen=250_000)

    assert queries.benefits_due(OCTOBER, province="34") == []
    assert [one.ssn for one in queries.benefits_due(NOVEMBER, province="34")] == [MAN]

    paid(MAN, "2024-11")

    assert queries.benefits_due(NOVEMBER, province="34") == []
    due = queries.benefits_due(DECEMBER, province="34")
    assert [(one.ssn, one.total_fen, one.account_fen) for one in due] == [
        (MAN, 300_000, 100_000),
        (WOMAN, 250_000, 100_000),
    ]
    assert queries.benefits_due(DECEMBER, province="32") == []


def test_a_roll_s_payments_are_told_in_the_order_of_names() -> None:
    draws(WOMAN)
    draws(MAN)
    for ssn in (WOMAN, MAN):
        paid(ssn, "2024-11")

    rolled = queries.payments_of("34-2024-11")

    # chen before li
    assert [payment.benefit.person.name for payment in rolled] == [MAN_NAME, WOMAN_NAME]
    assert queries.payments_of("34-2024-12") == []


def earlier(from_month: str, until_month: str) -> None:
    apply(
        EarlierRecordEntered(
            ssn=MAN, name=MAN_NAME, source="prior", paid_in="34", from_month=from_month,
            until_month=until_month, months=12, wage_index_e4=1, base_sum_fen=0, account_fen=0,
        )
    )  # fmt: skip


def test_earlier_records_are_told_oldest_first() -> None:
    earlier("1995-01", "1996-01")
    earlier("1990-01", "1991-01")

    told = queries.earlier_records(MAN, province="34")

    assert [record.from_month for record in told] == [month(1990, 1), month(1995, 1)]
    assert queries.earlier_records(MAN, province="32") == []


def moved(letter: str, origin: str, destination: str, *, on: date, refused: bool = False) -> None:
    apply(
        TransferRequested(
            letter=letter, ssn=MAN, name=MAN_NAME, origin=origin, destination=destination,
            requested_on=on,
        )
    )  # fmt: skip
    apply(
        TransferAnswered(
            letter=letter, ssn=MAN, name=MAN_NAME, origin=origin, destination=destination,
            answered_on=on, refused=refused, reason="", years=[], months=[], base_sum_fens=[],
            index_sums_e4=[], earlier=[], account_fen=0, pooled_fen=0,
        )
    )  # fmt: skip


def test_a_record_that_was_let_go_has_moved_away() -> None:
    moved("32-1", "34", "32", on=date(2024, 3, 1))

    assert queries.moved_away(MAN, province="34")
    assert not queries.moved_away(MAN, province="32")
    assert not queries.moved_away(WOMAN, province="34")


def test_a_record_that_was_asked_for_or_refused_has_not_moved() -> None:
    moved("32-1", "34", "32", on=date(2024, 3, 1), refused=True)
    apply(
        TransferRequested(
            letter="32-2", ssn=MAN, name=MAN_NAME, origin="34", destination="32", requested_on=TODAY
        )
    )

    assert not queries.moved_away(MAN, province="34")
    assert [one.letter for one in queries.transfers_of(MAN)] == ["32-1", "32-2"]


def test_a_record_that_came_back_has_not_moved_away() -> None:
    moved("32-1", "34", "32", on=date(2024, 3, 1))

    moved("34-1", "32", "34", on=date(2024, 6, 1))

    assert not queries.moved_away(MAN, province="34")
    assert queries.moved_away(MAN, province="32")


def test_a_record_that_left_again_has_moved_away_also_on_the_same_day() -> None:
    for letter, origin, destination in (("32-1", "34", "32"), ("34-1", "32", "34")):
        moved(letter, origin, destination, on=TODAY)

    moved("31-1", "34", "31", on=TODAY)

    assert queries.moved_away(MAN, province="34")
