"""The two books of the ledger, and the greatest amount that a posting may have."""

from enum import StrEnum


class Book(StrEnum):
    """A book 账簿: a ledger of its own in each scheme; no entry crosses from one to the other."""

    FUND = "fund"
    ACCOUNTS = "accounts"


AMOUNT_MAX_FEN = 10**15
"""The greatest amount of one posting, debit or credit: ten trillion yuan.

All pensions of the country come to some seven trillion yuan a year, so nothing true is refused;
and what a wrong amount can do is bounded. The database holds the same bound.
"""
