"""The message of a ledger entry."""

from datetime import date
from typing import ClassVar

from tongchou.standards.messages.message import Message, MonthText


class EntryPosted(Message):
    """An entry was posted, or one slice of a large one; debit positive, all parts sum to zero."""

    columns: ClassVar[tuple[str, ...]] = ("accounts", "holders", "amount_fens")

    number: str
    book: str
    posted_on: date
    month: MonthText
    memo: str
    accounts: list[str]
    holders: list[str]
    amount_fens: list[int]
    part: int = 1
    parts: int = 1
