"""Signals 疑点 as lists show them, at the ministry and in a province."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from tongchou.channels.front.lists import Column, Kind, Listing
from tongchou.registry.models import Person
from tongchou.risk.models import Signal
from tongchou.risk.queries import RaisedSignal, raised
from tongchou.standards import codes
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text

STATES: Mapping[str, tuple[str, Text]] = {
    "open": ("hand", Text("待核实", "To be judged")),
    "judged": ("done", Text("已核实", "Judged")),
}
"""Where a signal stands: its mark, and how that is called."""


@dataclass(frozen=True)
class ListedSignal:
    """A signal with the name of its person, where a province has registered one."""

    signal: RaisedSignal
    person: Person | None


def listed(signals: Sequence[Signal]) -> Iterable[ListedSignal]:
    """Return signals with the people whom they are about."""
    people = people_by_ssn([signal.ssn for signal in signals])
    return (ListedSignal(raised(signal), people.get(signal.ssn)) for signal in signals)


def people_by_ssn(ssns: Iterable[str]) -> dict[str, Person]:
    """Return one registration of each number, whichever province made it first."""
    found = Person.objects.filter(ssn__in=list(ssns)).order_by("-province")
    return {person.ssn: person for person in found}


def signals_list(page: str) -> Listing[ListedSignal]:
    """Return the list of signals, each of which leads to its own page."""
    return Listing(
        "signals",
        Text("疑点", "Signals"),
        (
            Column(
                "signal", Text("疑点", "Signal"), lambda row: row.signal.name,
                leads=lambda row: reverse(page, args=[row.signal.id]),
            ),
            Column(
                "person", Text("人员", "Person"), lambda row: row.person.name if row.person else "",
            ),
            Column(
                "number", Text("号码", "Number"), lambda row: mask_ssn(row.signal.ssn), Kind.CODE
            ),
            Column("month", Text("月份", "Month"), lambda row: row.signal.month, Kind.MONTH),
            Column("places", Text("发现于", "Found in"), _places),
            Column(
                "raised", Text("日期", "Raised"), lambda row: row.signal.raised_on, Kind.DAY,
                sorts=("raised_on", "id"),
            ),
            Column(
                "state", Text("处理", "State"), lambda row: STATES[row.signal.status][1],
                mark=lambda row: STATES[row.signal.status][0],
            ),
        ),
        order="-raised",
    )  # fmt: skip


def _places(row: ListedSignal) -> Text:
    """Return where a signal was found: each province, with the row of its file if there is one."""
    divisions = codes.table("divisions")
    found = [(divisions[one["province"]].text, one.get("row")) for one in row.signal.places]
    return Text(
        "、".join(place.zh + (f"第{at}行" if at else "") for place, at in found),
        ", ".join(place.en + (f" row {at}" if at else "") for place, at in found),
    )
