"""What accounts hold: sums of what was posted, by book, province and person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection, transaction

from counter import EMPLOYEE_FEN, MAN, TODAY, WOMAN, credit, entry, fund
from tongchou.ledger.balances import balance_of, balances_by_province
from tongchou.ledger.books import Book
from tongchou.ledger.changes import post
from tongchou.ledger.models import Entry, Posting
from tongchou.ledger.queries import account_balance, account_balances, account_movements
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

SEPTEMBER, OCTOBER = month(2024, 9), month(2024, 10)
CASH, INCOME = "1003", "4001.01"


def moved(ssn: str, amount_fen: int, *, on: date, number: str, province: str = "34") -> None:
    draft = entry(
        Book.ACCOUNTS, on, OCTOBER, "关系转入:34-1", ("8103", "", amount_fen),
        ("8001", ssn, -amount_fen)
    )  # fmt: skip
    post(draft, province=province, item_number="34-9", number=number)


def test_an_account_nobody_posted_to_holds_nothing() -> None:
    assert balance_of(Book.FUND, CASH, scheme="110") == 0
    assert account_balance(MAN, scheme="110") == 0
    assert account_balances([MAN], province="34", scheme="110") == {}
    assert account_movements(MAN) == []
    assert balances_by_province(Book.FUND, [CASH], scheme="110") == {}


def test_debit_is_positive_and_credit_negative() -> None:
    fund(300)
    fund(45)

    # 3.00 + 0.45 yuan came in
    assert balance_of(Book.FUND, CASH, scheme="110") == 345
    assert balance_of(Book.FUND, INCOME, scheme="110") == -345


def test_the_two_books_are_summed_apart() -> None:
    fund(300)
    credit(MAN, EMPLOYEE_FEN, OCTOBER)

    assert balance_of(Book.ACCOUNTS, CASH, scheme="110") == 0
    assert balance_of(Book.FUND, "8001", scheme="110") == 0
    assert balance_of(Book.ACCOUNTS, "8001", scheme="110") == -EMPLOYEE_FEN


def test_a_province_is_summed_by_itself_or_with_all() -> None:
    fund(300, province="34")
    fund(45, province="32")

    assert balance_of(Book.FUND, CASH, province="34", scheme="110") == 300
    assert balance_of(Book.FUND, CASH, province="32", scheme="110") == 45
    assert balance_of(Book.FUND, CASH, province="31", scheme="110") == 0
    assert balance_of(Book.FUND, CASH, scheme="110") == 300 + 45


def test_balances_by_province_show_nothing_where_an_account_was_not_used() -> None:
    fund(300, province="34")
    fund(45, province="32")

    found = balances_by_province(Book.FUND, [CASH, "1004"], scheme="110")

    assert found == {"32": {CASH: 45, "1004": 0}, "34": {CASH: 300, "1004": 0}}


def test_what_a_person_saved_is_the_sum_of_the_movements() -> None:
    credit(MAN, EMPLOYEE_FEN, SEPTEMBER)
    credit(MAN, EMPLOYEE_FEN, OCTOBER)
    moved(MAN, -100, on=TODAY, number="out")
    credit(WOMAN, 7, OCTOBER)

    # 2 × 640.00 in, 1.00 out
    assert account_balance(MAN, scheme="110") == 2 * EMPLOYEE_FEN - 100
    assert account_balance(WOMAN, scheme="110") == 7


def test_a_person_s_account_in_another_province_is_another_account() -> None:
    credit(MAN, 100, OCTOBER, province="34")
    credit(MAN, 20, OCTOBER, province="32")

    assert account_balance(MAN, province="34", scheme="110") == 100
    assert account_balance(MAN, province="32", scheme="110") == 20
    assert account_balance(MAN, scheme="110") == 100 + 20


def test_the_accounts_of_many_are_read_at_once() -> None:
    credit(MAN, 100, SEPTEMBER)
    credit(MAN, 11, OCTOBER)
    credit(WOMAN, 20, OCTOBER)
    credit(WOMAN, 500, OCTOBER, province="32")

    found = account_balances([MAN, WOMAN, "nobody"], province="34", scheme="110")

    assert found == {MAN: 100 + 11, WOMAN: 20}


def test_movements_are_told_in_the_order_in_which_they_were_posted() -> None:
    moved(MAN, 3, on=date(2024, 10, 2), number="c")
    moved(MAN, 1, on=date(2024, 10, 1), number="a")
    moved(MAN, 2, on=date(2024, 10, 1), number="b")

    assert [movement.amount_fen for movement in account_movements(MAN)] == [1, 2, 3]


def test_a_movement_says_where_when_what_and_by_which_item() -> None:
    moved(MAN, 64_000, on=TODAY, number="1", province="32")

    [movement] = account_movements(MAN)

    assert (movement.province, movement.posted_on, movement.month) == ("32", TODAY, OCTOBER)
    assert (str(movement.memo), movement.amount_fen) == ("关系转入:34-1", 64_000)
    assert movement.item_number == "34-9"


def test_only_the_individual_account_tells_what_a_person_saved() -> None:
    draft = entry(Book.ACCOUNTS, TODAY, OCTOBER, "", ("8101", MAN, 5), ("8105", MAN, -5))
    post(draft, province="34", item_number="34-9", number="1")

    assert account_balance(MAN, scheme="110") == 0
    assert account_movements(MAN) == []
    assert account_balances([MAN], province="34", scheme="110") == {}


def test_many_may_post_to_a_hot_account_at_once() -> None:
    """Nobody waits for anybody: a balance is summed when it is asked for, never kept."""
    posted = Event()

    def post_elsewhere() -> None:
        try:
            fund(45)
            posted.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        draft = entry(Book.FUND, TODAY, OCTOBER, "", (CASH, "", 300), (INCOME, "", -300))
        post(draft, province="34", item_number="34-3", number="not yet committed")
        threads.submit(post_elsewhere)
        did_not_wait = posted.wait(20)

    assert did_not_wait
    assert balance_of(Book.FUND, CASH, scheme="110") == 300 + 45
    assert (Entry.objects.count(), Posting.objects.count()) == (2, 4)
