"""The three letters of a transfer: asked, answered, completed."""

from datetime import date
from typing import ClassVar

from tongchou.standards.messages.amounts import AccountBalance, PooledAmount
from tongchou.standards.messages.message import (
    ContributionMonths,
    Letter,
    Message,
    MonthText,
    PersonName,
    Province,
    Ssn,
)
from tongchou.standards.messages.records import EarlierSpan
from tongchou.standards.text import Text


class TransferRequested(Message):
    """The destination asks the origin for a person's record 联系函."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("转移联系函", "Record asked for")
    about: ClassVar[tuple[str, ...]] = ("letter", "ssn")

    letter: Letter
    ssn: Ssn
    name: PersonName
    origin: Province
    destination: Province
    requested_on: date


class TransferAnswered(Message):
    """The origin answers 信息表: the record by calendar year, or why it does not move.

    The account is told by the months from which it earns: January stands for all up to the
    end of last year, with its interest; the months of this year for what each was credited.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("转移信息表", "Record answered for")
    about: ClassVar[tuple[str, ...]] = ("letter", "ssn")
    columns: ClassVar[tuple[str, ...]] = ("years", "months", "base_sum_fens", "index_sums_e4")

    letter: Letter
    ssn: Ssn
    name: PersonName
    origin: Province
    destination: Province
    answered_on: date
    refused: bool
    reason: str
    years: list[int]
    months: list[ContributionMonths]
    base_sum_fens: list[int]
    index_sums_e4: list[int]
    earlier: list[EarlierSpan]
    account_fen: AccountBalance
    account_months: list[MonthText] = []
    account_fens: list[AccountBalance] = []
    pooled_fen: PooledAmount


class TransferCompleted(Message):
    """The destination has taken the record over 接续办结."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("接续办结", "Record taken over")
    about: ClassVar[tuple[str, ...]] = ("letter", "ssn")

    letter: Letter
    ssn: Ssn
    origin: Province
    destination: Province
    completed_on: date
    months: ContributionMonths
    account_fen: AccountBalance
