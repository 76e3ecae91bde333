"""Each wage is held to the limits of the city in which its employer is."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from tongchou.business.contribution.assessed import assessed
from tongchou.policy.employees.contribution.contribution import Contribution, contribution
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.codes import city_of
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
WAGES = np.array([300_000, 500_000, 9_000_000, 800_000, 100], dtype=np.int64)
GUANGZHOU, SHENZHEN, FOSHAN = "440100", "440300", "440600"


def test_wages_of_several_cities_keep_their_places() -> None:
    cities = [FOSHAN, GUANGZHOU, FOSHAN, "440500", GUANGZHOU]

    found = assessed(LAW, "44", month(2025, 9), WAGES, cities, Sheet())

    in_guangzhou, elsewhere = (
        contribution(LAW, "44", month(2025, 9), WAGES, Sheet(), city=city)
        for city in (GUANGZHOU, FOSHAN)
    )
    for field in fields(Contribution):
        of_each = [getattr(one, field.name).tolist() for one in (in_guangzhou, elsewhere)]
        expected = [of_each[city != GUANGZHOU][place] for place, city in enumerate(cities)]
        assert getattr(found, field.name).tolist() == expected


def test_a_city_with_limits_of_its_own_is_assessed_by_them() -> None:
    sheet = Sheet()

    found = assessed(LAW, "42", month(2025, 9), WAGES, ["420100"] * 5, sheet)

    assert found.base_fen.tolist() == [449_800, 500_000, 2_248_800, 800_000, 449_800]  # type: ignore[union-attr]
    floor = sheet.lines[0]
    assert (floor.title.zh, floor.title.en) == (
        "缴费基数下限(武汉)",
        "Floor of the contribution base (Wuhan)",
    )
    assert not floor.provisional


def test_one_city_whose_limits_are_not_known_is_named() -> None:
    with pytest.raises(NotInForce) as fault:
        assessed(LAW, "44", month(2025, 6), WAGES, [FOSHAN] * 4 + [SHENZHEN], Sheet())

    assert "广东深圳" in fault.value.refusal.text.zh


def test_what_a_month_is_noted_for_is_noted_once_for_all_cities() -> None:
    sheet = Sheet()

    assessed(LAW, "31", month(2020, 6), WAGES, ["310000"] * 5, sheet)

    (note,) = sheet.worksheet().notes
    assert "人社部发〔2020〕11号" in note.zh


def test_where_no_city_differs_none_is_named() -> None:
    sheet = Sheet()

    found = assessed(LAW, "34", month(2024, 9), WAGES, ["340100", "340200"] * 2 + ["340100"], sheet)

    assert found.base_fen.tolist() == [422_700, 500_000, 2_113_300, 800_000, 422_700]  # type: ignore[union-attr]
    assert sheet.lines[0].title.zh == "缴费基数下限"


def test_without_rows_nothing_is_due() -> None:
    assert assessed(LAW, "42", month(2025, 9), WAGES[:0], [], Sheet()).base_fen.tolist() == []  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("division", "city"),
    [("340104", "340100"), ("340100", "340100"), ("429005", "429005"), ("340104901", "340100")],
)
def test_a_division_lies_in_its_city(division: str, city: str) -> None:
    assert city_of(division) == city
