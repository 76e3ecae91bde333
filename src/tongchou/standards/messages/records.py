"""Messages about what was earned earlier or elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from tongchou.standards.messages.amounts import AccountBalance
from tongchou.standards.messages.message import (
    Born,
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
    """A span was entered into a person's record 历史缴费记录: from the archive, or by transfer.

    `births` tells the person's birth where the number does not and nothing else was told of them.
    """

    version: ClassVar[int] = 2
    label: ClassVar[Text] = Text("历史缴费记录", "Earlier record entered")
    about: ClassVar[tuple[str, ...]] = ("ssn",)
    upgrades: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        1: lambda told: told | {"births": []}
    }

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
    births: tuple[Born, ...] = ()
