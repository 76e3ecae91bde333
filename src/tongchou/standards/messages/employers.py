"""Messages about employers."""

from datetime import date
from typing import ClassVar

from tongchou.standards.messages.message import (
    CreditCode,
    DivisionCode,
    EmployerName,
    Message,
)
from tongchou.standards.text import Text


class EmployersRegistered(Message):
    """Employers were registered 单位参保登记, or their names and places changed."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("单位参保登记", "Employers registered")
    about: ClassVar[tuple[str, ...]] = ("credit_codes",)
    columns: ClassVar[tuple[str, ...]] = ("credit_codes", "names", "division_codes")

    registered_on: date
    credit_codes: list[CreditCode]
    names: list[EmployerName]
    division_codes: list[DivisionCode]
