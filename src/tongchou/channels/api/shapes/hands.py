"""Shapes of in whose hands items are, what clerks note of them, and who stands in for whom."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape


class HandTold(Shape):
    """In whose hand an item is 经手, and who works on it now 锁定; '' and null for nobody."""

    item: str
    login: str
    name: str
    since: datetime | None
    worker: str
    worker_name: str
    works_until: datetime | None


class HappenedTold(Shape):
    """One thing that happened to an item: a step, a hand-over, or a correction of its form."""

    kind: str = Field(description="step, hand_over or form_change")
    verb: str = Field(description="a code of item_verbs or hand_overs; '' for a form_change")
    title: Both
    login: str = Field(description="by whom; '' for a system")
    name: str
    at: datetime
    note: str
    before: str = Field(description="of a hand_over: who had the item; '' for the group")
    to: str = Field(description="of a hand_over: who has it since; '' for the group")
    fields: dict[str, list[Any]] = Field(description="of a form_change: [before, after] by field")


class CommentTold(Shape):
    """A comment 内部留言, with whole numbers in it masked."""

    number: int
    login: str
    name: str
    at: datetime
    text: str


class SubstitutionTold(Shape):
    """A substitution 代办: who stands in for whom, from day to day."""

    number: int
    absent: str
    substitute: str
    first_day: date
    last_day: date
    ended_at: datetime | None
