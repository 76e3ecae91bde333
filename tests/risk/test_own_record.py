from datetime import date

from tongchou.risk.catalogue import run_gates
from tongchou.risk.gate import Matter, Raised, Rung

LI, WANG = "340104198503071015", "340104199012120024"


def asked(ssn: str, *hands: str) -> tuple[Raised, ...]:
    return run_gates(Matter("payment_roll", ssn, "34", date(2024, 10, 8), hands), ())


def test_it_fires_when_a_clerk_handles_an_item_about_themselves() -> None:
    [raised] = asked(LI, WANG, LI)

    assert (raised.refusal.code, raised.rung) == ("risk.own_record", Rung.BLOCK)


def test_it_keeps_still_for_an_item_about_somebody_else_or_nobody() -> None:
    assert asked(LI, WANG) == asked("", WANG, "") == ()
