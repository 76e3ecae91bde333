"""Posting an entry: whole or not at all, in one book, and told in slices."""

from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from counter import MAN, TODAY, WOMAN, entry, everything
from tongchou.ledger.books import AMOUNT_MAX_FEN, Book
from tongchou.ledger.changes import EntryDraft, OutOfBook, OutOfBounds, Unbalanced, post
from tongchou.ledger.models import Entry, Posting
from tongchou.standards.messages import SLICE_ROWS, EntryPosted
from tongchou.standards.text import Text
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

NOVEMBER = month(2024, 11)
NOTHING = Text("", "")


def receipt(*legs: tuple[str, str, int], book: Book = Book.FUND) -> EntryDraft:
    return entry(book, TODAY, NOVEMBER, "划入财政专户", *legs)


def posted(draft: EntryDraft, number: str = "34-20241105-000001-1-1") -> list[EntryPosted]:
    return post(draft, province="34", item_number="34-20241105-000001", number=number)


def legs() -> list[tuple[str, str, int]]:
    return list(Posting.objects.order_by("leg").values_list("account", "holder", "amount_fen"))


def test_an_entry_is_kept_as_it_was_worded() -> None:
    posted(receipt(("1005", "", 300), ("4001.01", "", -200), ("4001.02", "", -100)))

    [kept] = Entry.objects.all()
    assert (kept.province, kept.number, kept.book) == ("34", "34-20241105-000001-1-1", "fund")
    assert (kept.posted_on, kept.month, kept.memo) == (TODAY, NOVEMBER, "划入财政专户")
    assert kept.item_number == "34-20241105-000001"
    assert legs() == [("1005", "", 300), ("4001.01", "", -200), ("4001.02", "", -100)]


def test_what_is_told_is_what_was_posted() -> None:
    [told] = posted(receipt(("8101", "", 640), ("8001", MAN, -640), book=Book.ACCOUNTS))

    assert told == EntryPosted(
        scheme="110",
        number="34-20241105-000001-1-1",
        book="accounts",
        posted_on=TODAY,
        month="2024-11",
        memo="划入财政专户",
        memo_en="划入财政专户",
        accounts=["8101", "8001"],
        holders=["", MAN],
        amount_fens=[640, -640],
        part=1,
        parts=1,
    )


def test_an_entry_that_does_not_balance_is_a_fault_before_anything_is_written() -> None:
    before = everything()

    with pytest.raises(Unbalanced, match="sum to 1 fen"):
        posted(receipt(("1003", "", 300), ("1005", "", -299)))

    assert everything() == before


def test_what_64_bits_take_for_balanced_the_database_does_not() -> None:
    # 18,446 × 10^15 and the rest of 2^64, which 64 bits take for nothing
    overflowing = [("1003", "", AMOUNT_MAX_FEN)] * 18_446
    overflowing += [("1003", "", 2**64 - 18_446 * AMOUNT_MAX_FEN)]

    with pytest.raises(IntegrityError, match="18446744073709551616 fen"):
        posted(receipt(*overflowing))


def test_the_greatest_amount_is_posted_and_no_greater_one() -> None:
    posted(receipt(("1003", "", AMOUNT_MAX_FEN), ("1005", "", -AMOUNT_MAX_FEN)))

    assert [amount for _, _, amount in legs()] == [AMOUNT_MAX_FEN, -AMOUNT_MAX_FEN]


@pytest.mark.parametrize("amount", [AMOUNT_MAX_FEN + 1, 2**63 - 1])
def test_an_amount_beyond_the_bound_is_a_fault_of_its_entry(amount: int) -> None:
    with pytest.raises(OutOfBounds, match=f"34-1: -?{amount} fen"):
        posted(receipt(("1003", "", amount), ("1005", "", -amount)), "34-1")

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("book", "account", "against"),
    [(Book.FUND, "8001", "1003"), (Book.ACCOUNTS, "1003", "8101"), (Book.FUND, "9999", "1003")],
)
def test_no_entry_crosses_from_one_book_to_the_other(
    book: Book, account: str, against: str
) -> None:
    with pytest.raises(OutOfBook, match=account):
        posted(receipt((against, "", 5), (account, "", -5), book=book))

    assert not Entry.objects.exists()


