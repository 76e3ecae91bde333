"""Messages about what was earned earlier or elsewhere."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tongchou.standards.messages.message import Message, MonthText, Ssn


class EarlierSpan(BaseModel):
    """A span earned earlier: `months` paid between two months, with their average wage index."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paid_in: str
    from_month: MonthText
    until_month: MonthText
    months: int = Field(ge=1)
    wage_index_e4: int
    base_sum_fen: int


class EarlierRecordEntered(Message):
    """A span was entered into a person's record: from the archive, or by transfer."""

    ssn: Ssn
    name: str
    source: Literal["prior", "transfer"]
    paid_in: str
    from_month: MonthText
    until_month: MonthText
    months: int = Field(ge=1)
    wage_index_e4: int
    base_sum_fen: int
    account_fen: int
