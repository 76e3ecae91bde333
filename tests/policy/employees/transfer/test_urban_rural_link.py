"""The urban-rural link: both ways, what moves and what does not, and who is refused."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import line_values

from tongchou.policy.employees.transfer import urban_rural_link_asked as asked_link
from tongchou.policy.employees.transfer.urban_rural_link import (
    link_refusals,
    link_to_employees,
    link_to_residents,
    residents_pension,
)
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
RETIRES = month(2023, 3)


def _refused(
    *, to_employees: bool, months: int, asked_in: int = RETIRES, **facts: bool
) -> list[str]:
    refusals = link_refusals(
        LAW,
        to_employees=to_employees,
        retires_in=RETIRES,
        asked_in=asked_in,
        employee_months=months,
        **({"draws_pension": False} | facts),
    )
    return [refusal.code for refusal in refusals]


def test_a_residents_account_comes_whole_and_its_years_do_not() -> None:
    # 190 months as an employee; 5 years and 6400.00, 300.00 of them subsidies, as a resident
    sheet = Sheet()

    linked = link_to_employees(5_000_000, 190, 640_000, sheet)

    assert _refused(to_employees=True, months=190) == []
    assert linked.account_fen == 5_640_000  # 50000.00 + 6400.00
    assert linked.months == 190
    assert line_values(sheet.worksheet()) == {"account": 5_640_000, "months": 190}


def test_an_employees_account_comes_whole_and_so_do_the_months() -> None:
    sheet = Sheet()

    linked = link_to_residents(640_000, 60, 3_000_000, 100, sheet)

    assert _refused(to_employees=False, months=100) == []
    assert linked.account_fen == 3_640_000  # 6400.00 + 30000.00
    assert linked.months == 160  # 60 + 100


@pytest.mark.parametrize(
    ("to_employees", "months", "refused"),
    [
        (True, 180, []),  # 120 months, and payments that went on to 180
        (True, 179, ["link.too_few_months"]),
        (False, 179, []),
        (False, 180, ["link.enough_months"]),
    ],
)
def test_fifteen_years_decide_which_way_the_link_leads(
    months: int, refused: list[str], *, to_employees: bool
) -> None:
    assert _refused(to_employees=to_employees, months=months) == refused


def test_before_the_age_no_link_is_made() -> None:
    early = RETIRES - 60  # a man of 55

    assert _refused(to_employees=True, months=200, asked_in=early) == ["link.age_not_reached"]
    assert _refused(to_employees=True, months=200, asked_in=RETIRES - 1) == ["link.age_not_reached"]


def test_whoever_draws_a_pension_is_refused() -> None:
    assert _refused(to_employees=True, months=200, draws_pension=True) == ["link.draws_pension"]


def test_the_employee_relations_are_collected_first() -> None:
    assert _refused(to_employees=True, months=200, is_collected=False) == ["link.not_collected"]


def test_all_reasons_are_told_together() -> None:
    refused = _refused(
        to_employees=True,
        months=100,
        asked_in=RETIRES - 1,
        draws_pension=True,
        is_collected=False,
    )

    assert refused == [
        "link.draws_pension",
        "link.age_not_reached",
        "link.not_collected",
        "link.too_few_months",
    ]


def test_a_refusal_names_what_was_met_and_what_is_needed() -> None:
    refusals = link_refusals(
        LAW,
        to_employees=True,
        retires_in=RETIRES,
        asked_in=month(2018, 3),
        employee_months=170,
        draws_pension=False,
    )

    early, few = refusals
    assert "2018年3月" in early.text.zh
    assert "2023年3月" in early.text.zh
    assert "170" in few.text.zh
    assert "180" in few.text.zh


def test_before_the_measures_there_was_no_link() -> None:
    with pytest.raises(NotInForce):
        _refused(to_employees=True, months=200, asked_in=month(2014, 6))


def test_a_residents_pension_is_the_account_by_139_months_and_the_base() -> None:
    # 15290.00 ÷ 139 = 110.00, and 123.00 in 2024
    assert residents_pension(LAW, 1_529_000, month(2024, 6), Sheet()) == 23_300


def test_the_account_part_is_rounded_half_up() -> None:
    # 0.69 ÷ 139 = 0.00496…, 0.70 ÷ 139 = 0.00503…
    assert residents_pension(LAW, 69, month(2024, 6), Sheet(), base_fen=0) == 0
    assert residents_pension(LAW, 70, month(2024, 6), Sheet(), base_fen=0) == 1


@pytest.mark.parametrize(
    ("year", "number", "yuan"),
    [
        (2014, 7, 70),
        (2017, 12, 70),
        (2018, 1, 88),
        (2020, 6, 88),
        (2020, 7, 93),
        (2022, 1, 98),
        (2023, 1, 103),
        (2024, 1, 123),
        (2025, 1, 143),
        (2025, 12, 143),
    ],
)
def test_the_base_is_the_national_minimum_of_the_month(year: int, number: int, yuan: int) -> None:
    assert residents_pension(LAW, 0, month(year, number), Sheet()) == yuan * 100


def test_a_minimum_that_nobody_has_seen_is_not_guessed() -> None:
    with pytest.raises(NotInForce):
        residents_pension(LAW, 0, month(2027, 1), Sheet())


def test_the_minimum_of_2026_has_not_been_seen_and_is_provisional() -> None:
    sheet = Sheet()

    assert residents_pension(LAW, 0, month(2026, 12), sheet) == 16_300
    assert sheet.worksheet().is_provisional


def test_a_local_base_stands_before_the_minimum() -> None:
    assert residents_pension(LAW, 0, month(2026, 1), Sheet(), base_fen=25_000) == 25_000


def test_a_column_of_links_gives_what_each_gives_alone() -> None:
    rng = np.random.default_rng(66)
    own, coming = rng.integers(0, 10**10, (2, 10_000))
    months = rng.integers(0, 180, 10_000)

    column = link_to_residents(own, months, coming, 60, Sheet())

    assert np.array_equal(column.account_fen, own + coming)
    assert np.array_equal(column.months, months + 60)


@pytest.mark.parametrize(
    ("change", "result", "refused"),
    [
        ({"to": "employees"}, {"account": "56400.00", "months": 190}, []),
        ({"to": "residents", "employee_months": "100"}, {"account": "56400.00", "months": 160}, []),
        ({"to": "residents"}, None, [("link.enough_months", "employee_months")]),
        ({"employee_months": "179"}, None, [("link.too_few_months", "employee_months")]),
        ({"drawing": "true"}, None, [("link.draws_pension", "drawing")]),
        ({"collected": "false"}, None, [("link.not_collected", "collected")]),
        ({"asked_in": "2023-02"}, None, [("link.age_not_reached", "asked_in")]),
        ({"employee_months": True}, None, [("form.value_error", "employee_months")]),
    ],
)
def test_whoever_asks_is_told(
    change: dict[str, Any], result: dict[str, object] | None, refused: list[tuple[str, str]]
) -> None:
    asked = {
        "to": "employees",
        "asked_in": "2023-03",
        "retires_in": "2023-03",
        "employee_months": "190",
        "employee_account": "50000.00",
        "residents_months": "60",
        "residents_account": "6400.00",
    }

    found = answer(asked_link.RULE, asked | change, known_on=TODAY)

    assert found.result == result
    assert [(refusal.code, refusal.field) for refusal in found.refusals] == refused
