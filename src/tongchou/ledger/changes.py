"""Writing the ledger: post an entry, hold one that another node posted, fold the balances."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from tongchou.ledger.balances import BALANCES
from tongchou.ledger.books import AMOUNT_MAX_FEN, Book
from tongchou.ledger.models import Slice
from tongchou.standards import codes
from tongchou.standards.messages import SLICE_ROWS, EntryPosted
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_of, month_text
from tongchou.storage.rows import copy, execute


class Unbalanced(ValueError):
    """An entry whose postings do not sum to zero: a fault of the program, never of the user."""


class OutOfBook(ValueError):
    """An entry on an account that its book's chart does not have."""


class OutOfBounds(ValueError):
    """An entry with an amount beyond `AMOUNT_MAX_FEN`: a fault of that one entry."""


@dataclass(frozen=True)
class EntryDraft:
    """An entry as its item words it; the columns run posting by posting, debit positive."""

    scheme: str
    book: Book
    posted_on: date
    month: Month
    memo: Text
    accounts: Sequence[str]
    holders: Sequence[str]
    amounts_fen: Sequence[int] | NDArray[np.int64]


def post(draft: EntryDraft, *, province: str, item_number: str, number: str) -> list[EntryPosted]:
    """Post an entry and return what to tell of it, in slices that fit an envelope.

    Raises `OutOfBook`, `OutOfBounds`, `Unbalanced`, or the database's `IntegrityError` for an
    entry that it does not take.
    """
    _stay_in_book(draft.book, draft.accounts)
    if not "".join(draft.holders).isalnum() and any(draft.holders):
        raise ValueError(f"{number}: a holder is a number of letters and digits")
    amounts = _whole(draft.amounts_fen)
    if not len(draft.accounts) == len(draft.holders) == len(amounts):
        raise ValueError(f"{number}: columns of different lengths")
    if len(amounts):
        _stay_in_bounds(number, int(amounts.min()), int(amounts.max()))
    if int(amounts.sum()) != 0:
        raise Unbalanced(f"{number}: postings sum to {int(amounts.sum())} fen")
    header = {
        "province": province,
        "number": number,
        "scheme": draft.scheme,
        "book": draft.book,
        "posted_on": draft.posted_on,
        "month": draft.month,
        "item_number": item_number,
        "memo": draft.memo.zh,
        "memo_en": draft.memo.en,
    }
    if len(amounts) <= SLICE_ROWS:
        execute(
            _WHOLE_ENTRY,
            **header,
            accounts=list(draft.accounts),
            holders=list(draft.holders),
            amount_fens=amounts.tolist(),
        )
    else:
        with transaction.atomic():
            execute(_ENTRY, **header)
            copy(
                "ledger_posting",
                {
                    "province": province,
                    "number": number,
                    "leg": list(range(1, len(amounts) + 1)),
                    "scheme": draft.scheme,
                    "book": draft.book.value,
                    "month": draft.month,
                    "account": list(draft.accounts),
                    "holder": list(draft.holders),
                    "amount_fen": amounts.tolist(),
                },
            )
    return list(_told(draft, amounts, number))


_ENTRY = """
INSERT INTO ledger_entry
    (province, number, scheme, book, posted_on, month, item_number, memo, memo_en)
VALUES (%(province)s, %(number)s, %(scheme)s, %(book)s, %(posted_on)s, %(month)s,
        %(item_number)s, %(memo)s, %(memo_en)s)
"""

_WHOLE_ENTRY = f"""
WITH entry AS ({_ENTRY})
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT %(province)s, %(number)s, leg, %(scheme)s, %(book)s, %(month)s, account, holder, amount_fen
FROM unnest(%(accounts)s::text[], %(holders)s::text[], %(amount_fens)s::bigint[])
    WITH ORDINALITY AS told (account, holder, amount_fen, leg)
"""  # noqa: S608  # both are written here

