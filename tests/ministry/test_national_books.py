import psycopg
import pytest
from provinces import LI, answered, book, completed, requested, tell

from tongchou.ledger.changes import OutOfBounds
from tongchou.ministry.books.queries import NationalBooks, national_books
from tongchou.node.postgres import Postgres
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("ministry")

SEPTEMBER, OCTOBER, NOVEMBER = month(2024, 9), month(2024, 10), month(2024, 11)


def receive(province: str, number: str, month_text: str, amount: int) -> None:
    book(province, number, "fund", month_text, ("1005", "", amount), ("4001.01", "", -amount))


def failing(books: NationalBooks) -> list[str]:
    return [check.text.en for check in books.checks if not check.holds]


def test_the_national_book_is_the_sum_of_the_provinces() -> None:
    receive("34", "1", "2024-09", 100)
    receive("32", "1", "2024-09", 20)
    receive("31", "1", "2024-10", 3)

    books = national_books(OCTOBER, scheme="110")

    # opening 100 + 20 from September, debit 3 in October, closing 123
    treasury = next(row for row in books.consolidated if row.account == "1005")
    assert (treasury.opening_fen, treasury.debit_fen, treasury.credit_fen) == (120, 3, 0)
    assert treasury.closing_fen == 123
    assert treasury.closing_fen == sum(
        row.closing_fen for row in books.rows if row.account == "1005"
    )
    assert {row.province for row in books.rows} == {"31", "32", "34"}
    assert failing(books) == []


def test_a_month_does_not_know_what_comes_after_it() -> None:
    receive("34", "1", "2024-09", 100)
    receive("34", "2", "2024-10", 5)

    treasury = next(
        row for row in national_books(SEPTEMBER, scheme="110").rows if row.account == "1005"
    )

    assert treasury.closing_fen == 100


def test_a_balance_changed_behind_the_ledger_s_back_shows(server: Postgres) -> None:
    receive("34", "1", "2024-09", 100)
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("UPDATE ledger_balance_delta SET debit_fen = 101 WHERE debit_fen = 100")

    assert failing(national_books(SEPTEMBER, scheme="110")) == [
        "Every province balances",
        "The country balances",
    ]


def test_an_impossible_entry_of_a_province_leaves_the_country_s_books_as_they_are() -> None:
    receive("34", "1", "2024-09", 100)
    for number in ("2", "3"):
        with pytest.raises(OutOfBounds):
            receive("34", number, "2024-09", 9 * 10**18)

    books = national_books(SEPTEMBER, scheme="110")

    assert failing(books) == []
    assert [row.closing_fen for row in books.consolidated] == [100, -100]


def test_the_books_of_a_scheme_know_nothing_of_another() -> None:
    receive("34", "1", "2024-09", 100)

    assert national_books(SEPTEMBER, scheme="120").rows == ()


def test_what_left_one_account_book_is_on_its_way_until_it_arrived_in_another() -> None:
    tell("32", requested())
    tell("34", answered())
    book("34", "1", "accounts", "2024-11", ("8001", LI, 40_000), ("8104", "", -40_000))
    under_way = national_books(NOVEMBER, book="accounts", scheme="110")

    tell("32", completed())
    book("32", "1", "accounts", "2024-11", ("8103", "", 40_000), ("8001", LI, -40_000))
    arrived = national_books(NOVEMBER, book="accounts", scheme="110")

    assert failing(under_way) == []
    assert failing(arrived) == []


def test_money_that_arrives_without_having_left_is_found() -> None:
    book("32", "1", "accounts", "2024-11", ("8103", "", 1), ("8001", LI, -1))

    assert failing(national_books(NOVEMBER, book="accounts", scheme="110")) == [
        "What left is what arrived or is on its way"
    ]


def test_books_tell_their_accounts_names_to_machines() -> None:
    receive("34", "1", "2024-09", 100)

    told = national_books(SEPTEMBER, scheme="110").as_json()

    assert told["month"] == "2024-09"
    assert told["consolidated"][0]["name"]["zh"] == "国库存款"
    assert all(check["holds"] for check in told["checks"])
