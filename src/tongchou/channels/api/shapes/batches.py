"""Shapes of batches."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape


class BatchEntryTold(Shape):
    """An entry of a batch: the item, the step that is asked for, what became of it and why."""

    number: str
    verb: str = Field(description="the step; '' where no clerk takes the next one")
    outcome: Literal["waiting", "taken", "refused", "left", "stopped", "broken"]
    refusals: list[dict[str, Any]]
    at: datetime | None


class BatchTold(Shape):
    """A batch 批量办理: how far it is, each item by itself."""

    id: int
    login: str
    chosen_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    is_stopped: bool
    count: int
    counts: dict[str, int] = Field(description="how many entries by outcome")
    entries: list[BatchEntryTold]


class GroupTold(Shape):
    """What a batch would take of one kind of item, by one step."""

    item: str = Field(description="a kind of item, of the table items")
    name: Both
    line: str
    verb: str
    count: int
    amount_fen: int | None = Field(description="the sum of money, where the items say one")
    oldest: datetime


class LeftTold(Shape):
    """An item that a batch would leave, and why."""

    number: str
    refusals: list[dict[str, Any]]


class SummaryTold(Shape):
    """A summary 批量汇总 of a batch before it begins."""

    batch: BatchTold
    ready: int
    groups: list[GroupTold]
    alone: list[LeftTold] = Field(description="they want a look of their own")
    hindered: list[LeftTold] = Field(description="they are not for the caller to take now")
    unknown: list[str] = Field(description="numbers that are not in the caller's scope")
