"""Shapes of a person's record 电子档案袋."""

from datetime import date
from typing import Any

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape

Month = str
"""A month as 2024-09."""


class EnrolmentTold(Shape):
    """A time with an employer, or on one's own."""

    from_month: Month
    until_month: Month | None
    employer: str | None
    end_reason: str


class StretchTold(Shape):
    """Months that follow each other, of one kind."""

    from_month: Month
    until_month: Month
    kind: str
    months: int
    paid_in: Any


class ProvincePartTold(Shape):
    """What one province holds of a person."""

    province: str
    months: int
    transferred_months: int
    account_fen: int
    enrolments: list[EnrolmentTold]
    stretches: list[StretchTold]


class TransferTold(Shape):
    """A transfer 关系转移."""

    letter: str
    origin: str
    destination: str
    requested_on: date
    answered_on: date | None
    completed_on: date | None
    refused: bool
    reason: str
    months: int | None
    account_fen: int | None
    pooled_fen: int | None


class BenefitTold(Shape):
    """A benefit 待遇, with its worksheet."""

    province: str
    kind: str
    from_month: Month
    retirement_month: Month
    basic_fen: int
    account_fen: int
    total_fen: int
    contribution_months: int
    provisional: bool
    worksheet: list[dict[str, Any]]


class PaymentTold(Shape):
    """A payment of a benefit."""

    month: Month
    amount_fen: int
    paid_on: date


class MovementTold(Shape):
    """A movement of the individual account."""

    province: str
    posted_on: date
    month: Month
    memo: Both
    amount_fen: int


class DossierTold(Shape):
    """Everything that is known of a person in a scheme; money in fen."""

    ssn: str
    scheme: str
    name: str
    birth_on: date
    sex: str
    months: int = Field(description="contribution months in all")
    account_fen: int
    provinces: list[ProvincePartTold]
    transfers: list[TransferTold]
    benefits: list[BenefitTold]
    payments: list[PaymentTold]
    account_movements: list[MovementTold]


class CitizenTold(Shape):
    """A sign-in that was opened."""

    login: str
    kind: str


class SlipTold(Shape):
    """The sign-in of somebody outside, with a password that is good for one time."""

    login: str
    kind: str = Field(description="citizen or employer")
    password: str
