"""Writing the ledger: post an entry, or hold one that another node posted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from tongchou.ledger.books import Book
from tongchou.ledger.models import Entry, Slice
from tongchou.standards import codes
from tongchou.standards.messages import SLICE_ROWS, EntryPosted
from tongchou.standards.time import Month, month_of, month_text


class Unbalanced(ValueError):
    """An entry whose postings do not sum to zero: a fault of the program, never of the user."""


class OutOfBook(ValueError):
    """An entry on an account that its book's chart does not have."""


@dataclass(frozen=True)
class EntryDraft:
    """An entry as its item words it; the columns run posting by posting, debit positive."""

    book: Book
    posted_on: date
    month: Month
    memo: str
    accounts: Sequence[str]
    holders: Sequence[str]
    amounts_fen: Sequence[int] | NDArray[np.int64]
    scheme: str = "110"


def entry(
    book: Book, posted_on: date, month: Month, memo: str, *legs: tuple[str, str, int]
) -> EntryDraft:
    """Return a draft of a few legs, each (account, holder, amount in fen, debit positive)."""
    accounts, holders, amounts = zip(*legs, strict=True)
    return EntryDraft(book, posted_on, month, memo, accounts, holders, amounts)


def post(draft: EntryDraft, *, province: str, item_number: str, number: str) -> list[EntryPosted]:
    """Post an entry and return what to tell of it, in slices that fit an envelope."""
    _stay_in_book(draft.book, draft.accounts)
    if not "".join(draft.holders).isalnum() and any(draft.holders):
        raise ValueError(f"{number}: a holder is a number of letters and digits")
    amounts = _whole(draft.amounts_fen)
    if int(amounts.sum()) != 0:
        raise Unbalanced(f"{number}: postings sum to {int(amounts.sum())} fen")
    with transaction.atomic():
        kept = Entry.objects.create(
            province=province,
            number=number,
            book=draft.book,
            posted_on=draft.posted_on,
            month=draft.month,
            item_number=item_number,
            memo=draft.memo,
        )
        _copy_postings(kept.id, draft.accounts, draft.holders, amounts.tolist())
    return list(_told(draft, amounts, number))


def hold(message: EntryPosted, *, province: str, item_number: str) -> None:
    """Keep an entry that another node posted; its slices arrive in one transaction or later.

    The slices of one entry are staged until all have come, in whatever order, because a
    ledger takes an entry whole or not at all.
    """
    _stay_in_book(message.book, message.accounts)
    if message.part > message.parts:
        raise ValueError(f"{message.number}: part {message.part} of {message.parts}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_slice (province, number, part, accounts, holders, amounts_fen)
            VALUES (%s, %s, %s, %s, %s, %s)
            """,
            [
                province,
                message.number,
                message.part,
                message.accounts,
                message.holders,
                message.amount_fens,
            ],
        )
        if Slice.objects.filter(province=province, number=message.number).count() < message.parts:
            return
        kept = Entry.objects.create(
            province=province,
            number=message.number,
            book=message.book,
            posted_on=message.posted_on,
            month=month_of(message.month),
            item_number=item_number,
            memo=message.memo,
        )
        cursor.execute(
            """
            WITH taken AS (
                DELETE FROM ledger_slice WHERE province = %s AND number = %s
                RETURNING part, accounts, holders, amounts_fen
            )
            INSERT INTO ledger_posting (entry_id, account, holder, amount_fen)
            SELECT %s, leg.account, leg.holder, leg.amount_fen
            FROM taken, unnest(accounts, holders, amounts_fen) WITH ORDINALITY
                AS leg (account, holder, amount_fen, place)
            ORDER BY part, place
            """,
            [province, message.number, kept.id],
        )


def _whole(amounts_fen: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return amounts as a column; numpy alone would cut a fraction off without a word."""
    amounts = np.asarray(amounts_fen)
    if len(amounts) and amounts.dtype.kind != "i":
        raise TypeError("amounts are whole fen that 64 bits hold")
    return amounts.astype(np.int64)


def in_chart(book: str, account: str) -> bool:
    """Whether a book's chart of accounts has an account."""
    known = codes.table("fund_accounts").get(account)
    return known is not None and known.facts["book"] == book


def _stay_in_book(book: str, accounts: Sequence[str]) -> None:
    for account in sorted(set(accounts)):
        if not in_chart(book, account):
            raise OutOfBook(f"the book {book!r} has no account {account!r}")


def _copy_postings(
    entry_id: int, accounts: Sequence[str], holders: Sequence[str], amounts: Sequence[int]
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY ledger_posting (entry_id, account, holder, amount_fen) FROM STDIN"
        ) as copy,
    ):
        copy.write(
            "".join(
                f"{entry_id}\t{account}\t{holder}\t{amount}\n"
                for account, holder, amount in zip(accounts, holders, amounts, strict=True)
            )
        )


def _told(draft: EntryDraft, amounts: NDArray[np.int64], number: str) -> Iterator[EntryPosted]:
    parts = -(-len(amounts) // SLICE_ROWS)
    for part in range(parts):
        rows = slice(part * SLICE_ROWS, (part + 1) * SLICE_ROWS)
        yield EntryPosted(
            scheme=draft.scheme,
            number=number,
            book=draft.book,
            posted_on=draft.posted_on,
            month=month_text(draft.month),
            memo=draft.memo,
            accounts=list(draft.accounts[rows]),
            holders=list(draft.holders[rows]),
            amount_fens=amounts[rows].tolist(),
            part=part + 1,
            parts=parts,
        )
