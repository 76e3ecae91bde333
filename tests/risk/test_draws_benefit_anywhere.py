from answers import raised

from tongchou.risk.checks.national import draws_benefit_anywhere
from tongchou.risk.gate import Rung
from tongchou.risk.inquiry import Asks, Elsewhere
from tongchou.standards.time import month


def test_it_fires_when_another_province_pays_a_benefit() -> None:
    [one] = raised(draws_benefit_anywhere, Elsewhere(Asks.BENEFIT, "32", month(2023, 5), None))

    assert one.rung == Rung.BLOCK
    assert one.found.text.zh == "该人员已在江苏领取养老保险待遇（2023年5月起）"
    assert one.found.evidence == "d" * 64


def test_it_keeps_still_for_other_facts_and_without_an_answer() -> None:
    paid = Elsewhere(Asks.CONTRIBUTIONS, "32", month(2023, 5), month(2023, 6))

    assert raised(draws_benefit_anywhere, paid) == ()
    assert raised(draws_benefit_anywhere, is_answered=False) == ()
