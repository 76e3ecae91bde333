"""Messages about contributions due and received."""

from typing import Annotated, ClassVar

from pydantic import Field

from tongchou.standards.messages.amounts import (
    ContributionBase,
    DeclaredWage,
    EmployeeDue,
    EmployerDue,
    ReceivedOn,
)
from tongchou.standards.messages.message import ContributionMonth, CreditCode, Message, Ssn
from tongchou.standards.text import Text


class ContributionsAssessed(Message):
    """Person-months were assessed 应缴核定 from one declaration, row by row of its file; in fen."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("应缴核定", "Contributions assessed")
    about: ClassVar[tuple[str, ...]] = ("item_number",)
    columns: ClassVar[tuple[str, ...]] = (
        "rows",
        "ssns",
        "credit_codes",
        "wage_fens",
        "base_fens",
        "employer_fens",
        "employee_fens",
    )

    month: ContributionMonth
    item_number: str
    rows: list[int]
    ssns: list[Ssn]
    credit_codes: list[CreditCode]
    wage_fens: list[DeclaredWage]
    base_fens: list[ContributionBase]
    employer_fens: list[EmployerDue]
    employee_fens: list[EmployeeDue]


class ContributionsReceived(Message):
    """What these employers owed for a month by these declarations was received 到账."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("到账", "Contributions received")
    about: ClassVar[tuple[str, ...]] = ("declarations",)
    columns: ClassVar[tuple[str, ...]] = ("credit_codes", "declarations")

    month: ContributionMonth
    received_on: ReceivedOn
    item_number: str
    credit_codes: list[CreditCode]
    declarations: list[str]


class ReceiptsTaken(Message):
    """Receipts 到账流水 were taken, each serial once: who paid how much for which month, in fen."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("到账流水", "Receipts taken")
    about: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[tuple[str, ...]] = (
        "serials",
        "credit_codes",
        "months",
        "amount_fens",
        "received_ons",
    )

    serials: list[Annotated[str, Field(min_length=1, max_length=64)]]
    credit_codes: list[CreditCode]
    months: list[ContributionMonth]
    amount_fens: list[int]
    received_ons: list[ReceivedOn]
