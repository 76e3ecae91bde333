"""Messages about people joining and leaving."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tongchou.standards.messages.message import (
    Born,
    CreditCode,
    Message,
    MonthText,
    PersonName,
    Ssn,
)
from tongchou.standards.text import Text


class PersonsEnrolled(Message):
    """People were enrolled 参保 with employers from a month on; an empty code is no employer.

    `births` are told of those whose number does not tell them: foreigners.
    """

    version: ClassVar[int] = 2
    label: ClassVar[Text] = Text("人员参保", "People enrolled")
    about: ClassVar[tuple[str, ...]] = ("ssns",)
    columns: ClassVar[tuple[str, ...]] = ("ssns", "names", "credit_codes")
    upgrades: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        1: lambda told: told | {"births": []}
    }

    from_month: Annotated[MonthText, Field(json_schema_extra={"element": "AAE030"})]
    ssns: list[Ssn]
    names: list[PersonName]
    credit_codes: list[CreditCode]
    births: tuple[Born, ...] = ()


class EmploymentEnded(Message):
    """A person's enrolment ended 停保; an empty code ends all open ones; `until` is exclusive."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("停保", "Employment ended")
    about: ClassVar[tuple[str, ...]] = ("ssn",)

    ssn: Ssn
    credit_code: CreditCode
    until_month: Annotated[MonthText, Field(json_schema_extra={"element": "AAE031"})]
    reason: Annotated[str, Field(json_schema_extra={"element": "AAE160"})]