def test_an_entry_without_legs_is_refused() -> None:
    with pytest.raises(IntegrityError, match="0 legs"):
        posted(EntryDraft("110", Book.FUND, TODAY, NOVEMBER, NOTHING, [], [], []))


@pytest.mark.parametrize("amount", [0.5, 1.0, 2**63, "1", None])
def test_an_amount_that_is_no_whole_fen_is_a_fault(amount: Any) -> None:
    with pytest.raises(TypeError):
        posted(receipt(("1003", "", amount), ("1005", "", amount)))

    assert not Entry.objects.exists()


@pytest.mark.parametrize("holder", ["34\t0104", "34\n0104", "\\N", "\\.", "34 0104"])
def test_a_holder_that_would_part_the_column_is_a_fault(holder: str) -> None:
    with pytest.raises(ValueError, match="holder"):
        posted(receipt(("8101", "", 5), ("8001", holder, -5), book=Book.ACCOUNTS))

    assert not Entry.objects.exists()


def test_legs_of_nothing_are_legs() -> None:
    posted(receipt(("1003", "", 0), ("1005", "", 0)))

    assert legs() == [("1003", "", 0), ("1005", "", 0)]


def test_columns_of_different_lengths_are_no_entry() -> None:
    with pytest.raises(ValueError, match="lengths"):
        posted(
            EntryDraft("110", Book.FUND, TODAY, NOVEMBER, NOTHING, ["1003", "1005"], ["", ""], [0])
        )

    assert not Entry.objects.exists()


def credits_of(people: int) -> EntryDraft:
    """Return an entry that credits many accounts with one fen each, against one control."""
    amounts = np.full(people + 1, -1, dtype=np.int64)
    amounts[0] = people
    holders = ["", *(f"{number:018d}" for number in range(people))]
    accounts = ["8101", *["8001"] * people]
    return EntryDraft("110", Book.ACCOUNTS, TODAY, NOVEMBER, NOTHING, accounts, holders, amounts)


@pytest.mark.parametrize(
    ("people", "sizes"),
    [
        (SLICE_ROWS - 1, [SLICE_ROWS]),
        (SLICE_ROWS, [SLICE_ROWS, 1]),
        (2 * SLICE_ROWS, [SLICE_ROWS, SLICE_ROWS, 1]),
    ],
)
def test_a_large_entry_is_told_in_numbered_slices(people: int, sizes: list[int]) -> None:
    told = posted(credits_of(people))

    assert [len(one.accounts) for one in told] == sizes
    assert [(one.part, one.parts) for one in told] == [
        (part, len(sizes)) for part in range(1, len(sizes) + 1)
    ]
    assert sum(sum(one.amount_fens) for one in told) == 0
    assert Posting.objects.count() == people + 1


def test_the_same_number_again_is_refused_and_leaves_nothing() -> None:
    posted(receipt(("1003", "", 5), ("1005", "", -5)), "34-1")
    before = everything()

    with pytest.raises(IntegrityError, match="duplicate key"):
        posted(receipt(("1003", "", 7), ("1005", "", -7)), "34-1")

    assert everything() == before


def posted_in_vain() -> None:
    with transaction.atomic():
        posted(receipt(("1003", "", 5), ("1005", "", -5)))
        raise RuntimeError


def test_an_entry_goes_when_the_transaction_around_it_fails() -> None:
    before = everything()

    with pytest.raises(RuntimeError):
        posted_in_vain()

    assert everything() == before


def test_two_people_of_one_entry_keep_their_own_legs() -> None:
    posted(receipt(("8101", "", 30), ("8001", MAN, -10), ("8001", WOMAN, -20), book=Book.ACCOUNTS))

    held: dict[Any, Any] = dict(Posting.objects.values_list("holder", "amount_fen"))
    assert held == {"": 30, MAN: -10, WOMAN: -20}
