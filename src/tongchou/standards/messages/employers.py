"""Messages about employers."""

from datetime import date
from typing import ClassVar

from tongchou.standards.messages.message import Message


class EmployersRegistered(Message):
    """Employers were registered, or their names and places changed."""

    columns: ClassVar[tuple[str, ...]] = ("credit_codes", "names", "division_codes")

    registered_on: date
    credit_codes: list[str]
    names: list[str]
    division_codes: list[str]
