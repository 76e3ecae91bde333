"""Deciding a completed item again, by the law of its day and by the law as it is now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.provenance import FigureRecord, Provenance, law_of
from tongchou.standards.refusal import Refusals
from tongchou.workflow import refusals
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.item import Decision
from tongchou.workflow.models import Item


@dataclass(frozen=True)
class Compared:
    """One line of the worksheet as it was kept, and as it came out again; None where it is not."""

    kept: dict[str, Any] | None
    again: dict[str, Any] | None

    @property
    def is_equal(self) -> bool:
        """Whether value, formula and basis are the same."""
        return self.kept == self.again

    def as_json(self) -> dict[str, Any]:
        """Return both sides as JSON."""
        return {"equal": self.is_equal, "kept": self.kept, "again": self.again}


@dataclass(frozen=True)
class Rerun:
    """An item decided again 复算, line by line: as known then, and by the law as it is now.

    `then` runs each rule in the version that decided, by the figures that decided; `now` runs the
    newest rules on today's figures. `versions` names the rules that were mended since, as (rule,
    version then, version now), `figures` those that read otherwise now for the same place and
    month, as (figure then, figure now). A refusal in place of lines is kept as text.
    """

    item: Item
    then: tuple[Compared, ...]
    now: tuple[Compared, ...]
    versions: tuple[tuple[str, int, int], ...]
    figures: tuple[tuple[FigureRecord, FigureRecord], ...]

    @property
    def is_equal(self) -> bool:
        """Whether the decision comes out again line by line by the law of its day."""
        return all(line.is_equal for line in self.then)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return {
            "number": self.item.number,
            "code": self.item.code,
            "provenance": self.item.provenance,
            "equal": self.is_equal,
            "equal_now": all(line.is_equal for line in self.now),
            "then": [line.as_json() for line in self.then],
            "now": [line.as_json() for line in self.now],
            "versions": [
                {"rule": rule, "then": then, "now": now} for rule, then, now in self.versions
            ],
            "figures": [{"then": then, "now": now} for then, now in self.figures],
        }


def rerun(item: Item, *, today: date) -> Rerun | Refusals:
    """Decide an item again on the facts that were kept with it; nothing is written.

    Refused where no facts are kept: the item is not decided, or it is a bulk file.
    """
    declared = catalogue().get(item.code)
    if declared is None or item.facts is None or not item.provenance:
        return (refusals.no_facts_kept(),)
    facts = declared.facts_adapter.validate_python(item.facts)
    now = Law(known_on=today, scheme=item.scheme)
    then_lines = _lines(declared, facts, law_of(item.provenance))
    now_lines = _lines(declared, facts, now)
    was = {one["id"]: one["version"] for one in item.provenance["rules"]}
    newest = Provenance.of(now)
    mended = [
        (rule, was[rule], version)
        for rule, version in newest.rules.items()
        if rule in was and was[rule] != version
    ]
    return Rerun(
        item,
        _compared(item.worksheet, then_lines),
        _compared(item.worksheet, now_lines),
        tuple(mended),
        tuple(_otherwise(item.provenance["figures"], newest.as_json()["figures"])),
    )


def _otherwise(
    then: Sequence[FigureRecord], now: Sequence[FigureRecord]
) -> Iterator[tuple[FigureRecord, FigureRecord]]:
    """Find the figures of the same place and month that read otherwise now."""

    def whose(figure: FigureRecord) -> tuple[str, str, str, str]:
        return figure["name"], figure["province"], figure["city"], figure["from_month"]

    newest = {whose(figure): figure for figure in now}
    for figure in then:
        found = newest.get(whose(figure), figure)
        if (found["value"], found["word"]) != (figure["value"], figure["word"]):
            yield figure, found


def _lines(declared: AnyItem, facts: Any, law: Law) -> list[dict[str, Any]]:
    try:
        decision = declared.decide(facts, law)
    except NotInForce as fault:
        decision = (fault.refusal,)
    if isinstance(decision, Decision):
        return decision.worksheet.as_json()
    return [refusal.as_json() for refusal in decision]


def _compared(
    kept: Sequence[dict[str, Any]], again: Sequence[dict[str, Any]]
) -> tuple[Compared, ...]:
    """Return the lines side by side, by their place."""
    return tuple(Compared(*pair) for pair in zip_longest(kept, again))
