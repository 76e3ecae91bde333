"""The two books of the ledger."""

from enum import StrEnum


class Book(StrEnum):
    """A book 账簿: a ledger of its own; no entry ever crosses from one to the other."""

    FUND = "fund"
    ACCOUNTS = "accounts"
