from datetime import date

import pytest

from tongchou.risk.catalogue import run_gates
from tongchou.risk.changes import judge_signal, raise_signals
from tongchou.risk.check import Finding
from tongchou.risk.checks.persons import open_signal
from tongchou.risk.gate import Matter, Rung
from tongchou.risk.models import Signal
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

LI, WANG = "340104198503071015", "340104199012120024"
TODAY = date(2024, 10, 8)


@pytest.fixture(autouse=True)
def raised(province: object) -> Signal:
    """Raise a signal about one person."""
    del province
    places = [{"province": "32", "item_number": "32-1", "row": 1}]
    finding = Finding("duplicate_contribution_month", LI, month(2024, 9), places)
    raise_signals([finding], on=TODAY)
    return Signal.objects.get()


def found_of(ssn: str) -> list[tuple[Rung, str]]:
    raised = run_gates(Matter("retirement_claim", ssn, "34", TODAY), [open_signal])
    return [(one.rung, one.found.text.en) for one in raised]


def test_it_fires_when_a_pension_of_somebody_with_an_open_signal_is_decided() -> None:
    assert found_of(LI) == [(Rung.NOTE, "1 signal(s) about this person are still to be judged")]


def test_it_keeps_still_for_others() -> None:
    assert found_of(WANG) == []


def test_it_keeps_still_once_the_signal_is_judged(raised: Signal) -> None:
    judge_signal(raised.pk, login="supervisor", judgement="江苏退费", on=TODAY)

    assert found_of(LI) == []
