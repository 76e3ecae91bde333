"""Shapes of what applies at a node."""

from datetime import date
from typing import Literal

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape


class FigureApplied(Shape):
    """A figure 政策参数 as it applies: one in force, standing in, lapsed, or missing."""

    name: str
    title: Both
    state: Literal["in_force", "provisional", "stands_in", "lapsed", "missing"]
    state_name: Both
    province: str = Field(description="whose figure it is; '' for the country's")
    city: str = Field(description="the city that has its own; '' elsewhere")
    unit: str = Field(description="such as fen, or rate_e4: parts of ten thousand")
    value: int | None
    word: str = Field(description="the name of a method, or a small table, where it is no number")
    value_said: Both = Field(description="the value as a person reads it: 16%, 4,227.00 yuan")
    from_month: str | None
    until_month: str | None = Field(description="the month from which it holds no longer")
    source: str
    source_said: str
    published_on: date | None


class ItemHandled(Shape):
    """A kind of item: its steps, its limit in working days (0: at once), its basis."""

    code: str
    name: Both
    line: Both
    steps: list[Both]
    working_days: int
    notice_days: int
    basis: str
    basis_said: str


class AppliesTold(Shape):
    """What applies at a node on a day 本地适用口径."""

    node: str
    on: date
    scheme: str
    software: str
    figures_digest: str
    figures: list[FigureApplied]
    items: list[ItemHandled]
    holiday_years: list[int]
