"""Holding several entries at once: the same rows as one by one, in one statement."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tongchou.ledger.changes import hold, must_fit
from tongchou.standards.messages import EntryPosted
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute

_WHOLE_ENTRIES = """
WITH entry AS (
    INSERT INTO ledger_entry
        (province, number, scheme, book, posted_on, month, item_number, memo, memo_en)
    SELECT %(province)s, number, scheme, book, posted_on, month, item_number, memo, memo_en
    FROM unnest(%(numbers)s::text[], %(schemes)s::text[], %(books)s::text[],
                %(posted_ons)s::date[], %(months)s::int[], %(item_numbers)s::text[],
                %(memos)s::text[], %(memos_en)s::text[]) WITH ORDINALITY
        AS told (number, scheme, book, posted_on, month, item_number, memo, memo_en, place)
    ORDER BY place
)
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT %(province)s, number, leg, scheme, book, month, account, holder, amount_fen
FROM unnest(%(accounts)s::text[], %(holders)s::text[], %(amount_fens)s::bigint[],
            %(places)s::int[], %(legs)s::int[]) AS posting (account, holder, amount_fen, place, leg)
JOIN unnest(%(numbers)s::text[], %(schemes)s::text[], %(books)s::text[], %(months)s::int[])
    WITH ORDINALITY AS told (number, scheme, book, month, place) USING (place)
"""


def hold_all(told: Sequence[tuple[EntryPosted, str]], *, province: str) -> None:
    """Keep entries that another node posted, each with the number of its item, as `hold` does.

    Those that came whole and follow each other are one statement.
    """
    for is_whole, group in groupby(told, key=lambda one: one[0].parts == 1):
        run = list(group)
        if is_whole and len(run) > 1:
            for message, _ in run:
                must_fit(message)
            execute(_WHOLE_ENTRIES, province=province, **_as_columns(run))
        else:
            for message, number in run:
                hold(message, province=province, item_number=number)


def _as_columns(told: Sequence[tuple[EntryPosted, str]]) -> dict[str, list[Any]]:
    """Return entries as columns, and their postings as columns that name the entry's place."""
    entries = [message for message, _ in told]
    return {
        "numbers": [entry.number for entry in entries],
        "schemes": [entry.scheme for entry in entries],
        "books": [entry.book for entry in entries],
        "posted_ons": [entry.posted_on.isoformat() for entry in entries],
        "months": [month_of(entry.month) for entry in entries],
        "item_numbers": [number for _, number in told],
        "memos": [entry.memo for entry in entries],
        "memos_en": [entry.memo_en for entry in entries],
        "accounts": [account for entry in entries for account in entry.accounts],
        "holders": [holder for entry in entries for holder in entry.holders],
        "amount_fens": [fen for entry in entries for fen in entry.amount_fens],
        "places": [place for place, entry in enumerate(entries, 1) for _ in entry.accounts],
        "legs": [leg for entry in entries for leg in range(1, len(entry.accounts) + 1)],
    }
