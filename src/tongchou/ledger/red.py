"""Red entries 红字冲销: the same accounts and holders as an entry's, its amounts negated."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, groupby

import numpy as np

from tongchou.ledger.books import Book
from tongchou.ledger.changes import EntryDraft
from tongchou.standards.messages import EntryPosted
from tongchou.standards.text import Text
from tongchou.standards.time import month_of

MEMO_MAX = 200


def red_entries(posted: Iterable[EntryPosted], *, posted_on: date) -> tuple[EntryDraft, ...]:
    """Return drafts that take back entries as they were told, all parts of each in a row.

    They are for the month of the entry, so that an account earns nothing by what was taken back.
    """
    by_number = groupby(posted, key=lambda one: one.number)
    return tuple(_red(list(parts), posted_on) for _, parts in by_number)


def _red(parts: Sequence[EntryPosted], posted_on: date) -> EntryDraft:
    entry = parts[0]
    amounts = np.fromiter(chain.from_iterable(one.amount_fens for one in parts), np.int64)
    return EntryDraft(
        scheme=entry.scheme,
        book=Book(entry.book),
        posted_on=posted_on,
        month=month_of(entry.month),
        memo=Text(
            f"冲销{entry.number}:{entry.memo}"[:MEMO_MAX],
            f"Reversal of {entry.number}: {entry.memo_en}"[:MEMO_MAX],
        ),
        accounts=list(chain.from_iterable(one.accounts for one in parts)),
        holders=list(chain.from_iterable(one.holders for one in parts)),
        amounts_fen=-amounts,
    )
