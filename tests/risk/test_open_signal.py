from datetime import date

import pytest

from tongchou.risk.catalogue import run_gates
from tongchou.risk.changes import judge_signal, raise_signals
from tongchou.risk.check import Finding, Matter, Stage
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


def hints_for(ssn: str, item_code: str = "retirement_claim", *, stage: Stage) -> list[str]:
    gated = run_gates(Matter(item_code, ssn, "34", TODAY), stage)
    assert not gated.refusals
    return [hint.en for hint in gated.hints]


def test_it_fires_when_a_pension_of_somebody_with_an_open_signal_is_decided() -> None:
    assert hints_for(LI, stage=Stage.DURING) == [
        "1 signal(s) about this person are still to be judged"
    ]


def test_it_keeps_still_for_others_other_items_and_other_stages() -> None:
    assert hints_for(WANG, stage=Stage.DURING) == []
    assert hints_for(LI, "employment_end", stage=Stage.DURING) == []
    assert hints_for(LI, stage=Stage.BEFORE) == []


def test_it_keeps_still_once_the_signal_is_judged(raised: Signal) -> None:
    judge_signal(raised.pk, login="supervisor", judgement="江苏退费", on=TODAY)

    assert hints_for(LI, stage=Stage.DURING) == []
