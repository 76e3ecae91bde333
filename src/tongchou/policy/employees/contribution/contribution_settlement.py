"""Settling 多退少补 what was assessed provisionally."""

from collections.abc import Mapping
from itertools import pairwise

from tongchou.policy.employees.contribution.contribution import KINDS
from tongchou.policy.employees.contribution.contribution_span import (
    BASE,
    PARTS,
    contribution_pieces,
)
from tongchou.policy.engine.formulas import joined, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen
from tongchou.standards.time import Month


def settlement(
    then: Law,
    now: Law,
    province: str,
    from_month: Month,
    until_month: Month,
    wage_fen: Fen,
    sheet: Sheet,
    *,
    kind: str = "employee",
    city: str = "",
) -> Mapping[str, Fen]:
    """Return by part what is still to be paid, or below zero given back 多退少补, in fen.

    `then` is the law as it was known when the months were assessed, limits standing in;
    `now` as it is known since. The months are parted wherever either law changes.
    """
    begins = {
        piece.from_month
        for law in (then, now)
        for piece in contribution_pieces(
            law, province, range(from_month, until_month), wage_fen, kind, city
        )
    }
    rows = []
    for at, end in pairwise([*sorted(begins), until_month]):
        assessed, final = (
            KINDS[kind](law, province, at, wage_fen, Sheet(), city=city) for law in (then, now)
        )
        rows.append((assessed, final, end - at))
    return {
        key: sheet.line(
            f"{key}_settled",
            f"{zh}多退少补",
            f"To settle: {en}",
            sum(
                (getattr(final, field) - getattr(assessed, field)) * months
                for assessed, final, months in rows
            ),
            "fen",
            joined(
                " + ",
                (
                    put_in(
                        "({} − {}) × {}",
                        (getattr(final, field), "fen"),
                        (getattr(assessed, field), "fen"),
                        (months, "months"),
                    )
                    for assessed, final, months in rows
                ),
            ),
            BASE,
        )
        for key, field, zh, en in PARTS
    }
