"""Shapes of what a node tells of itself, and the ministry of the country."""

from datetime import date, datetime
from typing import Any

from pydantic import Field, create_model

from tongchou.channels.api.shapes.links import LinkTold, NodeFault
from tongchou.channels.api.shapes.proofs import ReconciliationTold, RunTold
from tongchou.channels.api.shapes.shape import Both, Shape
from tongchou.ministry.supervision.figures import FIGURES


class DaysLeft(Shape):
    """For how many days key and certificate are valid; null without any."""

    key: int | None
    certificate: int | None


class LogTold(Shape):
    """How far a node's log is, and what hinders it."""

    node: str
    sealed: int
    written: int
    links: list[LinkTold]
    halted: dict[str, Any] | None
    certificates: list[dict[str, str]]
    keys: list[NodeFault]
    days_left: DaysLeft
    published: dict[str, Any] | None


class UpkeepRecordTold(Shape):
    """What an operator did to a node."""

    kind: str
    kind_name: Both
    person: str
    role: str
    facts: dict[str, Any]
    at: datetime


class UpkeepTold(Shape):
    """What operators did to a node, and the last of each kind that matters."""

    node: str
    records: list[UpkeepRecordTold]
    last: dict[str, UpkeepRecordTold | None]


class BalanceTold(Shape):
    """An account at a month's end, in fen; debit is positive."""

    province: str | None
    account: str
    name: Both
    opening_fen: int
    debit_fen: int
    credit_fen: int
    closing_fen: int


class CheckTold(Both):
    """Whether books agree in one respect."""

    holds: bool


class BooksTold(Shape):
    """The national books 一本账 at a month's end."""

    scheme: str
    month: str
    book: str
    provinces: list[BalanceTold]
    consolidated: list[BalanceTold]
    checks: list[CheckTold]


class SignalTold(Shape):
    """A signal 疑点, and where it shows."""

    id: int
    code: str
    name: Both
    remedy: Both = Field(description="what to do about it")
    severity: str
    ssn: str
    month: str
    places: list[dict[str, Any]]
    status: str
    raised_on: date
    judged_on: date | None
    judgement: str


class LagTold(Shape):
    """How long events were on their way, in milliseconds."""

    envelopes: int
    last_at: datetime
    p50_ms: int
    p99_ms: int


class IncompleteTold(Shape):
    """An entry of which parts are missing."""

    number: str
    parts: list[int]
    since: datetime


class OpenForwarded(Shape):
    """Open matters 异地受理 between a province and others."""

    sent: int = Field(description="taken in there, decided in another province")
    deciding: int = Field(description="decided there, taken in by another province")


class ProvinceLinked(LinkTold):
    """A province as the ministry sees it."""

    cash_fen: dict[str, int]
    forwarded: OpenForwarded
    way: LagTold | None
    reconciliation: ReconciliationTold | None
    key_days_left: int | None
    backlog: int
    incomplete: list[IncompleteTold]


ProvinceTold = create_model(
    "ProvinceTold",
    __base__=ProvinceLinked,
    **{figure.name: (int, Field(description=figure.title.en)) for figure in FIGURES},  # type: ignore[call-overload]
)
"""A province as the ministry sees it, with every figure of the dashboard."""


class StatusTold(Shape):
    """How every province stands."""

    node: str
    provinces: list[ProvinceTold]  # type: ignore[valid-type]  # of the figures
    proof: RunTold | None
    keys: list[NodeFault]
    certificates: list[dict[str, str]]
