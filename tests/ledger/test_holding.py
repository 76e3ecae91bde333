"""Holding what another node posted: each entry whole, and the same to the fen."""

from typing import Any

import pytest
from django.db import IntegrityError

from counter import MAN, TODAY, entry, everything
from tongchou.ledger.balances import trial_balance
from tongchou.ledger.books import AMOUNT_MAX_FEN, Book
from tongchou.ledger.changes import EntryDraft, OutOfBook, OutOfBounds, hold, post
from tongchou.ledger.models import Entry, Posting, Slice
from tongchou.standards.messages import SLICE_ROWS, EntryPosted
from tongchou.standards.text import Text
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("ministry")

NOVEMBER = month(2024, 11)


def told(
    *amounts: int, part: int = 1, parts: int = 1, number: str = "34-1-1-1", **other: Any
) -> EntryPosted:
    facts: dict[str, Any] = {
        "number": number,
        "book": "fund",
        "posted_on": TODAY,
        "month": "2024-11",
        "memo": "划入财政专户",
        "memo_en": "Moved to the special account",
        "accounts": ["1003"] * len(amounts),
        "holders": [""] * len(amounts),
        "amount_fens": list(amounts),
        "part": part,
        "parts": parts,
    }
    return EntryPosted(scheme="110", **facts | other)


def held(*messages: EntryPosted, province: str = "34") -> None:
    for message in messages:
        hold(message, province=province, item_number="34-20241105-000001")


def amounts() -> list[int]:
    postings = Posting.objects.order_by("province", "number", "leg")
    return list(postings.values_list("amount_fen", flat=True))


def legs_of(kept: Entry, *columns: str) -> list[tuple[Any, ...]]:
    """Return the postings of an entry in order, each as the columns asked for."""
    of_entry = Posting.objects.filter(province=kept.province, number=kept.number)
    return list(of_entry.order_by("leg").values_list(*columns))


def test_an_entry_is_held_as_it_was_told() -> None:
    held(told(5, -5, accounts=["1003", "1005"]))

    [kept] = Entry.objects.all()
    assert (kept.province, kept.number, kept.book) == ("34", "34-1-1-1", "fund")
    assert (kept.posted_on, kept.month, kept.memo) == (TODAY, NOVEMBER, "划入财政专户")
    assert kept.item_number == "34-20241105-000001"
    assert (kept.memo_en, kept.scheme) == ("Moved to the special account", "110")
    assert legs_of(kept, "leg", "account", "amount_fen") == [(1, "1003", 5), (2, "1005", -5)]
    assert set(legs_of(kept, "scheme", "book", "month")) == {("110", "fund", NOVEMBER)}
    assert not Slice.objects.exists()


def test_the_sender_says_where_it_happened_whatever_the_number() -> None:
    held(told(5, -5), province="32")

    assert Entry.objects.get().province == "32"


def test_two_provinces_may_give_the_same_number() -> None:
    held(told(5, -5), province="34")
    held(told(7, -7), province="32")

    assert sorted(amounts()) == [-7, -5, 5, 7]


def test_an_entry_told_again_is_refused_and_changes_nothing() -> None:
    held(told(5, -5))
    before = everything()

    with pytest.raises(IntegrityError, match="duplicate key"):
        held(told(5, -5))

    assert everything() == before
    assert not Slice.objects.exists()


def test_an_entry_that_does_not_balance_is_not_held() -> None:
    with pytest.raises(IntegrityError, match="sum to 1 fen"):
        held(told(5, -4))

    assert not Entry.objects.exists()
    assert not Slice.objects.exists()


def test_a_slice_waits_until_the_last_has_come() -> None:
    held(told(5, -2, part=1, parts=3), told(-1, part=2, parts=3))

    assert not Entry.objects.exists()
    assert Slice.objects.count() == 2

    held(told(-2, part=3, parts=3))

    assert amounts() == [5, -2, -1, -2]
    assert not Slice.objects.exists()


def test_an_entry_is_not_held_while_one_of_its_slices_is_missing() -> None:
    """Each slice balances here, so that no sum would tell that one is missing."""
    held(told(5, -5, part=2, parts=2))

    assert not Entry.objects.exists()


