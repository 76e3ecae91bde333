"""Points of a step: what must be mended 补正事项 of a matter given back, and why one is refused."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tongchou.standards import codes
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow import refusals
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.models import Item, Step
from tongchou.workflow.papers import papers_of

FIELD, PAPER, REASON = "field", "paper", "reason"
POINTS_MAX, WORDS_MAX = 60, 200
CHANGED, ATTACHED, CHECKED = "changed", "attached", "checked"
"""How a point was settled: another value, a paper that came, or somebody's word for it."""


@dataclass(frozen=True)
class Point:
    """A point: what it is about, `field:ssn`, `paper:identity`, `reason:not_entitled`; and words.

    On a step that gives back, the words say what to mend; on the one that takes in again, how it
    was settled.
    """

    about: str
    words: str = ""

    @property
    def kind(self) -> str:
        """Whether it is about a field, a paper, or is a reason."""
        return self.about.partition(":")[0]

    @property
    def name(self) -> str:
        """The name of the field, or the code of the paper or reason."""
        return self.about.partition(":")[2]

    def title(self, code: str) -> Text:
        """Return how what it is about is called, on an item of a kind."""
        if self.kind == FIELD:
            declared = catalogue().get(code)
            field = declared.form.model_fields.get(self.name) if declared else None
            if field is None:
                return Text(self.name, self.name)
            return Text(field.title or self.name, field.description or self.name)
        table = codes.table("papers" if self.kind == PAPER else "refusal_reasons")
        known = table.get(self.name)
        return known.text if known else Text(self.name, self.name)

    def as_json(self) -> dict[str, str]:
        """Return the point as it is kept."""
        return {"about": self.about, "words": self.words}


def points_in(step: Step) -> tuple[Point, ...]:
    """Return the points of a step."""
    return tuple(Point(one["about"], one["words"]) for one in step.points)


def fault_of(points: Collection[Point], code: str, verb: str) -> Refusals:
    """Return what is wrong with the points of a step, if anything."""
    form = catalogue()[code].form.model_fields
    papers = {paper.code for paper in papers_of(code)}
    known = {f"{FIELD}:{name}" for name in form} | {f"{PAPER}:{name}" for name in papers}
    if verb == "refuse":
        known = {f"{REASON}:{name}" for name in codes.table("refusal_reasons")}
    strange = [one for one in points if one.about not in known or len(one.words) > WORDS_MAX]
    if strange or len(points) > POINTS_MAX:
        return (refusals.strange_point(strange[0].about if strange else ""),)
    return ()


def points_to_mend(steps: Iterable[Step]) -> tuple[Point, ...]:
    """Return what the last step of a matter that was given back says is to be mended."""
    last = next(reversed(list(steps)), None)
    return points_in(last) if last is not None and last.verb == "return" else ()


def as_asked(point: Point) -> Refusal:
    """Return a point as the form shows it: beside its field, or beside the box to tick."""
    field = point.name if point.kind == FIELD else f"mended-{point.about}"
    return Refusal(code="workflow.to_mend", text=Text(point.words, point.words), field=field)


def settled(
    item: Item, steps: list[Step], form: Mapping[str, Any], checked: Collection[str]
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Return the points of a returned item that are settled, each with how, and those that are not.

    A field is settled by another value in `form`, a paper by a scan that came since, and either
    by somebody who says so: `checked` names what they looked at.
    """
    done: list[Point] = []
    left: list[Point] = []
    for point in points_to_mend(steps):
        how = ""
        if point.kind == FIELD and form.get(point.name) != item.form.get(point.name):
            how = CHANGED
        elif point.kind == PAPER and any(
            one.paper == point.name and one.at and one.at >= steps[-1].at for one in item.attached
        ):
            how = ATTACHED
        elif point.about in checked:
            how = CHECKED
        if how:
            done.append(Point(point.about, how))
        else:
            left.append(point)
    return tuple(done), tuple(left)
