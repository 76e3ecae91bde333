"""What items ask the registry of pensions, earlier records and moves before they decide."""

from datetime import date
from typing import Any

import pytest

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    apply,
    enrol,
    register_employer,
)
from tongchou.registry import queries
from tongchou.standards.messages import (
    BenefitDetermined,
    EarlierRecordEntered,
    PaymentsMade,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("working")

SEPTEMBER, OCTOBER, NOVEMBER = month(2024, 9), month(2024, 10), month(2024, 11)
DECEMBER = month(2024, 12)
NOBODY = "110101199003070003"


@pytest.fixture
def working(province: Any) -> None:
    """Let a man and a woman work for the factory."""
    del province
    register_employer(FACTORY)
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)


def draws(ssn: str, from_month: str = "2024-11", total_fen: int = 300_000) -> None:
    apply(
        BenefitDetermined(scheme="110", benefit="pension",
            ssn=ssn, from_month=from_month, retirement_month="2024-10", basic_fen=200_000,
            account_fen=100_000, total_fen=total_fen, contribution_months=240,
            wage_index_e4=10_000, worksheet=[], item_number="34-8", provisional=False,
        )
    )  # fmt: skip


def paid(ssn: str, in_month: str) -> None:
    apply(
        PaymentsMade(scheme="110", benefit="pension",
            month=in_month, paid_on=TODAY, item_number=f"34-{in_month}", ssns=[ssn],
            amount_fens=[300_000], account_part_fens=[100_000],
        )
    )  # fmt: skip


def test_pensioners_are_told_apart_from_the_others() -> None:
    draws(MAN)

    def retired(*ssns: str, province: str = "34", scheme: str = "110") -> set[int]:
        rows = queries.Rows(list(ssns), [MAN_NAME] * len(ssns), [FACTORY] * len(ssns))
        (found,) = queries.held_of_rows([rows], OCTOBER, province=province, scheme=scheme)
        return set(found.retired)

    assert retired(NOBODY, WOMAN, MAN, MAN) == {2, 3}
    assert retired(MAN, province="32") == set()
    assert retired(MAN, scheme="210") == set()
    assert queries.benefit_of(WOMAN, province="34", scheme="110") is None
    benefit = queries.benefit_of(MAN, province="34", scheme="110")
    assert benefit is not None
    assert benefit.total_fen == 300_000


def test_a_benefit_is_due_from_its_first_month_until_that_month_is_paid() -> None:
    draws(MAN, from_month="2024-11")
    draws(WOMAN, from_month="2024-12", total_fen=250_000)

    assert queries.benefits_due(OCTOBER, province="34", scheme="110", kind="pension") == []
    assert [
        one.ssn
        for one in queries.benefits_due(NOVEMBER, province="34", scheme="110", kind="pension")
    ] == [MAN]

    paid(MAN, "2024-11")

    assert queries.benefits_due(NOVEMBER, province="34", scheme="110", kind="pension") == []
    due = queries.benefits_due(DECEMBER, province="34", scheme="110", kind="pension")
    assert [(one.ssn, one.total_fen, one.account_fen) for one in due] == [
        (MAN, 300_000, 100_000),
        (WOMAN, 250_000, 100_000),
    ]
    assert queries.benefits_due(DECEMBER, province="32", scheme="110", kind="pension") == []


def test_a_roll_s_payments_are_told_in_the_order_of_names() -> None:
    draws(WOMAN)
    draws(MAN)
    for ssn in (WOMAN, MAN):
        paid(ssn, "2024-11")

    def rolled(number: str, limit: int) -> list[str]:
        return [one.name for one in queries.payments_of(number, province="34", limit=limit)]

    # chen before li
    assert rolled("34-2024-11", 2) == [MAN_NAME, WOMAN_NAME]
    assert rolled("34-2024-11", 1) == [MAN_NAME]
    assert rolled("34-2024-12", 2) == []


