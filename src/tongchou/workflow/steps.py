"""The steps of an item: its procedure 办理流程, a table of transitions."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from tongchou.standards import codes
from tongchou.standards.text import Text

START = "start"
"""The state of an item that is not there yet."""
APPROVED = "approved"
"""The state of an item that the level above is still to authorise."""
MINISTRY_ANSWER = "ministry"
"""For whom an item waits whose gates asked the ministry: a code of the table waits."""
OWN_STEP = "submit"
"""The step by which somebody outside hands a matter in, for which nobody of the agency answers."""


Hands = tuple[tuple[str, str], ...]
"""The steps that an item went through, in order, each as (verb, person)."""


class Does(StrEnum):
    """What a transition does; see the head of standards/codes/procedures.yaml."""

    DECIDE = "decide"
    RECORD = "record"
    ANSWER = "answer"
    STOP = "stop"


@dataclass(frozen=True)
class Transition:
    """A transition 流转: from which states a verb leads where, who may take it, what it does."""

    origins: frozenset[str]
    verb: str
    to: str
    does: Does
    duties: tuple[str, ...]
    by: frozenset[str]
    line: str
    is_for_level_above: bool
    is_apart: bool
    needs_note: bool
    waits_for: str
    days: int
    weekdays: int

    @property
    def approves(self) -> bool:
        """Whether it approves an item: whatever must be brought for it must then be here."""
        return self.does == Does.RECORD or self.verb == "approve"

    def without_line(self) -> "Transition":
        """Return the transition as items of any line have it."""
        return replace(self, line="")

    def before_authorising(self) -> "Transition":
        """Return the step that would complete an item, of one that must be authorised after it."""
        return replace(self, to=APPROVED, does=Does.DECIDE, waits_for="", days=0)


@dataclass(frozen=True)
class Procedure:
    """A procedure 办理流程: its transitions in the order of the table."""

    transitions: tuple[Transition, ...]

    @property
    def verbs(self) -> frozenset[str]:
        """The verbs of all transitions."""
        return frozenset(one.verb for one in self.transitions)

    def transition(self, status: str, verb: str) -> Transition | None:
        """Return what a verb does to an item in a state, or None where it may not be taken."""
        found = (one for one in self.transitions if one.verb == verb and status in one.origins)
        return next(found, None)

    def beginning(self, source: str) -> Transition | None:
        """Return the step by which an item begins that comes from a source.

        Whoever stands outside the agency has a step of their own where the procedure has it.
        """
        own = (one for one in self.transitions if START in one.origins and source in one.by)
        return next(own, None) or self.forward(START)

    def forward(self, status: str) -> Transition | None:
        """Return what carries an item on from a state, or None at the end."""
        found = (one for one in self.transitions if status in one.origins and one.does != Does.STOP)
        return next(found, None)

    def path(self) -> tuple[Transition, ...]:
        """Return the transitions that lead a new item to its completion."""
        taken: list[Transition] = []
        following = self.forward(START)
        while following is not None:
            taken.append(following)
            following = self.forward(following.to)
        return tuple(taken)

    @property
    def apart_verbs(self) -> frozenset[str]:
        """The verbs of which one person takes no two on one item 经办与复核、审批分离."""
        return frozenset(one.verb for one in self.transitions if one.is_apart)


@cache
def procedure_of(code: str) -> Procedure:
    """Return the procedure of an item; raises `ValueError` for one that is not in the table."""
    item, procedures = codes.table("items")[code], codes.table("procedures")
    named = item.facts["procedure"]
    if named not in procedures:
        raise ValueError(f"{code} moves by {named}, which standards/codes/procedures.yaml lacks")
    rows = procedures[named].facts["transitions"]
    return with_level_above(
        tuple(
            Transition(
                origins=frozenset(row["from"]),
                verb=row["verb"],
                to=row["to"],
                does=Does(row["does"]),
                duties=tuple(row.get("duty", ())),
                by=frozenset(row.get("by", ())),
                line=row.get("line", item.facts["line"]),
                is_for_level_above=row.get("level") == "above",
                is_apart=row.get("apart", False),
                needs_note=row.get("note", False),
                waits_for=row.get("waits", ""),
                days=row.get("days", 0),
                weekdays=row.get("weekdays", 0),
            )
            for row in rows
        )
    )


def with_level_above(transitions: tuple[Transition, ...]) -> Procedure:
    """Return a procedure of some transitions, by which the level above may authorise any matter.

    Each matter of which a gate found something for the level above takes a further step there,
    which completes it; the level above may also give it back or refuse it.
    """
    completing = [one for one in transitions if one.does == Does.RECORD and one.duties]
    if not completing or any(one.to == APPROVED for one in transitions):
        return Procedure(transitions)
    above = replace(
        completing[0],
        origins=frozenset([APPROVED]),
        duties=("approve",),
        by=frozenset(),
        is_for_level_above=True,
        is_apart=True,
    )
    stops = {one.to for one in transitions if one.needs_note and one.does == Does.STOP}
    stopping = replace(above, does=Does.STOP, needs_note=True, is_apart=False, waits_for="", days=0)
    return Procedure(
        (
            *(replace(one, is_apart=True) if one in completing else one for one in transitions),
            replace(above, verb="authorise"),
            *(replace(stopping, verb="return", to=to) for to in sorted(stops & {"returned"})),
            replace(stopping, verb="refuse", to="refused"),
        )
    )


def steps_of(code: str) -> list[str]:
    """Return the verbs that lead an item to its completion, in order, without waiting."""
    return [one.verb for one in procedure_of(code).path() if one.does != Does.ANSWER]


def verb_text(verb: str) -> Text:
    """Return how a step is called."""
    return codes.table("item_verbs")[verb].text
