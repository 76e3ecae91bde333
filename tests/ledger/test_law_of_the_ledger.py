"""The ledger's law, which the database keeps whatever a program does."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from counter import TODAY, everything
from tongchou.ledger.balances import unbalanced_entries
from tongchou.ledger.books import AMOUNT_MAX_FEN, Book
from tongchou.ledger.models import Entry, Posting
from tongchou.node.postgres import Postgres
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

NOVEMBER = month(2024, 11)
CASH, SUSPENSE = "1003", "2001"


def begun(number: str = "1", *, province: str = "34") -> Entry:
    return Entry.objects.create(
        province=province, number=number, book=Book.FUND, posted_on=TODAY, month=NOVEMBER,
        item_number="34-1", memo="", memo_en="", scheme="110",
    )  # fmt: skip


def add(number: str, *amounts: int, first: int = 1, province: str = "34", **other: Any) -> None:
    """Add postings of these amounts to an entry, all in one statement, numbered from `first`."""
    header = {"province": province, "scheme": "110", "book": Book.FUND, "month": NOVEMBER}
    Posting.objects.bulk_create(
        Posting(number=number, leg=leg, account=CASH, amount_fen=amount, **header | other)
        for leg, amount in enumerate(amounts, start=first)
    )


def wrote(*amounts: int, number: str = "1") -> Entry:
    """Write an entry with postings of these amounts, in a transaction of its own."""
    with transaction.atomic():
        kept = begun(number)
        if amounts:
            add(number, *amounts)
    return kept


def refused_is_left_out(*amounts: int) -> str:
    before = everything()
    with pytest.raises(IntegrityError) as refused:
        wrote(*amounts)
    assert everything() == before
    return str(refused.value)


@pytest.mark.parametrize(
    ("amounts", "sum_fen"),
    [
        ((100, -99), 1),
        ((100, 100), 200),
        ((1, 1, -1), 1),
        # 2^64, which 64 bits would take for nothing
        ((AMOUNT_MAX_FEN,) * 18_446 + (2**64 - 18_446 * AMOUNT_MAX_FEN,), 2**64),
    ],
)
def test_an_entry_that_does_not_sum_to_zero_is_refused_whole(
    amounts: tuple[int, ...], sum_fen: int
) -> None:
    said = refused_is_left_out(*amounts)

    assert f"has {len(amounts)} legs that sum to {sum_fen} fen" in said


@pytest.mark.parametrize("amounts", [(), (0,)])
def test_an_entry_has_two_legs_at_least(amounts: tuple[int, ...]) -> None:
    said = refused_is_left_out(*amounts)

    assert f"has {len(amounts)} legs that sum to 0 fen" in said


def test_what_sums_to_zero_is_taken_however_many_legs_it_has() -> None:
    wrote(*range(-500, 501))

    assert Posting.objects.count() == 1_001


def test_an_entry_may_wait_for_its_legs_until_the_end_of_its_transaction() -> None:
    with transaction.atomic():
        kept = begun()
        assert Entry.objects.filter(pk=kept.pk).exists()
        add("1", 5, -5)

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("fen", [AMOUNT_MAX_FEN + 1, 2**63 - 1])
def test_no_amount_is_beyond_the_bound(fen: int) -> None:
    said = refused_is_left_out(fen, -fen)

    assert "posting_amount_bounded" in said


@pytest.mark.parametrize(
    "other", [{"scheme": "120"}, {"book": Book.ACCOUNTS}, {"month": NOVEMBER + 1}]
)
def test_a_posting_lies_in_the_scheme_book_and_month_of_its_entry(other: dict[str, Any]) -> None:
    with transaction.atomic():
        begun("1")
        with pytest.raises(IntegrityError, match="scheme, book and month"), transaction.atomic():
            add("1", 5, -5, **other)
        transaction.set_rollback(True)

    assert not Posting.objects.exists()


def test_an_entry_has_one_scheme_however_its_legs_are_split() -> None:
    legs = [
        Posting(province="34", number="1", leg=leg, scheme=scheme, book=Book.FUND, month=NOVEMBER,
                account=CASH, amount_fen=amount)
        for leg, (scheme, amount) in enumerate(
            [("110", 5), ("110", -5), ("120", 7), ("120", -7)], start=1
        )
    ]  # fmt: skip
    with transaction.atomic():
        begun("1")
        with pytest.raises(IntegrityError, match="scheme, book and month"), transaction.atomic():
            Posting.objects.bulk_create(legs)
        transaction.set_rollback(True)

    assert not Posting.objects.exists()


@pytest.mark.parametrize("first", [0, 2])
def test_legs_are_numbered_from_one(first: int) -> None:
    with transaction.atomic():
        begun("1")
        with pytest.raises(IntegrityError, match="all at once"), transaction.atomic():
            add("1", 5, -5, first=first)
        transaction.set_rollback(True)


@pytest.mark.parametrize("first", [1, 3])
@pytest.mark.parametrize("amounts", [(7, -7), (0, 0)])
def test_no_posting_joins_an_entry_of_an_earlier_transaction(
    amounts: tuple[int, ...], first: int
) -> None:
    wrote(5, -5)

    with pytest.raises(IntegrityError, match=r"own transaction|duplicate key"):
        add("1", *amounts, first=first)

    assert Posting.objects.count() == 2


def test_no_posting_stands_without_an_entry() -> None:
    with pytest.raises(IntegrityError, match="their own transaction"):
        add("4711", 5, -5)


def judge_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_no_posting_joins_after_the_entry_was_judged_early() -> None:
    """Whoever holds an entry of a peer has it judged before the transaction ends."""
    with transaction.atomic():
        wrote(5, -5)
        judge_now()

        with pytest.raises(IntegrityError, match="all at once"), transaction.atomic():
            add("1", 7, -7, first=3)

    assert Posting.objects.count() == 2


def test_an_entry_judged_early_is_judged_as_it_stands() -> None:
    with transaction.atomic():
        begun("1")
        with pytest.raises(IntegrityError, match="has 0 legs"), transaction.atomic():
            judge_now()
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


def given_up() -> None:
    with transaction.atomic():
        wrote(5, -5, number="1")
        raise RuntimeError


def test_a_savepoint_given_up_takes_its_entry_along() -> None:
    with transaction.atomic():
        with pytest.raises(RuntimeError):
            given_up()
        wrote(5, -5, number="2")

    assert list(Entry.objects.values_list("number", flat=True)) == ["2"]


def test_a_number_is_given_once_in_a_province() -> None:
    wrote(5, -5, number="1")

    with pytest.raises(IntegrityError, match="ledger_entry"):
        begun("1")


def test_another_province_may_give_it_too() -> None:
    wrote(5, -5, number="1")

    with transaction.atomic():
        begun("1", province="32")
        add("1", 5, -5, province="32")

    assert Entry.objects.filter(number="1").count() == 2


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Entry, {"memo": "another"}),
        (Entry, {"book": Book.ACCOUNTS}),
        (Posting, {"amount_fen": 1}),
        (Posting, {"account": SUSPENSE}),
    ],
)
def test_nothing_that_was_posted_changes(table: Any, change: dict[str, Any]) -> None:
    wrote(5, -5)

    with pytest.raises(DatabaseError, match="permission denied"):
        table.objects.update(**change)


def test_an_entry_changed_past_the_system_is_named(server: Postgres) -> None:
    for number in ("good", "bent", "bare", "moved", "lost"):
        wrote(500, -500, number=number)
    assert unbalanced_entries() == []

    of_entry = "number = %s"
    with psycopg.connect(server.url("test_34")) as owner:
        owner.execute(
            f"UPDATE ledger_posting SET amount_fen = 501 WHERE amount_fen = 500 AND {of_entry}",
            ["bent"],
        )
        owner.execute(f"DELETE FROM ledger_posting WHERE {of_entry}", ["bare"])
        owner.execute(f"UPDATE ledger_posting SET month = month + 1 WHERE {of_entry}", ["moved"])
        owner.execute(f"DELETE FROM ledger_entry WHERE {of_entry}", ["lost"])

    assert unbalanced_entries() == ["34 bare", "34 bent", "34 lost", "34 moved"]
