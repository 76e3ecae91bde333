"""Messages about what was earned earlier or elsewhere."""

from typing import ClassVar, Literal

from pydantic import Field

from tongchou.standards.messages.amounts import AccountBalance
from tongchou.standards.messages.message import (
    Message,
    MonthText,
    Part,
    PersonName,
    Province,
    Ssn,
    WageIndex,
)
from tongchou.standards.text import Text


class EarlierSpan(Part):
    """A span earned earlier: `months` paid between two months, with their average wage index."""

    paid_in: Province
    from_month: MonthText
    until_month: MonthText
    months: int = Field(ge=1, json_schema_extra={"element": "AAE201"})
    wage_index_e4: WageIndex
    base_sum_fen: int


class EarlierRecordEntered(Message):
    """A span was entered into a person's record 历史缴费记录: from the archive, or by transfer."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("历史缴费记录", "Earlier record entered")
    about: ClassVar[tuple[str, ...]] = ("ssn",)

    ssn: Ssn
    name: PersonName
    source: Literal["prior", "transfer"]
    paid_in: Province
    from_month: MonthText
    until_month: MonthText
    months: int = Field(ge=1, json_schema_extra={"element": "AAE201"})
    wage_index_e4: WageIndex
    base_sum_fen: int
    account_fen: AccountBalance
