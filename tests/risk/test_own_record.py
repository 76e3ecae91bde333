from datetime import date

from tongchou.risk.catalogue import Gated, run_gates
from tongchou.risk.check import Matter, Stage

LI, WANG = "340104198503071015", "340104199012120024"


def asked(ssn: str, *hands: str, stage: Stage = Stage.BEFORE) -> Gated:
    matter = Matter("payment_roll", ssn, "34", date(2024, 10, 8), hands)
    return run_gates(matter, stage)


def test_it_fires_when_a_clerk_handles_an_item_about_themselves() -> None:
    before, during = (asked(LI, WANG, LI, stage=stage) for stage in Stage)

    assert [refusal.code for refusal in before.refusals] == ["risk.own_record"]
    assert before.refusals == during.refusals


def test_it_keeps_still_for_an_item_about_somebody_else_or_nobody() -> None:
    assert asked(LI, WANG) == asked("", WANG, "") == Gated()
