"""The limits of the contribution base: as published, for as long as they held."""

from datetime import date
from typing import Any

import pytest
from case_files import cases

from tongchou.policy.engine.figures import figures_of
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.standards import codes
from tongchou.standards.money import fen_of, round_half_up
from tongchou.standards.time import MONTHS_PER_YEAR, month_of, month_text

LAW = Law(date(2026, 11, 24), scheme="110")
PUBLISHED = Law(date.max, scheme="110")
"""The law with all that is ever published: a limit of next year is a case as soon as it is held."""
CASES = cases("limits")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['province']} {case['first']}")
def test_limits_hold_from_their_first_month_to_their_last(case: dict[str, Any]) -> None:
    first, last = month_of(case["first"]), month_of(case["last"])

    for limit in ("floor", "ceiling"):
        if limit not in case:
            with pytest.raises(NotInForce):
                PUBLISHED.figure(f"base_{limit}", last, case["province"], "")
            continue
        for at in (first, last):
            figure = PUBLISHED.figure(f"base_{limit}", at, case["province"], case.get("city", ""))
            assert figure.value == fen_of(case[limit])
            is_reckoned = case.get("reckoned") in {"yes", limit}
            assert (figure.from_month, figure.provisional) == (first, is_reckoned)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "floor" in case], ids=lambda case: case["province"]
)
def test_a_floor_is_never_above_a_fifth_of_its_ceiling(case: dict[str, Any]) -> None:
    floor, ceiling = fen_of(case["floor"]), fen_of(case["ceiling"])

    # 60 % is a fifth of 300 %; limits are rounded to the yuan, so they differ by less than one
    assert floor <= round_half_up(ceiling, 5) + 100


def test_every_published_limit_is_among_the_cases() -> None:
    listed = {(case["province"], month_of(case["first"])) for case in CASES}
    held = {
        (province, row.from_month)
        for province in codes.table("divisions")
        if province != "00"
        for name, series in figures_of("110", province).items()
        if name == "base_ceiling"
        for rows in (series.rows, *series.cities.values())
        for row in rows
    }

    missing = [f"{province} {month_text(first)}" for province, first in sorted(held - listed)]
    assert not missing, "enter these limits in tests/policy/cases/limits.yaml"
    assert not listed - held, "these limits are in no file of figures any more"


@pytest.mark.parametrize("province", ["31", "11", "34", "35", "44", "42"])
def test_the_last_limits_stand_in_for_a_year_and_no_longer(province: str) -> None:
    case = [case for case in CASES if case["province"] == province][-1]
    lapsed = month_of(case["last"]) + 1

    for at in (lapsed, lapsed + MONTHS_PER_YEAR - 1):
        stands_in = LAW.figure("base_floor", at, province, case.get("city", ""))
        assert (stands_in.value, stands_in.provisional) == (fen_of(case["floor"]), True)
    with pytest.raises(NotInForce):
        LAW.figure("base_floor", lapsed + MONTHS_PER_YEAR, province, case.get("city", ""))


@pytest.mark.parametrize(
    ("province", "year", "wage"),
    [
        ("31", 2014, "5451"),
        ("31", 2015, "5939"),
        ("31", 2016, "6504"),
        ("31", 2017, "7132"),
        ("31", 2018, "8211"),
        ("35", 2023, "7388"),
        ("45", 2023, "6756"),
        ("46", 2023, "8131"),
    ],
)
def test_the_average_wages_that_limits_were_set_from_are_held(
    province: str, year: int, wage: str
) -> None:
    ceiling = LAW.value("base_ceiling", month_of(f"{year + 1}-09"), province)

    assert LAW.value("average_wage", month_of(f"{year}-12"), province) == fen_of(wage)
    assert ceiling == fen_of(wage) * 3


@pytest.mark.parametrize(
    ("at", "percent"),
    [("2015-01", 21), ("2015-12", 21), ("2016-01", 20), ("2019-04", 20), ("2019-05", 16)],
)
def test_the_employers_rate_of_shanghai_fell_to_the_countrys(at: str, percent: int) -> None:
    assert LAW.value("employer_rate", month_of(at), "31") == percent * 100
