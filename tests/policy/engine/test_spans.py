"""Break points: a span of months is parted where figures change, and says why."""

from datetime import date

import pytest
from asking import ask, codes, line_values
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.employees.contribution.contribution import contribution
from tongchou.policy.employees.contribution.contribution_settlement import (
    settlement,
)
from tongchou.policy.employees.contribution.contribution_settlement_asked import RULE as SETTLEMENT
from tongchou.policy.employees.contribution.contribution_span import (
    stretches,
)
from tongchou.policy.employees.contribution.contribution_span_asked import RULE as SPAN
from tongchou.policy.engine.answer import Asked
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.spans import pieces
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month, month_text

LAW = Law(date(2026, 11, 24), scheme="110")
RATES = ["employer_rate", "employee_rate"]


def test_a_span_within_one_year_is_one_piece_without_a_reason() -> None:
    found = pieces(LAW, ["base_floor"], month(2024, 1), month(2025, 1), "34")

    assert [(piece.from_month, piece.months) for piece in found] == [(month(2024, 1), 12)]
    assert found[0].reason.zh == found[0].reason.en == ""


def test_a_span_is_parted_where_a_rate_changes() -> None:
    found = pieces(LAW, RATES, month(2015, 11), month(2019, 6), "31")

    assert [(month_text(piece.from_month), piece.months) for piece in found] == [
        ("2015-11", 2),
        ("2016-01", 40),
        ("2019-05", 1),
    ]
    assert found[1].reason.zh == "单位缴费比例自2016-01起由21.00%变为20.00%"
    assert found[1].reason.en == "employer's rate goes from 21.00% to 20.00% in 2016-01"


def test_a_span_is_parted_where_limits_begin_to_stand_in() -> None:
    found = pieces(LAW, ["base_floor"], month(2019, 3), month(2019, 6), "31")

    assert [piece.reason.zh for piece in found] == [
        "",
        "缴费基数下限到期,暂沿用",
        "缴费基数下限自2019-05起由4,279.00变为4,927.00",
    ]
    assert found[1].reason.en == "floor of the contribution base has lapsed and stands in"
    assert [piece.is_provisional for piece in found] == [False, True, False]


def test_a_figure_published_anew_parts_a_span_though_its_value_is_the_same() -> None:
    found = pieces(LAW, ["base_floor"], month(2020, 6), month(2020, 8), "31")

    assert [piece.reason.zh for piece in found] == ["", "缴费基数下限重新公布"]
    assert found[1].reason.en == "floor of the contribution base is published anew"


def test_a_method_that_changes_is_named_by_its_word() -> None:
    found = pieces(LAW, ["account_interest_rounding"], month(2015, 12), month(2016, 2), "31")

    assert found[1].reason.zh == "记账利息取整办法自2016-01起由up_to_jiao变为half_up_to_fen"


def test_a_figure_that_was_given_parts_nothing() -> None:
    law = Law(date(2026, 11, 24), {"employer_rate": "0.14"}, scheme="110")

    assert len(pieces(law, RATES, month(2015, 1), month(2020, 1), "31")) == 1


def test_an_empty_span_has_no_piece() -> None:
    assert pieces(LAW, RATES, month(2024, 1), month(2024, 1), "31") == []


def test_a_span_that_leaves_the_known_law_is_not_guessed() -> None:
    with pytest.raises(NotInForce) as fault:
        pieces(LAW, ["employer_rate"], month(2019, 4), month(2019, 6), "34")

    assert fault.value.month == month(2019, 4)


@given(st.integers(month(2019, 5), month(2026, 1)), st.integers(1, 17))
def test_pieces_follow_each_other_and_fill_the_span(first: int, count: int) -> None:
    found = pieces(LAW, ["base_floor", "base_ceiling"], first, first + count, "31")

    assert sum(piece.months for piece in found) == count
    assert found[0].from_month == first
    assert [piece.until_month for piece in found][:-1] == [piece.from_month for piece in found[1:]]


@given(st.integers(month(2019, 5), month(2025, 1)), st.integers(1, 17), st.integers(1, 5_000_000))
def test_a_span_costs_what_its_months_cost_one_by_one(first: int, count: int, wage: int) -> None:
    sheet = Sheet()
    stretches(LAW, "31", first, first + count, wage, sheet)

    months = [contribution(LAW, "31", first + place, wage, Sheet()) for place in range(count)]

    results = line_values(sheet.worksheet())
    assert results["employer"] == sum(one.employer_fen for one in months)
    assert results["account"] == sum(one.account_fen for one in months)
    assert results["pooled"] == sum(one.pooled_fen for one in months)


