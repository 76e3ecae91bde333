"""Messages by which a completed item is reversed 冲销: each takes back what another one told.

They say by natural keys what is taken back, so that both tiers do it alike; `item_number` names
the item that is reversed.
"""

from typing import ClassVar, Literal

from tongchou.standards.messages.message import (
    BenefitKind,
    ContributionMonth,
    CreditCode,
    Message,
    MonthText,
    Province,
    Ssn,
)
from tongchou.standards.text import Text


class EmployersRemoved(Message):
    """Registrations of employers were taken back 单位参保登记冲销."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("单位参保登记冲销", "Employers removed")
    about: ClassVar[tuple[str, ...]] = ("credit_codes",)
    columns: ClassVar[tuple[str, ...]] = ("credit_codes",)

    item_number: str
    credit_codes: list[CreditCode]


class EnrolmentsRemoved(Message):
    """Enrolments from a month on were taken back 参保冲销.

    `strangers` are the people of whom nothing is held besides, and who are registered no longer.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("参保冲销", "Enrolments removed")
    about: ClassVar[tuple[str, ...]] = ("ssns",)
    columns: ClassVar[tuple[str, ...]] = ("ssns", "credit_codes")

    item_number: str
    from_month: MonthText
    ssns: list[Ssn]
    credit_codes: list[CreditCode]
    strangers: list[Ssn]


class EnrolmentsReopened(Message):
    """Enrolments of one person that had ended go on 停保冲销, as if they had not."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("停保冲销", "Enrolments reopened")
    about: ClassVar[tuple[str, ...]] = ("ssn",)
    columns: ClassVar[tuple[str, ...]] = ("credit_codes", "from_months")

    item_number: str
    ssn: Ssn
    credit_codes: list[CreditCode]
    from_months: list[MonthText]


class EarlierRecordRemoved(Message):
    """A span was taken out of a person's record 历史缴费记录冲销.

    `is_stranger` says that nothing else is held of the person, who is registered no longer.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("历史缴费记录冲销", "Earlier record removed")
    about: ClassVar[tuple[str, ...]] = ("ssn",)

    item_number: str
    ssn: Ssn
    source: Literal["prior"]
    paid_in: Province
    from_month: MonthText
    until_month: MonthText
    is_stranger: bool


class ContributionsRemoved(Message):
    """What employers owed for a month by one declaration was taken back 应缴核定冲销."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("应缴核定冲销", "Contributions removed")
    about: ClassVar[tuple[str, ...]] = ("item_number",)
    columns: ClassVar[tuple[str, ...]] = ("credit_codes", "people")

    month: ContributionMonth
    item_number: str
    credit_codes: list[CreditCode]
    people: list[int]


class BenefitRemoved(Message):
    """A benefit of which nothing was paid was taken back 待遇核定冲销."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("待遇核定冲销", "Benefit removed")
    about: ClassVar[tuple[str, ...]] = ("ssn",)

    benefit: BenefitKind
    ssn: Ssn
    item_number: str
