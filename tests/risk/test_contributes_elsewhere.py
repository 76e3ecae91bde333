from answers import raised

from tongchou.risk.checks.national import contributes_elsewhere
from tongchou.risk.gate import Rung
from tongchou.risk.inquiry import Asks, Elsewhere
from tongchou.standards.time import month

SPRING = Elsewhere(Asks.CONTRIBUTIONS, "32", month(2024, 3), month(2024, 6))


def test_it_fires_for_the_months_that_both_provinces_hold() -> None:
    [one] = raised(contributes_elsewhere, SPRING, months=(month(2024, 5), month(2024, 6)))

    assert one.rung == Rung.EXPLAIN
    assert one.found.text.zh == "2024年3月至2024年5月在江苏也有缴费，其中1个月与本省重复"
    assert "months that are the same as here: 1" in one.found.text.en


def test_it_keeps_still_for_months_that_only_one_of_them_holds() -> None:
    assert raised(contributes_elsewhere, SPRING, months=(month(2024, 2), month(2024, 6))) == ()
    assert raised(contributes_elsewhere, SPRING) == ()
