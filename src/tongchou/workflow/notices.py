"""Notices 文书 to whoever a matter concerns: accepted, to be corrected, refused.

A notice is what a step of the item says, on paper: its number is the item's and the place of
the step, its day the day of the step, so that it reads the same whenever it is printed.
"""

from dataclasses import dataclass
from datetime import date

from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day
from tongchou.workflow.models import Item, Step
from tongchou.workflow.points import Point, points_in

ACCEPTANCE, CORRECTION = "acceptance", "correction"
NON_ACCEPTANCE, REFUSAL = "non_acceptance", "refusal"

OBJECTION = (
    "social-insurance-law-83",
    "administrative-reconsideration-law-20",
    "administrative-reconsideration-law-24",
    "administrative-litigation-law-46",
)
"""What the way to object 救济途径 rests on."""
RECONSIDERATION_DAYS, LITIGATION_MONTHS = 60, 6


@dataclass(frozen=True)
class Notice:
    """A notice 文书: its kind, the step that it tells of, and at which place that stands."""

    item: Item
    step: Step
    place: int
    kind: str

    @property
    def number(self) -> str:
        """Its number: the item's, and the place of the step."""
        return f"{self.item.number}-{self.place}"

    @property
    def title(self) -> Text:
        """How it is headed."""
        return codes.table("notices")[self.kind].text

    @property
    def on(self) -> date:
        """The day of the step."""
        return beijing_day(self.step.at)

    @property
    def points(self) -> tuple[tuple[Text, Point], ...]:
        """What is to be mended, or why it was refused, each with its title."""
        return tuple((one.title(self.item.code), one) for one in points_in(self.step))

    @property
    def refuses(self) -> bool:
        """Whether one may object to it."""
        return self.kind in {NON_ACCEPTANCE, REFUSAL}


def notices_of(item: Item, steps: list[Step]) -> tuple[Notice, ...]:
    """Return the notices of an item's steps, in order.

    What another node or a system hands in is answered by messages, not on paper.
    """
    if item.source in {"peer", "system"}:
        return ()
    found: list[Notice] = []
    is_accepted = False
    for place, step in enumerate(steps, start=1):
        kind = {"accept": ACCEPTANCE, "return": CORRECTION}.get(step.verb, "")
        if step.verb == "refuse":
            kind = REFUSAL if is_accepted else NON_ACCEPTANCE
        is_accepted = is_accepted or step.verb == "accept"
        if kind:
            found.append(Notice(item, step, place, kind))
    return tuple(found)
