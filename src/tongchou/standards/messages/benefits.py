"""Messages about pensions determined and paid."""

from datetime import date
from typing import Any, ClassVar

from tongchou.standards.messages.message import Message, MonthText, Ssn


class BenefitDetermined(Message):
    """A pension was determined 待遇核定, with every line of its worksheet; in fen a month."""

    ssn: Ssn
    from_month: MonthText
    retirement_month: MonthText
    basic_fen: int
    account_fen: int
    total_fen: int
    contribution_months: int
    wage_index_e4: int
    worksheet: list[dict[str, Any]]
    item_number: str
    provisional: bool


class PaymentsMade(Message):
    """A month's pensions were paid 发放; the account part came out of individual accounts."""

    columns: ClassVar[tuple[str, ...]] = ("ssns", "amount_fens", "account_part_fens")

    month: MonthText
    paid_on: date
    item_number: str
    ssns: list[str]
    amount_fens: list[int]
    account_part_fens: list[int]