def test_a_slice_that_comes_late_makes_the_entry_whole() -> None:
    held(told(7, -7, part=2, parts=2), told(5, -5, part=1, parts=2))

    assert amounts() == [5, -5, 7, -7]
    assert Entry.objects.count() == 1


def test_slices_of_two_entries_wait_apart() -> None:
    held(
        told(5, part=1, parts=2, number="34-1-1-1"),
        told(7, part=1, parts=2, number="34-1-1-2"),
        told(-7, part=2, parts=2, number="34-1-1-2"),
    )

    assert amounts() == [7, -7]
    assert Slice.objects.get().number == "34-1-1-1"


def test_the_same_slice_twice_is_refused() -> None:
    held(told(5, part=1, parts=2))

    with pytest.raises(IntegrityError, match="ledger_slice"):
        held(told(5, part=1, parts=2))


def test_a_slice_beyond_the_last_is_refused() -> None:
    with pytest.raises(ValueError, match="part 3 of 2"):
        held(told(5, -5, part=3, parts=2))

    assert not Slice.objects.exists()


@pytest.mark.parametrize(
    ("book", "account"), [("fund", "8001"), ("accounts", "1003"), ("fund", "9999"), ("", "1003")]
)
def test_no_province_s_entry_crosses_from_one_book_to_the_other(book: str, account: str) -> None:
    with pytest.raises(OutOfBook, match=account):
        held(told(5, -5, book=book, accounts=[account] * 2))

    assert not Entry.objects.exists()
    assert not Slice.objects.exists()


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("amount", [AMOUNT_MAX_FEN + 1, 9 * 10**18, 10**30])
def test_a_province_s_entry_of_an_impossible_amount_is_not_held(amount: int, parts: int) -> None:
    """Two such entries made the sums of the whole country overflow."""
    for place in ("1", "2"):
        with pytest.raises(OutOfBounds, match="34-1-1"):
            held(told(amount, -amount, parts=parts, number=f"34-1-1-{place}"))

    assert not Entry.objects.exists()
    assert not Slice.objects.exists()
    assert trial_balance(Book.FUND, NOVEMBER, scheme="110") == []


def test_the_greatest_amounts_there_may_be_are_summed_to_the_fen() -> None:
    for number in range(20):
        most = [AMOUNT_MAX_FEN] * 999
        held(told(*most, *(-amount for amount in most), number=f"34-{number}"))

    [row] = trial_balance(Book.FUND, NOVEMBER, scheme="110")

    # 20 entries of 999 legs each way: more than 64 bits hold
    assert row.debit_fen == row.credit_fen == 20 * 999 * AMOUNT_MAX_FEN > 2**64


def small() -> EntryDraft:
    return entry(
        Book.ACCOUNTS, TODAY, NOVEMBER, "记账\t\\N'\"", ("8101", "", 640), ("8001", MAN, -640)
    )


def large() -> EntryDraft:
    people = SLICE_ROWS + 5
    return EntryDraft(
        scheme="110",
        book=Book.ACCOUNTS,
        posted_on=TODAY,
        month=NOVEMBER,
        memo=Text("记账", "Credited"),
        accounts=["8101", *["8001"] * people],
        holders=["", *(f"{number:018d}" for number in range(people))],
        amounts_fen=[sum(range(people)), *(-number for number in range(people))],
    )


@pytest.mark.parametrize("draft", [small(), large()], ids=["small", "large"])
def test_what_is_held_equals_what_was_posted(draft: EntryDraft) -> None:
    """The entry is posted as one province's and held as another's, side by side."""
    messages = post(draft, province="34", item_number="34-1", number="1")

    held(*messages, province="32")

    posted, copied = Entry.objects.order_by("-province")
    columns = ("leg", "scheme", "book", "month", "account", "holder", "amount_fen")
    assert legs_of(posted, *columns) == legs_of(copied, *columns)
    assert (posted.book, posted.posted_on, posted.month, posted.memo, posted.memo_en) == (
        copied.book, copied.posted_on, copied.month, copied.memo, copied.memo_en,
    )  # fmt: skip
    assert [
        row.closing_fen for row in trial_balance(draft.book, NOVEMBER, province="34", scheme="110")
    ] == [
        row.closing_fen for row in trial_balance(draft.book, NOVEMBER, province="32", scheme="110")
    ]
