from answers import raised

from tongchou.risk.checks.national import transfer_under_way
from tongchou.risk.gate import Rung
from tongchou.risk.inquiry import Asks, Elsewhere
from tongchou.standards.time import month


def test_it_fires_for_a_record_on_its_way_between_two_other_provinces() -> None:
    [one] = raised(transfer_under_way, Elsewhere(Asks.TRANSFER, "31", month(2024, 9), None))

    assert one.rung == Rung.AUTHORISE
    assert one.found.text.zh == "该人员正在向上海转移关系（2024年9月起）"


def test_it_keeps_still_for_other_facts() -> None:
    drawn = Elsewhere(Asks.BENEFIT, "31", month(2024, 9), None)

    assert raised(transfer_under_way, drawn) == ()
