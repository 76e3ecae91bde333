"""The message by which the ministry tells provinces what must be looked at."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from tongchou.standards.messages.message import Message, MonthText, Ssn


class SignalPlace(BaseModel):
    """Where a signal's facts stand: a row of a declaration in a province."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: str
    item_number: str
    row: int


class SignalRaised(Message):
    """The ministry raised a signal 疑点 about a person and a month."""

    code: str
    ssn: Ssn
    month: MonthText
    places: list[SignalPlace]
    raised_on: date
