"""Each province's methods and each city's figures, against tables a policy officer can read."""

from datetime import date
from typing import Any

import pytest
from case_files import cases

from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.standards import codes
from tongchou.standards.time import month, month_of

LAW = Law(date(2026, 11, 24), scheme="110")
AT = month(2025, 12)
IN_SHENZHEN, IN_LUOYANG, IN_CHANGCHUN = "440300", "410300", "220100"


@pytest.mark.parametrize("row", cases("method_table"), ids=lambda row: row["province"])
def test_a_province_has_the_methods_of_the_table(row: dict[str, str]) -> None:
    province = row["province"]

    found = {"province": province}
    for name in row.keys() - {"province"}:
        figure = LAW.figure(name, AT, province, "")
        found[name] = figure.word or shown(figure.value, figure.unit)

    assert found == row


def test_the_table_has_every_province_but_the_corps() -> None:
    listed = {row["province"] for row in cases("method_table")}

    assert listed == codes.table("divisions").keys() - {"00", "66"}


def test_shenzhen_does_not_lower_the_first_term() -> None:
    assert LAW.word("basic_method", AT, "44", IN_SHENZHEN) == "one_base"


def test_in_sichuan_sheets_count_hundredths_since_2024_and_it_is_not_known_since_when() -> None:
    found = [
        LAW.figure("years_method", month(*at), "51") for at in ((2020, 8), (2020, 9), (2024, 3))
    ]

    assert [figure.word for figure in found] == ["exact", "hundredth", "hundredth"]
    assert [figure.provisional for figure in found] == [False, True, False]


def test_in_luoyang_sheets_count_exact_months() -> None:
    assert LAW.word("years_method", AT, "41", IN_LUOYANG) == "exact"


def test_a_base_does_not_stand_in_where_a_later_one_is_known() -> None:
    assert LAW.value("city_benefit_base", month(2020, 12), "22", IN_CHANGCHUN) == 692_775
    for unknown in (month(2021, 1), month(2024, 12)):
        with pytest.raises(NotInForce):
            LAW.figure("city_benefit_base", unknown, "22", IN_CHANGCHUN)


def _name(row: dict[str, Any]) -> str:
    return "-".join((row["figure"], row["province"], row["month"]))


@pytest.mark.parametrize("row", cases("city_table"), ids=_name)
def test_a_city_has_the_figures_of_the_table(row: dict[str, Any]) -> None:
    found = {}
    for name in row["cities"]:
        city = city_code(row["province"], name)
        assert isinstance(city, str)
        figure = LAW.figure(row["figure"], month_of(row["month"]), row["province"], city)
        found[name] = shown(figure.value, figure.unit)

    assert found == row["cities"]
