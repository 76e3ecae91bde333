"""Messages about benefits determined and paid."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tongchou.standards.messages.amounts import AccountPart, BenefitAmount
from tongchou.standards.messages.message import (
    BenefitKind,
    BenefitMonth,
    Message,
    MonthText,
    Ssn,
    WageIndex,
)
from tongchou.standards.text import Text


class BenefitDetermined(Message):
    """A benefit was determined 待遇核定, with every line of its worksheet; in fen a month."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("待遇核定", "Benefit determined")
    about: ClassVar[tuple[str, ...]] = ("ssn",)

    benefit: BenefitKind
    ssn: Ssn
    from_month: Annotated[MonthText, Field(json_schema_extra={"element": "AIC160"})]
    retirement_month: Annotated[MonthText, Field(json_schema_extra={"element": "AIC162"})]
    basic_fen: int
    account_fen: int
    total_fen: Annotated[int, Field(json_schema_extra={"element": "EIC009"})]
    contribution_months: Annotated[int, Field(json_schema_extra={"element": "EAC047"})]
    wage_index_e4: WageIndex
    worksheet: list[dict[str, Any]]
    item_number: str
    provisional: bool


class PaymentsMade(Message):
    """A month of a benefit was paid 发放; the account part came out of individual accounts."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("待遇发放", "Benefits paid")
    about: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[tuple[str, ...]] = ("ssns", "amount_fens", "account_part_fens")

    benefit: BenefitKind
    month: BenefitMonth
    paid_on: date
    item_number: str
    ssns: list[Ssn]
    amount_fens: list[BenefitAmount]
    account_part_fens: list[AccountPart]
