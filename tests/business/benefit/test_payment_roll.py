"""The month's pensions are granted to the payment account and paid 发放名册."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lives import draw

from counter import (
    MAN,
    MAN_NAME,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Booked,
    accepted,
    at_once,
    booked,
    carried,
    completed,
    credit,
    enrol,
    everything,
    fund,
    hand_in,
    refusal_codes,
    register_employer,
    said,
    sheet,
    told,
)
from tongchou.ledger.balances import balance_of
from tongchou.ledger.books import Book
from tongchou.ledger.queries import account_balance
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Payment
from tongchou.standards.messages import PaymentsMade
from tongchou.standards.time import month
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("province", "pensioners")

OCTOBER, NOVEMBER = {"month": "2024-10"}, {"month": "2024-11"}


@pytest.fixture
def pensioners(province: dict[str, Any]) -> None:
    """Pay a man 3,000.00 from October, 500.00 of it from his account of 1,200.00.

    And a woman 2,800.00 from November, of which her account never had to pay anything.
    """
    del province
    register_employer()
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)
    draw(MAN, total_fen=300_000, account_fen=50_000)
    draw(WOMAN, from_month="2024-11", total_fen=280_000, account_fen=0)
    credit(MAN, 120_000, month(2024, 9))


def refused(form: dict[str, str]) -> Any:
    before = everything()
    done = hand_in("payment_roll", form)
    assert everything() == before
    return done


def paid() -> list[tuple[str, int, int, int]]:
    rows = Payment.objects.order_by("month", "ssn")
    return list(rows.values_list("ssn", "month", "amount_fen", "account_part_fen"))


def test_whoever_is_owed_the_month_is_paid_it() -> None:
    fund(1_000_000)

    item = completed("payment_roll", NOVEMBER)

    assert paid() == [
        (MAN, month(2024, 11), 300_000, 50_000),
        (WOMAN, month(2024, 11), 280_000, 0),
    ]
    assert set(Payment.objects.values_list("paid_on", "item_number")) == {(TODAY, item.number)}
    assert item.outcome == {"people": 2, "total_fen": 580_000, "account_part_fen": 50_000}


def test_nobody_is_paid_for_a_month_before_the_first() -> None:
    fund(1_000_000)

    completed("payment_roll", OCTOBER)

    assert [ssn for ssn, *_ in paid()] == [MAN]


def test_the_money_goes_from_the_special_to_the_payment_account_and_on_to_the_people() -> None:
    fund(1_000_000)

    item = completed("payment_roll", NOVEMBER)

    assert booked(item) == [
        Booked("fund", "2024-11", [("1004", "", 580_000), ("1003", "", -580_000)]),
        Booked("fund", "2024-11", [("5001.01", "", 580_000), ("1004", "", -580_000)]),
        Booked("accounts", "2024-11", [("8001", MAN, 50_000), ("8105", "", -50_000)]),
    ]
    assert balance_of(Book.FUND, "1003", scheme="110") == 420_000
    assert balance_of(Book.FUND, "1004", scheme="110") == 0
    assert (account_balance(MAN, scheme="110"), account_balance(WOMAN, scheme="110")) == (70_000, 0)


def test_the_payments_and_the_entries_are_told() -> None:
    fund(1_000_000)

    item = completed("payment_roll", NOVEMBER)

    made, *entries = told(item)
    assert made == PaymentsMade(
        scheme="110",
        benefit="pension",
        month="2024-11",
        paid_on=TODAY,
        item_number=item.number,
        ssns=[MAN, WOMAN],
        amount_fens=[300_000, 280_000],
        account_part_fens=[50_000, 0],
    )
    assert [entry.kind for entry in entries] == ["entry_posted"] * 3


def test_the_worksheet_shows_how_many_get_how_much() -> None:
    fund(1_000_000)

    item = accepted("payment_roll", NOVEMBER)

    assert sheet(item) == {
        "people": (2, ""),
        "total": (580_000, "Σ"),
        "account_part": (50_000, "Σ min(账户养老金, 储存额)"),
    }
    assert item.due_on is None


def test_an_account_pays_until_it_is_empty_and_then_the_fund_pays_for_life() -> None:
    fund(10_000_000)
    rolls = [
        completed(
            "payment_roll", {"month": f"2025-{number:02d}"}, at=datetime(2025, 4, 8, tzinfo=UTC)
        )
        for number in (1, 2, 3, 4)
    ]

    parts = [part for ssn, _, _, part in paid() if ssn == MAN]
    assert parts == [50_000, 50_000, 20_000, 0]  # 1,200.00 in all
    assert account_balance(MAN, scheme="110") == 0
    assert [amount for ssn, _, amount, _ in paid() if ssn == MAN] == [300_000] * 4
    assert [entry.book for entry in booked(rolls[-1])] == ["fund", "fund"]


def test_months_that_were_missed_are_paid_one_by_one() -> None:
    fund(1_000_000)
    completed("payment_roll", NOVEMBER)

    completed("payment_roll", OCTOBER)

    assert [(ssn, when) for ssn, when, *_ in paid()] == [
        (MAN, month(2024, 10)),
        (MAN, month(2024, 11)),
        (WOMAN, month(2024, 11)),
    ]


def test_a_second_roll_pays_only_whom_the_first_did_not() -> None:
    fund(2_000_000)
    completed("payment_roll", NOVEMBER)
    late = "340104196409152016"
    enrol(late, "周远")
    draw(late, from_month="2024-11", total_fen=100_000, account_fen=0)

    item = completed("payment_roll", NOVEMBER)

    assert item.outcome["people"] == 1
    assert [ssn for ssn, *_ in paid()].count(MAN) == 1


def test_a_month_that_is_paid_is_not_paid_again() -> None:
    fund(1_000_000)
    completed("payment_roll", NOVEMBER)

    assert said(refused(NOVEMBER)) == [
        (
            "payment.nothing_due",
            "month",
            "该月没有应发而未发的待遇",
            "Nothing is due and unpaid for this month",
        )
    ]


def test_of_two_rolls_under_way_for_a_month_the_second_is_refused() -> None:
    fund(2_000_000)
    first, second = accepted("payment_roll", NOVEMBER), accepted("payment_roll", NOVEMBER)
    carried(first)

    done = carried(second)

    assert refusal_codes(done) == ["payment.nothing_due"]
    assert Payment.objects.count() == 2
    assert balance_of(Book.FUND, "1003", scheme="110") == 1_420_000


def test_a_month_that_has_not_come_is_refused() -> None:
    fund(1_000_000)

    assert said(refused({"month": "2024-12"})) == [
        (
            "payment.month_ahead",
            "month",
            "发放年月尚未到来",
            "This month has not come yet",
        )
    ]


def test_nobody_is_paid_from_cash_that_is_not_there() -> None:
    fund(579_999)

    done = refused(NOVEMBER)

    assert said(done) == [
        (
            "fund.shortfall",
            "",
            "财政专户余额5,799.99元,不足以发放5,800.00元",
            "The special account holds 5,799.99 yuan; 5,800.00 are to be paid",
        )
    ]
    assert done[0].remedy.en == "Ask for an allocation first"


def test_the_last_fen_may_be_paid() -> None:
    fund(580_000)

    completed("payment_roll", NOVEMBER)

    assert balance_of(Book.FUND, "1003", scheme="110") == 0


def test_cash_that_was_spent_since_the_counter_is_not_spent_twice() -> None:
    fund(600_000)
    october, november = accepted("payment_roll", OCTOBER), accepted("payment_roll", NOVEMBER)
    carried(october)

    assert refusal_codes(carried(november)) == ["fund.shortfall"]


def test_two_rolls_in_the_same_instant_spend_the_cash_and_the_account_once(
    server: Postgres,
) -> None:
    fund(600_000)  # enough for either month, not for both
    credit(MAN, -50_000, month(2024, 9))  # 700.00 are left: a month and a bit
    october, november = accepted("payment_roll", OCTOBER), accepted("payment_roll", NOVEMBER)

    first, second = at_once(server, lambda: carried(october), lambda: carried(november))

    assert isinstance(first, Item)
    assert refusal_codes(second) == ["fund.shortfall"]
    assert balance_of(Book.FUND, "1003", scheme="110") == 300_000
    assert account_balance(MAN, scheme="110") == 20_000


def test_two_rolls_of_a_month_in_the_same_instant_pay_it_once(server: Postgres) -> None:
    fund(2_000_000)
    first, again = accepted("payment_roll", NOVEMBER), accepted("payment_roll", NOVEMBER)

    _, done = at_once(server, lambda: carried(first), lambda: carried(again))

    assert refusal_codes(done) == ["payment.nothing_due"]
    assert Payment.objects.count() == 2
