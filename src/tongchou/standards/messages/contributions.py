"""Messages about contributions due and received."""

from datetime import date
from typing import ClassVar

from tongchou.standards.messages.message import Message, MonthText


class ContributionsAssessed(Message):
    """Person-months were assessed from one declaration, row by row of its file; all in fen."""

    columns: ClassVar[tuple[str, ...]] = (
        "rows",
        "ssns",
        "credit_codes",
        "wage_fens",
        "base_fens",
        "employer_fens",
        "employee_fens",
    )

    month: MonthText
    item_number: str
    rows: list[int]
    ssns: list[str]
    credit_codes: list[str]
    wage_fens: list[int]
    base_fens: list[int]
    employer_fens: list[int]
    employee_fens: list[int]


class ContributionsReceived(Message):
    """All that these employers owed for a month was received."""

    columns: ClassVar[tuple[str, ...]] = ("credit_codes",)

    month: MonthText
    received_on: date
    item_number: str
    credit_codes: list[str]
