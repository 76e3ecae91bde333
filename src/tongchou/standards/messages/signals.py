"""The message by which the ministry tells provinces what must be looked at."""

from datetime import date
from typing import ClassVar

from tongchou.standards.messages.message import (
    ContributionMonth,
    Message,
    Part,
    Province,
    Ssn,
)
from tongchou.standards.text import Text


class SignalPlace(Part):
    """Where a signal's facts stand: a row of a declaration in a province."""

    province: Province
    item_number: str
    row: int


class SignalRaised(Message):
    """The ministry raised a signal 疑点 about a person and a month."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("疑点", "Signal raised")
    about: ClassVar[tuple[str, ...]] = ()

    code: str
    ssn: Ssn
    month: ContributionMonth
    places: list[SignalPlace]
    raised_on: date
