"""What a business item is made of, and the catalogue of all that this node handles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from tongchou.ledger.changes import EntryDraft
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Worksheet
from tongchou.standards.messages import Message
from tongchou.standards.refusal import Refusals
from tongchou.workflow.models import Status

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class File:
    """A file as it was handed in."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Act:
    """The circumstances of an act: in which province, when, on which item, with what, for whom."""

    province: str
    at: datetime
    item_number: str
    files: tuple[File, ...] = ()
    scope: str = ""
    """The prefix of division codes that whoever hands it in serves; '' for all of them."""

    @property
    def today(self) -> date:
        """The day of the act, as the counter's calendar shows it."""
        return self.at.astimezone(BEIJING).date()


@dataclass(frozen=True)
class Deed:
    """What an approved item makes true: what happened, what money did, what to show of it.

    An item describes its deed and writes nothing; the workflow writes registry, ledger
    and log from it in one transaction. A deed that leaves its item `WAITING` keeps it open
    until the other province answers.
    """

    messages: tuple[Message, ...] = ()
    entries: tuple[EntryDraft, ...] = ()
    outcome: Mapping[str, Any] = field(default_factory=dict)
    leaves: Status = Status.COMPLETED


class Definition(Protocol):
    """A business item's module 业务事项, read from top to bottom.

    `gather` turns rows into facts and is the only one to read the database; `decide`
    asks the law and nothing else; `record` says what the decision makes true. An item
    that waits for another province also has `conclude(form, message, act)`, and one that
    another province waits for has `decline(form, note, act)`; both return a deed. One that
    a clerk should look at twice has `hints(facts)`: sentences that hinder nothing.
    """

    code: str
    Form: type[BaseModel]

    def gather(self, form: Any, act: Act, /) -> Any:
        """Return the facts that the decision rests on."""

    def decide(self, facts: Any, law: Law, /) -> Worksheet | Refusals:
        """Return what the law says of the facts, or why not."""

    def record(self, facts: Any, worksheet: Worksheet, act: Act, /) -> Deed:
        """Return what becomes true once the item is approved."""


_CATALOGUE: dict[str, Any] = {}


def register(definition: Any) -> None:
    """Put an item into the catalogue; each business app does so when it is installed."""
    missing = [
        member
        for member in ("code", "Form", "gather", "decide", "record")
        if not hasattr(definition, member)
    ]
    if missing:
        raise TypeError(f"{definition!r} is no business item: it lacks {', '.join(missing)}")
    if _CATALOGUE.get(definition.code, definition) is not definition:
        raise ValueError(f"two business items are called {definition.code}")
    _CATALOGUE[definition.code] = definition


def catalogue() -> Mapping[str, Any]:
    """Return the items that this node handles, by code."""
    return MappingProxyType(_CATALOGUE)
