"""Shapes of proofs: of a node, of its rows, of a position, for outsiders."""

from datetime import datetime
from typing import Any

from tongchou.channels.api.shapes.links import KeyTold
from tongchou.channels.api.shapes.shape import Both, Shape


class BreakTold(Shape):
    """A position at which a log is not what was sealed."""

    position: int
    what: str


class SignedFaultTold(Both):
    """A run of a copy that is not what its sender signed."""

    position: int
    until: int
    what: str
    at_fault: str


class VerifiedTold(Shape):
    """What is found wrong with what a node holds; every list is empty where all is whole."""

    positions: int
    breaks: list[BreakTold]
    copies: dict[str, list[BreakTold]]
    signed: dict[str, list[SignedFaultTold]]
    unbalanced_entries: list[str]
    unequal_balances: list[str]
    unequal_counters: list[str]


class RunTold(Shape):
    """A deep proof: how far it is, and how it ended."""

    run: int
    province: str
    since: int
    position: int | None
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    steps: Any
    size: int | None
    done: int | None
    findings: int
    gaps: int
    outcome: str
    fault: str


class FindingTold(Shape):
    """A row that is not what the logs say."""

    province: str
    table: str
    key: Any
    field: str
    kind: str
    position: int | None
    told: Any
    held: Any
    repaired_by: str
    is_repairable: bool


class RunWithFindings(RunTold):
    """A deep proof with everything that it named."""

    found: list[FindingTold]


class ReconciliationTold(Shape):
    """A proof 对账 that a province's rows and their copy are the same, or are not."""

    proof: int
    province: str
    state: str
    state_name: Both
    asked_at: datetime
    ended_at: datetime | None
    seconds: float | None
    position: int | None
    missing: int
    surplus: int
    different: int
    is_whole: bool
    questions: int


class MismatchTold(Shape):
    """What is not the same in a province and at the ministry."""

    kind: str
    kind_name: Both
    table: str
    month: str
    key: Any
    field: str
    in_province: Any
    at_ministry: Any
    rows: int | None
    remedy: Both


class ReconciliationWithFindings(ReconciliationTold):
    """A proof with whatever is not the same."""

    findings: list[MismatchTold]


class InclusionTold(Shape):
    """A proof that a position is under the published checkpoint; hashes in hexadecimals."""

    log: str
    position: int
    hash: str
    path: list[str]
    size: int
    root: str
    checkpoint: str


class ConsistencyTold(Shape):
    """A proof that a log goes on from where it was."""

    log: str
    before: int
    root_before: str
    after: int
    root_after: str
    path: list[str]
    size: int
    root: str
    checkpoint: str


class NoteTold(Shape):
    """A checkpoint that is known here."""

    log: str
    note: str
    refusal: str
    at: datetime


class BundleTold(Shape):
    """The beginning of a bundle for a third party."""

    bundle: str
    version: int
    node: str
    at: datetime
    keys: list[KeyTold]
    checkpoints: list[NoteTold]
    logs: dict[str, int]


class HeadTold(Shape):
    """What a sender signed."""

    head: str
    signature: str
    key: str
    received_at: datetime
    refusal: str


class EntriesTold(Shape):
    """A page of a log: of each entry its position, algorithm, digest and hash."""

    entries: list[tuple[int, str, str, str]]
    heads: list[HeadTold]
