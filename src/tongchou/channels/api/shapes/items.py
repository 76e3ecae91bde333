"""Shapes of items, their steps and their kinds."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape
from tongchou.standards import codes

Rung = Annotated[str, Field(json_schema_extra={"enum": list(codes.table("rungs"))})]
Status = Annotated[str, Field(json_schema_extra={"enum": list(codes.table("statuses"))})]


class PointTold(Shape):
    """A point of a step: what was to be mended, how it was settled, or a reason."""

    about: str = Field(description="field:ssn, paper:identity, reason:not_entitled")
    words: str


class StepTold(Shape):
    """A step 环节: who took it, when, with which words and points."""

    verb: str
    login: str
    name: str
    at: datetime
    note: str
    points: list[PointTold]


class Signed(Shape):
    """Who explained or authorised a finding, and when."""

    login: str
    name: str
    at: datetime


class Explained(Signed):
    """With which words a finding was explained."""

    note: str


class GateTold(Shape):
    """A finding of a gate 核查, as it is kept with the item."""

    gate: str = Field(description="which gate found it")
    code: str
    rung: Rung = Field(description="what it asks of whoever goes on, a code of the table rungs")
    zh: str
    en: str
    remedy: Both | None
    evidence: str = Field(description="the SHA-256 of the signed answer it rests on; '' for none")
    explained: Explained | None
    authorised: Signed | None


class ItemTold(Shape):
    """An item handled 办件, with its worksheet, outcome and steps."""

    number: str
    code: str = Field(description="the kind of item, a code of the table items")
    name: Both
    status: Status
    status_name: Both
    repeated: bool = Field(description="whether it was there before this request")
    subject: str = Field(description="the person's or employer's number; '' for nobody's")
    form: dict[str, Any] = Field(description="as /forms/{code} describes it")
    worksheet: list[dict[str, Any]]
    refusals: list[dict[str, Any]]
    hints: list[dict[str, Any]]
    gates: list[GateTold]
    waits_for: str = Field(
        description="for whom it waits, a code of the table waits; '' for nobody"
    )
    outcome: dict[str, Any]
    accepted_at: datetime
    due_on: date | None
    completed_at: datetime | None
    steps: list[StepTold]


class Compared(Shape):
    """A line of a worksheet as it was kept, and as it came out again."""

    equal: bool
    kept: dict[str, Any] | None
    again: dict[str, Any] | None


class VersionMended(Shape):
    """A rule that was mended since the item was decided."""

    rule: str
    then: int
    now: int


class FigureMoved(Shape):
    """A figure that reads otherwise now."""

    then: dict[str, Any]
    now: dict[str, Any]


class RerunTold(Shape):
    """An item decided again 复算, line by line."""

    number: str
    code: str
    provenance: dict[str, Any]
    equal: bool
    equal_now: bool
    then: list[Compared]
    now: list[Compared]
    versions: list[VersionMended]
    figures: list[FigureMoved]


class DueTold(Shape):
    """What an employer owes for a month."""

    credit_code: str
    name: str
    month: str
    people: int
    employer_fen: int
    employee_fen: int
    amount_fen: int


class ChangeTold(Shape):
    """A change 变更: an item wrote an event of a kind, at this position of the sealed log."""

    position: int
    kind: str
    item: str
    at: datetime


class ChangesTold(Shape):
    """What happened behind a position."""

    changes: list[ChangeTold]
    next: int = Field(description="where to go on")
    sealed: int = Field(description="the last position of the log")