def test_a_span_is_asked_for_with_its_stretches() -> None:
    asked = {"province": "31", "from_month": "2019-04", "until_month": "2019-06", "wage": "4000"}

    answered = ask(SPAN, asked)

    assert answered.result is not None
    # 855.80 + 2 × 788.32 = 2432.44; 342.32 + 2 × 394.16 = 1130.64
    assert answered.result["employer"] == "2432.44"
    assert answered.result["employee"] == answered.result["account"] == "1130.64"
    assert [one["months"] for one in answered.result["stretches"]] == [1, 2]
    assert "20.00%变为16.00%" in answered.result["stretches"][1]["reason"]["zh"]
    lines = {line.name: line for line in answered.worksheet.lines}
    assert lines["employer"].formula.zh == "855.80 × 1 + 788.32 × 2"
    assert lines["base_2019-04"].provisional
    assert not lines["base_2019-05"].provisional
    assert lines["pooled"].provisional
    assert lines["base_2019-04"].title.zh == "2019-04至2019-04缴费基数"


def test_a_span_at_the_ceiling_needs_no_floor() -> None:
    asked = {"province": "32", "from_month": "2020-12", "until_month": "2021-01", "wage": "20586"}

    answered = ask(SPAN, asked)

    assert answered.result is not None
    # 19335 × 8 % + 20586 × 8 % = 1546.80 + 1646.88
    assert answered.result["employee"] == "3193.68"
    assert codes(ask(SPAN, asked | {"wage": "20585.99"})) == ["law.not_in_force"]


@pytest.mark.parametrize(
    ("rule", "facts"), [(SPAN, {}), (SETTLEMENT, {"assessed_on": "2025-12-31"})]
)
def test_the_city_of_a_span_may_be_named_as_elsewhere(rule: Asked, facts: dict[str, str]) -> None:
    asked = {"province": "42", "from_month": "2025-01", "until_month": "2025-02", "wage": "1"}

    assert ask(rule, asked | facts | {"city": "武汉市"}).result is not None
    assert codes(ask(rule, asked | facts | {"city": "南海"})) == ["city.unknown"]


def test_a_flexible_workers_span_has_no_employer() -> None:
    asked = {"province": "31", "from_month": "2025-06", "until_month": "2025-07", "wage": "1"}

    answered = ask(SPAN, asked | {"kind": "flexible"})

    assert answered.result is not None
    # 7384 × 20 % + 7460 × 20 % = 1476.80 + 1492.00
    assert answered.result["employee"] == "2968.80"
    assert answered.result["employer"] == "0.00"
    assert "单位" not in answered.result["stretches"][1]["reason"]["zh"]


@pytest.mark.parametrize(
    ("wage", "settled"),
    [
        # floor 6821 stood in for 7162: (1145.92 − 1091.36) × 3 and (572.96 − 545.68) × 3
        ("4000", {"employer": "163.68", "employee": "81.84", "account": "81.84"}),
        # between both floors: 7000 × 16 % = 1120.00, (1145.92 − 1120.00) × 3
        ("7000", {"employer": "77.76", "employee": "38.88", "account": "38.88"}),
        # above the floors and below the ceilings nothing is to settle
        ("9000", {"employer": "0.00", "employee": "0.00", "account": "0.00"}),
    ],
)
def test_limits_published_late_are_settled_back_to_their_month(
    wage: str, settled: dict[str, str]
) -> None:
    asked = {"province": "11", "from_month": "2025-05", "until_month": "2025-09"}

    answered = ask(SETTLEMENT, asked | {"wage": wage, "assessed_on": "2025-09-17"})

    assert answered.result == settled | {"pooled": settled["employer"]}


def test_what_was_paid_too_much_is_given_back() -> None:
    then = Law(date(2025, 7, 1), {"base_floor": "8000"}, scheme="110")
    sheet = Sheet()

    owed = settlement(then, LAW, "31", month(2025, 7), month(2025, 9), 100, sheet)

    # 7460 × 8 % = 596.80 against 640.00, two months
    assert owed["employee"] == -8_640
    assert sheet.lines[1].formula.zh == "(596.80 − 640.00) × 2"


def test_what_is_given_held_when_the_months_were_assessed_too() -> None:
    asked = {"province": "11", "from_month": "2025-07", "until_month": "2025-07", "wage": "1"}
    given = {"base_floor": "7000", "base_ceiling": "30000"}

    found = ask(SETTLEMENT, asked | {"assessed_on": "2025-09-17", "given": given}).result

    assert found == dict.fromkeys(("employer", "employee", "account", "pooled"), "0.00")


def test_nothing_was_assessed_after_the_day_on_which_the_law_is_asked() -> None:
    asked = {"province": "11", "from_month": "2025-07", "until_month": "2025-07", "wage": "1"}

    (refusal,) = ask(SETTLEMENT, asked | {"assessed_on": "2026-11-25"}).refusals
    today = ask(SETTLEMENT, asked | {"assessed_on": "2026-11-24"})

    assert (refusal.code, refusal.field) == ("contribution.assessed_later", "assessed_on")
    assert today.result is not None


@pytest.mark.parametrize("rule", [SPAN, SETTLEMENT])
def test_a_span_that_ends_before_it_begins_is_refused(rule: Asked) -> None:
    asked = {"province": "11", "from_month": "2025-05", "until_month": "2025-04", "wage": "1"}
    if rule is SETTLEMENT:
        asked["assessed_on"] = "2025-09-17"

    assert codes(ask(rule, asked)) == ["contribution.backwards"]
