"""The shape of a matter that was taken in for another province."""

from datetime import date
from typing import Any

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape


class PointOfMatter(Shape):
    """What is to be mended, or a reason."""

    about: str
    words: str


class ScanSent(Shape):
    """A scan that was sent for a paper."""

    paper: str = Field(description="a code of the table papers")
    name: str
    digest: str = Field(description="SHA-256 of its bytes, in hexadecimal")


class RefusalHeard(Shape):
    """Why the competent province does not take it in."""

    code: str
    zh: str
    en: str
    field: str


class ForwardedTold(Shape):
    """A matter 异地受理 that this province took in and another one decides."""

    number: str = Field(description="its number here, and in the country")
    code: str = Field(description="a code of the table items")
    competent: str = Field(description="the province that decides it")
    agency: str = Field(description="the agency that took it in")
    subject: str
    form: dict[str, Any]
    round: int = Field(description="how often a form was handed in")
    forwarded_on: date | None
    status: str = Field(description="of the table statuses, not_taken, or '' before it was heard")
    status_name: Both
    is_answered: bool = Field(description="whether the latest form was heard of")
    next_step: str = Field(description="of the table item_verbs, or ''")
    waits_for: str
    item_number: str = Field(description="its number there; '' where it was not taken in")
    due_on: date | None
    followed_on: date | None
    note: str
    points: list[PointOfMatter]
    papers: list[ScanSent]
    missing: list[str] = Field(description="papers without which it is not approved there")
    refusals: list[RefusalHeard]
