"""The correction 更正 of an account whose interest was reckoned while a rate stood in."""

from collections.abc import Mapping

from tongchou.policy.account import BASIS, Credits, balance_with_interest
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import Fen
from tongchou.standards.time import Month


def interest_correction(
    then: Law,
    now: Law,
    province: str,
    credits_by_year: Mapping[int, Credits],
    until_month: Month,
    sheet: Sheet,
    *,
    opening_fen: Fen = 0,
) -> Fen:
    """Return what is added to an account, or taken off, once its rates are final 更正.

    `then` is the law as it was known when the interest was first reckoned, `now` as it is
    known today. All years are chained anew: a first year's difference earns in the next.
    """
    assessed_fen, _ = balance_with_interest(
        then, province, credits_by_year, until_month, Sheet(), opening_fen=opening_fen
    )
    final_fen, _ = balance_with_interest(
        now, province, credits_by_year, until_month, sheet, opening_fen=opening_fen
    )
    sheet.line(
        "interest_assessed", "原计利息", "Interest as reckoned", assessed_fen, "fen", "", BASIS
    )
    difference_fen: Fen = sheet.line(
        "interest_correction",
        "利息更正额",
        "Correction of the interest",
        final_fen - assessed_fen,
        "fen",
        put_in("{} − {}", (final_fen, "fen"), (assessed_fen, "fen")),
        BASIS,
    )
    return difference_fen
