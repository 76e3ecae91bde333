"""The trial balance: opening, debit, credit and closing of a month, province by province."""

from random import Random

import pytest

from counter import TODAY, entry
from tongchou.ledger.balances import BalanceRow, consolidated, national_balance, trial_balance
from tongchou.ledger.books import Book
from tongchou.ledger.changes import post
from tongchou.standards.time import Month, month

pytestmark = pytest.mark.usefixtures("province")

AUGUST, SEPTEMBER, OCTOBER = month(2024, 8), month(2024, 9), month(2024, 10)
DECEMBER, JANUARY = month(2024, 12), month(2025, 1)
CASH, PAID, INCOME = "1003", "1004", "4001.01"


def book(
    in_month: Month, *legs: tuple[str, int], province: str = "34", of: Book = Book.FUND
) -> None:
    """Post an entry of (account, amount) in a month."""
    book.count += 1
    draft = entry(of, TODAY, in_month, "", *((account, "", amount) for account, amount in legs))
    post(draft, province=province, item_number="34-1", number=str(book.count))


book.count = 0


def line(account: str, in_month: Month, *, province: str = "34") -> tuple[int, int, int, int]:
    """Return opening, debit, credit and closing of an account."""
    [row] = [
        row for row in trial_balance(Book.FUND, in_month, province=province, scheme="110")
        if row.account == account
    ]  # fmt: skip
    return row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen


def test_a_book_nobody_wrote_in_has_no_lines() -> None:
    assert trial_balance(Book.FUND, OCTOBER, scheme="110") == []
    assert national_balance(Book.FUND, OCTOBER, scheme="110") == []
    assert consolidated([]) == []


def test_a_month_has_what_came_in_and_what_went_out() -> None:
    book(OCTOBER, (CASH, 300), (INCOME, -300))
    book(OCTOBER, (CASH, 50), (INCOME, -50))
    book(OCTOBER, (PAID, 80), (CASH, -80))

    # opening 0, in 300 + 50, out 80, closing 350 - 80
    assert line(CASH, OCTOBER) == (0, 350, 80, 270)
    assert line(INCOME, OCTOBER) == (0, 0, 350, -350)


def test_a_month_s_closing_is_the_next_one_s_opening() -> None:
    book(SEPTEMBER, (CASH, 300), (INCOME, -300))
    book(OCTOBER, (PAID, 80), (CASH, -80))

    # in September 0 and 300 come to 300; in October 80 of it go
    assert line(CASH, SEPTEMBER) == (0, 300, 0, 300)
    assert line(CASH, OCTOBER) == (300, 0, 80, 220)


def test_a_year_s_end_is_a_month_s_end_like_any_other() -> None:
    book(DECEMBER, (CASH, 300), (INCOME, -300))

    assert line(CASH, JANUARY) == (300, 0, 0, 300)
    assert line(INCOME, JANUARY) == (-300, 0, 0, -300)


def test_a_month_knows_nothing_of_what_came_after() -> None:
    book(SEPTEMBER, (CASH, 300), (INCOME, -300))
    book(OCTOBER, (PAID, 80), (CASH, -80))

    assert trial_balance(Book.FUND, AUGUST, scheme="110") == []
    assert {row.account for row in trial_balance(Book.FUND, SEPTEMBER, scheme="110")} == {
        CASH,
        INCOME,
    }


def test_the_month_that_counts_is_the_entry_s_and_not_the_day_it_was_posted() -> None:
    book(SEPTEMBER, (CASH, 300), (INCOME, -300))  # posted on 5 November

    assert line(CASH, SEPTEMBER) == (0, 300, 0, 300)


def test_the_books_are_balanced_apart() -> None:
    book(OCTOBER, (CASH, 300), (INCOME, -300))
    book(OCTOBER, ("8101", 7), ("8001", -7), of=Book.ACCOUNTS)

    assert [row.account for row in trial_balance(Book.FUND, OCTOBER, scheme="110")] == [
        CASH,
        INCOME,
    ]
    assert [row.account for row in trial_balance(Book.ACCOUNTS, OCTOBER, scheme="110")] == [
        "8001",
        "8101",
    ]
    assert [row.account for row in national_balance(Book.ACCOUNTS, OCTOBER, scheme="110")] == [
        "8001",
        "8101",
    ]


def test_provinces_stand_apart_and_in_order() -> None:
    book(OCTOBER, (CASH, 300), (INCOME, -300), province="34")
    book(OCTOBER, (CASH, 50), (INCOME, -50), province="32")

    rows = trial_balance(Book.FUND, OCTOBER, scheme="110")

    assert [(row.province, row.account, row.closing_fen) for row in rows] == [
        ("32", CASH, 50),
        ("32", INCOME, -50),
        ("34", CASH, 300),
        ("34", INCOME, -300),
    ]
    assert {
        row.province for row in trial_balance(Book.FUND, OCTOBER, province="32", scheme="110")
    } == {"32"}


def test_the_country_is_all_provinces_under_no_name() -> None:
    book(SEPTEMBER, (CASH, 300), (INCOME, -300), province="34")
    book(OCTOBER, (CASH, 50), (INCOME, -50), province="32")

    # opening 300 of 34; debit 50 of 32
    assert national_balance(Book.FUND, OCTOBER, scheme="110") == [
        BalanceRow("", CASH, 300, 50, 0),
        BalanceRow("", INCOME, -300, 0, 50),
    ]


def test_rows_are_put_together_account_by_account() -> None:
    rows = [
        BalanceRow("34", INCOME, -1, 2, 3),
        BalanceRow("32", CASH, 10, 20, 30),
        BalanceRow("34", CASH, 100, 200, 300),
    ]

    # 10 + 100, 20 + 200, 30 + 300
    assert consolidated(rows) == [
        BalanceRow("", CASH, 110, 220, 330),
        BalanceRow("", INCOME, -1, 2, 3),
    ]


def test_a_balance_greater_than_32_bits_is_kept_to_the_fen() -> None:
    trillion_yuan = 10**14
    book(OCTOBER, (CASH, trillion_yuan + 1), (INCOME, -trillion_yuan - 1))

    assert line(CASH, OCTOBER) == (0, 10**14 + 1, 0, 10**14 + 1)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_posted_the_country_is_the_sum_of_its_provinces(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # invented amounts, no secret
    for _ in range(60):
        amount = chance.randint(-(10**9), 10**9)
        debit, credit = chance.sample([CASH, PAID, INCOME, "1005", "5001.01"], 2)
        book(
            chance.randint(AUGUST, OCTOBER), (debit, amount), (credit, -amount),
            province=chance.choice(["31", "32", "34"]),
        )  # fmt: skip

    for in_month in (AUGUST, SEPTEMBER, OCTOBER):
        rows = trial_balance(Book.FUND, in_month, scheme="110")
        country = national_balance(Book.FUND, in_month, scheme="110")
        assert consolidated(rows) == country
        assert sum(row.opening_fen for row in country) == 0
        assert sum(row.debit_fen for row in country) == sum(row.credit_fen for row in country)
        assert sum(row.closing_fen for row in country) == 0
