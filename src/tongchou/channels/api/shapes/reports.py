"""Shapes of deliveries of other departments, and of their reports."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from tongchou.channels.api.shapes.shape import Shape


class DeliveryTold(Shape):
    """A delivery that was taken in."""

    digest: str = Field(description="the SHA-256 of its signed line")
    rows: int
    unread: int = Field(
        description="how many rows could not be read; each is listed with its cause"
    )
    repeated: bool = Field(description="whether it was here before this request")


class ReportTold(Shape):
    """What a department said of a person, and what a clerk made of it."""

    id: int
    delivery: str
    row: int
    department: str = Field(description="a code of the table departments")
    kind: str = Field(description="a code of the table report_kinds; '' for a row not readable")
    ssn: str
    name: str
    facts: dict[str, str]
    faults: list[dict[str, Any]] = Field(description="why the row could not be read")
    said_on: date
    status: Literal["open", "proposed", "confirmed", "rejected"] = Field(
        description="proposed: one person found it true, another is to confirm it"
    )
    why: str = Field(description="the grounds of the last step")
    judged_by: str = Field(description="who took the last step")