_SLICE = """
INSERT INTO ledger_slice (province, number, part, accounts, holders, amounts_fen)
VALUES (%(province)s, %(number)s, %(part)s, %(accounts)s::text[], %(holders)s::text[],
        %(amount_fens)s::bigint[])
"""

_SLICES_TO_POSTINGS = """
WITH taken AS (
    DELETE FROM ledger_slice WHERE province = %(province)s AND number = %(number)s
    RETURNING part, accounts, holders, amounts_fen
), placed AS (
    SELECT *, sum(cardinality(accounts)) OVER (ORDER BY part) - cardinality(accounts) AS before
    FROM taken
)
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT %(province)s, %(number)s, before + place, %(scheme)s, %(book)s, %(month)s, told.account,
       told.holder, told.amount_fen
FROM placed, unnest(accounts, holders, amounts_fen) WITH ORDINALITY
    AS told (account, holder, amount_fen, place)
"""


def hold(message: EntryPosted, *, province: str, item_number: str) -> None:
    """Keep an entry that another node posted; its slices arrive in one transaction or later.

    The slices of one entry are staged until all have come, in whatever order, because a
    ledger takes an entry whole or not at all. Raises as `post` does.
    """
    must_fit(message)
    key = {"province": province, "number": message.number}
    columns = {
        "accounts": message.accounts,
        "holders": message.holders,
        "amount_fens": message.amount_fens,
    }
    header = {
        **key,
        "scheme": message.scheme,
        "book": message.book,
        "posted_on": message.posted_on,
        "month": month_of(message.month),
        "item_number": item_number,
        "memo": message.memo,
        "memo_en": message.memo_en,
    }
    if message.parts == 1:
        execute(_WHOLE_ENTRY, **header, **columns)
        return
    with transaction.atomic():
        execute(_SLICE, **key, part=message.part, **columns)
        if Slice.objects.filter(**key).count() == message.parts:
            execute(_ENTRY, **header)
            execute(_SLICES_TO_POSTINGS, **header)


def must_fit(message: EntryPosted) -> None:
    """Raise `OutOfBook`, `OutOfBounds` or `ValueError` for what is no entry, or no slice of one."""
    if message.part > message.parts:
        raise ValueError(f"{message.number}: part {message.part} of {message.parts}")
    _stay_in_book(message.book, message.accounts)
    amounts = message.amount_fens
    _stay_in_bounds(message.number, min(amounts, default=0), max(amounts, default=0))


def fold() -> int:
    """Fold the turnovers that wait into the balances; return how many there were."""
    return BALANCES.fold()


def _whole(amounts_fen: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return amounts as a column; numpy alone would cut a fraction off without a word."""
    amounts = np.asarray(amounts_fen)
    if len(amounts) and amounts.dtype.kind != "i":
        raise TypeError("amounts are whole fen that 64 bits hold")
    return amounts.astype(np.int64)


def _stay_in_bounds(number: str, lowest_fen: int, highest_fen: int) -> None:
    for amount_fen in (lowest_fen, highest_fen):
        if abs(amount_fen) > AMOUNT_MAX_FEN:
            raise OutOfBounds(f"{number}: {amount_fen} fen is beyond {AMOUNT_MAX_FEN} fen")


def in_chart(book: str, account: str) -> bool:
    """Whether a book's chart of accounts has an account."""
    known = codes.table("fund_accounts").get(account)
    return known is not None and known.facts["book"] == book


def _stay_in_book(book: str, accounts: Sequence[str]) -> None:
    for account in sorted(set(accounts)):
        if not in_chart(book, account):
            raise OutOfBook(f"the book {book!r} has no account {account!r}")


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
            memo=draft.memo.zh,
            memo_en=draft.memo.en,
            accounts=list(draft.accounts[rows]),
            holders=list(draft.holders[rows]),
            amount_fens=amounts[rows].tolist(),
            part=part + 1,
            parts=parts,
        )
