"""Messages about people joining and leaving."""

from typing import ClassVar

from tongchou.standards.messages.message import Message, MonthText, Ssn


class PersonsEnrolled(Message):
    """People were enrolled with employers from a month on; an empty code is no employer."""

    columns: ClassVar[tuple[str, ...]] = ("ssns", "names", "credit_codes")

    from_month: MonthText
    ssns: list[str]
    names: list[str]
    credit_codes: list[str]


class EmploymentEnded(Message):
    """A person's enrolment ended; an empty code ends all that are open. `until` is exclusive."""

    ssn: Ssn
    credit_code: str
    until_month: MonthText
    reason: str
