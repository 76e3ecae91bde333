"""However many months are doubled in one envelope, the lock of the checks is held for moments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from provinces import MORNING, assessed, employ

from tongchou.events.models import Event
from tongchou.node.wiring import handlers
from tongchou.risk.queries import RaisedSignal, signals_raised
from tongchou.standards import messages
from tongchou.standards.identity import ssn_check
from tongchou.standards.messages import SignalRaised
from tongchou.sync.changes.effects import write_effects
from tongchou.sync.envelope import Placed, WholeEvent

pytestmark = pytest.mark.usefixtures("ministry")

CODE = "duplicate_contribution_month"


def people(count: int) -> list[str]:
    bodies = [f"34010419850307{number:03}" for number in range(count)]
    return [body + ssn_check(body) for body in bodies]


def doubled(count: int, *, events: int) -> list[str]:
    """Let two provinces tell so many months of the same people; return the last's statements."""
    ssns, each = people(count), count // events
    for province in ("34", "32"):
        employ(province, *ssns)
        told = [
            assessed(province, "2024-09", *ssns[first : first + each]).model_copy(
                update={"item_number": f"{province}-{first}"}
            )
            for first in range(0, count, each)
        ]
        placed = [
            Placed(place, WholeEvent(message.kind, message.item_number, "",
                                     "2024-11-05T01:00:00.000000Z", messages.canonical(message)),
                   b"", b"")
            for place, message in enumerate(told, 1)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            write_effects(province, placed, handlers(), receiver="00", at=MORNING)
    return [one["sql"] for one in asked]


def duplicates() -> list[RaisedSignal]:
    """Return the signals of doubled months; that the people are enrolled twice is another."""
    return [one for one in signals_raised(limit=1_000) if one.code == CODE]


def test_many_signals_are_looked_for_and_told_in_a_few_statements() -> None:
    statements = doubled(400, events=40)

    assert len(duplicates()) == 400
    assert sum("elsewhere" in one for one in statements) == 1
    assert sum("events_event" in one for one in statements) < 10
    assert sum("sync_retold" in one for one in statements) == 1


def test_each_province_is_told_of_every_month_under_the_number_of_its_own_item() -> None:
    doubled(60, events=20)

    told = Event.objects.filter(kind=SignalRaised.kind, body__contains=CODE)
    assert len(duplicates()) == 60
    assert told.count() == 120
    for province in ("32", "34"):
        mine = told.filter(addressee=province)
        assert {event.item_number for event in mine} == {f"{province}-{n}" for n in range(0, 60, 3)}
        for event in mine:
            signal = messages.parse(event.kind, event.body)
            assert isinstance(signal, SignalRaised)
            numbers = {place.province: place.item_number for place in signal.places}
            assert numbers[province] == event.item_number
