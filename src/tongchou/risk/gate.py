"""What a gate is: a function asked about a matter each time it is decided, and its rungs.

A gate looks at a matter before it goes on (事前, 事中). It raises findings under codes that it
declares, each with the rung 处置 on which it stands: a note is shown and kept, what must be
explained goes on with a reason, what must be authorised takes a step of the level above, and what
is blocked goes no further.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from tongchou.registry.queries import Standing
from tongchou.risk.inquiry import Answer, Asks
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import Month


class Rung(StrEnum):
    """A rung 处置 of the ladder; the codes of rungs.yaml."""

    NOTE = "note"
    EXPLAIN = "explain"
    AUTHORISE = "authorise"
    BLOCK = "block"


@dataclass(frozen=True)
class Seen:
    """What an item gathered and shows its gates: how the person stands, the months paid here."""

    standing: Standing | None = None
    months: tuple[Month, ...] = ()


@dataclass(frozen=True)
class Matter:
    """What a gate is told of a matter: whom it is about, who handles it, what is known of it.

    `hands` are the person codes of the clerks who took a step so far, or take one now. `answer`
    is what the ministry said, None while it was not asked or did not answer; a node without a
    ministry has nobody to ask.
    """

    item_code: str
    ssn: str
    province: str
    on: date
    hands: tuple[str, ...] = ()
    name: str = ""
    scheme: str = ""
    seen: Seen = Seen()
    answer: Answer | None = None
    has_ministry: bool = True


@dataclass(frozen=True)
class Found:
    """What a gate finds of a matter: under which of its codes, in which words, what helps.

    `evidence` is the digest of the signed answer on which it rests; '' where it rests on none.
    """

    code: str
    text: Text
    remedy: Text | None = None
    field: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Raised:
    """A finding of a gate with the rung on which it stands."""

    gate: str
    rung: Rung
    found: Found

    @property
    def refusal(self) -> Refusal:
        """The finding as a refusal, where it blocks."""
        found = self.found
        return Refusal(found.code, found.text, remedy=found.remedy, field=found.field)

    def as_json(self) -> dict[str, Any]:
        """Return the finding as it is kept with an item."""
        found = self.found
        return {
            "gate": self.gate,
            "code": found.code,
            "rung": self.rung.value,
            **found.text.as_json(),
            "remedy": found.remedy.as_json() if found.remedy else None,
            "evidence": found.evidence,
        }


@dataclass(frozen=True)
class Gate:
    """A gate 事前事中核查: what it may find, each on its rung, and how it judges a matter."""

    code: str
    title: Text
    rungs: Mapping[str, Rung]
    judge: Callable[[Matter], Iterable[Found]]
    asks: frozenset[Asks] = frozenset()
    """What it needs to know from the ministry: an item that names it waits for the answer."""

    def raised(self, matter: Matter) -> list[Raised]:
        """Return what it finds; raises `KeyError` for a finding that it does not declare."""
        return [Raised(self.code, self.rungs[one.code], one) for one in self.judge(matter)]


def gate(
    *, title: Text, rungs: Mapping[str, Rung], asks: Iterable[Asks] = ()
) -> Callable[[Callable[[Matter], Iterable[Found]]], Gate]:
    """Declare the function below as a gate; its name is the gate's code."""

    def declared(judge: Callable[[Matter], Iterable[Found]]) -> Gate:
        return Gate(judge.__name__, title, MappingProxyType(dict(rungs)), judge, frozenset(asks))

    return declared
