"""Shapes of links, keys, epochs and of what was set aside."""

from datetime import datetime
from typing import Any

from tongchou.channels.api.shapes.shape import Both, Shape


class LinkTold(Shape):
    """How a link to a peer stands."""

    province: str
    name: Both
    state: str
    state_name: Both
    sealed: int
    held: int
    lag: int
    lag_seconds: float | None
    confirmed: int
    last_contact_at: datetime | None
    quarantined: int
    set_aside_since: datetime | None
    echo_seconds: float | None
    echoed_at: datetime | None
    fault: Both | None
    refused: Both | None


class NodeFault(Both):
    """What is wrong with a node's key."""

    node: str


class KeyTold(Shape):
    """A key 密钥 that a node knows."""

    node: str
    key: str
    algorithm: str
    public_key: str
    state: str
    state_name: Both
    valid_from: datetime | None
    ends_at: datetime
    revoked_at: datetime | None
    why: str
    entered_by: str


class KeysTold(Shape):
    """The keys that a node knows, and what is wrong with them."""

    node: str
    keys: list[KeyTold]
    fault: dict[str, Any] | None
    faults: list[NodeFault]


class Aside(Shape):
    """An event that was set aside, and why."""

    province: str
    position: int
    kind: str
    fault: str
    behind: int | None
    at: datetime


class SettledTold(Shape):
    """What was settled, and what is still set aside."""

    settled: list[Aside]
    set_aside: list[Aside]


class Opened(Shape):
    """An epoch of this node's log."""

    epoch: int
    position: int
    opened_at: str
    opened_by: str
    why: str


class Departing(Shape):
    """A peer that holds what our log is not."""

    node: str
    held: int
    fault: Both | None


class EventNamed(Shape):
    """An event of a peer's earlier epoch."""

    position: int
    kind: str
    item: str


class ToAccept(Shape):
    """A peer's new epoch that waits to be accepted."""

    node: str
    epoch: int
    opened_at: str
    opened_by: str
    why: str
    position: int
    held: int
    set_aside: int
    meant: int
    events: list[EventNamed]


class AcceptedEpoch(Shape):
    """A peer's epoch that was accepted here."""

    node: str
    epoch: int
    position: int
    set_aside: int
    accepted_at: datetime
    accepted_by: str
    why: str
    unwritten: int
    only_here: int
    events: list[dict[str, Any]]


class EpochsTold(Shape):
    """The epochs 纪元 of a node's log and of its peers'."""

    node: str
    epoch: int
    sealed: int
    opened: list[Opened]
    unheard: list[str]
    waived: list[str]
    departing: list[Departing]
    to_accept: list[ToAccept]
    accepted: list[AcceptedEpoch]


class LostNoted(Shape):
    """How many lost files somebody took note of."""

    node: str
    acknowledged: Any


class RunBrought(Shape):
    """A run of the log that came back, and the items that it moved."""

    before: int
    position: int
    wanted: int
    moved: list[str]


class LostFile(Shape):
    """An item of which only the log knows."""

    number: str
    kinds: list[str]
    recorded_at: datetime


class RecoveredTold(Shape):
    """What came back after a restore, and what a person has still to do."""

    steps: list[RunBrought]
    set_aside: list[Aside]
    enter_again: list[LostFile]
    steps_lost: list[LostFile]
