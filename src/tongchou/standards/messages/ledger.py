"""The message of a ledger entry."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from tongchou.standards.messages.message import Message, MonthText
from tongchou.standards.text import Text


class EntryPosted(Message):
    """An entry 凭证 was posted, or a slice of one; debit positive, all parts sum to zero."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("记账凭证", "Entry posted")
    about: ClassVar[tuple[str, ...]] = ("number",)
    columns: ClassVar[tuple[str, ...]] = ("accounts", "holders", "amount_fens")

    number: Annotated[str, Field(json_schema_extra={"element": "AAD131"})]
    book: str
    posted_on: Annotated[date, Field(json_schema_extra={"element": "AAD138"})]
    month: MonthText
    memo: Annotated[str, Field(json_schema_extra={"element": "AAD128"})]
    memo_en: str
    accounts: list[Annotated[str, Field(json_schema_extra={"element": "EAD004"})]]
    holders: list[str]
    amount_fens: list[int]
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