def earlier(from_month: str, until_month: str) -> None:
    apply(
        EarlierRecordEntered(scheme="110",
            ssn=MAN, name=MAN_NAME, source="prior", paid_in="34", from_month=from_month,
            until_month=until_month, months=12, wage_index_e4=1, base_sum_fen=0, account_fen=0,
        )
    )  # fmt: skip


def test_earlier_records_are_told_oldest_first() -> None:
    earlier("1995-01", "1996-01")
    earlier("1990-01", "1991-01")

    told = queries.earlier_records(MAN, province="34", scheme="110")

    assert [record.from_month for record in told] == [month(1990, 1), month(1995, 1)]
    assert queries.earlier_records(MAN, province="32", scheme="110") == []


def moved(letter: str, origin: str, destination: str, *, on: date, refused: bool = False) -> None:
    apply(
        TransferRequested(scheme="110",
            letter=letter, ssn=MAN, name=MAN_NAME, origin=origin, destination=destination,
            requested_on=on,
        )
    )  # fmt: skip
    apply(
        TransferAnswered(scheme="110",
            letter=letter, ssn=MAN, name=MAN_NAME, origin=origin, destination=destination,
            answered_on=on, refused=refused, reason="", years=[], months=[], base_sum_fens=[],
            index_sums_e4=[], earlier=[], account_fen=0, pooled_fen=0,
        )
    )  # fmt: skip


def test_a_record_that_was_let_go_has_moved_away() -> None:
    moved("32-1", "34", "32", on=date(2024, 3, 1))

    assert queries.moved_away(MAN, province="34", scheme="110")
    assert not queries.moved_away(MAN, province="32", scheme="110")
    assert not queries.moved_away(WOMAN, province="34", scheme="110")


def test_a_record_that_was_asked_for_or_refused_has_not_moved() -> None:
    moved("32-1", "34", "32", on=date(2024, 3, 1), refused=True)
    apply(
        TransferRequested(
            scheme="110",
            letter="32-2",
            ssn=MAN,
            name=MAN_NAME,
            origin="34",
            destination="32",
            requested_on=TODAY,
        )
    )

    assert not queries.moved_away(MAN, province="34", scheme="110")
    assert [one.letter for one in queries.transfers_of(MAN, scheme="110")] == ["32-1", "32-2"]


def test_a_record_that_came_back_has_not_moved_away() -> None:
    moved("32-1", "34", "32", on=date(2024, 3, 1))

    moved("34-1", "32", "34", on=date(2024, 6, 1))

    assert not queries.moved_away(MAN, province="34", scheme="110")
    assert queries.moved_away(MAN, province="32", scheme="110")


def test_a_record_that_left_again_has_moved_away_also_on_the_same_day() -> None:
    for letter, origin, destination in (("32-1", "34", "32"), ("34-1", "32", "34")):
        moved(letter, origin, destination, on=TODAY)

    moved("31-1", "34", "31", on=TODAY)

    assert queries.moved_away(MAN, province="34", scheme="110")


def test_a_record_is_moving_from_its_request_until_it_arrived_or_was_refused() -> None:
    assert not queries.is_moving(MAN, scheme="110")
    requested = TransferRequested(
        scheme="110",
        letter="32-1",
        ssn=MAN,
        name=MAN_NAME,
        origin="34",
        destination="32",
        requested_on=TODAY,
    )
    apply(requested)

    assert queries.is_moving(MAN, scheme="110")
    assert not queries.is_moving(MAN, but="32-1", scheme="110")
    assert not queries.is_moving(WOMAN, scheme="110")

    moved("32-1", "34", "32", on=TODAY, refused=True)
    assert not queries.is_moving(MAN, scheme="110")


def test_a_record_that_was_answered_is_moving_until_it_arrived() -> None:
    moved("32-1", "34", "32", on=TODAY)
    assert queries.is_moving(MAN, scheme="110")

    apply(
        TransferCompleted(scheme="110",
            letter="32-1", ssn=MAN, origin="34", destination="32", completed_on=TODAY, months=0,
            account_fen=0,
        )
    )  # fmt: skip

    assert not queries.is_moving(MAN, scheme="110")
