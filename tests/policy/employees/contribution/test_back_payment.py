"""Back payments: who may pay what late, with which document, and at what surcharge."""

from typing import Any

import pytest
from asking import ask, codes, in_the_case, said, wanted
from case_files import cases

from tongchou.policy.employees.contribution.back_payment_asked import RULE
from tongchou.standards.time import month, month_text

CASES = cases("back_payments")


def _months(count: int) -> list[list[str]]:
    first = month(2021, 1)
    return [[month_text(first + place), "8000"] for place in range(count)]


def _asked(count: int, *, document: bool) -> dict[str, Any]:
    return {
        "province": "31",
        "months": _months(count),
        "paid_on": "2024-09-10",
        "document": document,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_paid_late_costs_what_the_case_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "provisional" in case], ids=lambda case: case["name"]
)
def test_limits_that_stood_in_mark_every_line(case: dict[str, Any]) -> None:
    lines = ask(RULE, case["asked"]).worksheet.lines

    assert {line.provisional for line in lines} == {case["provisional"] == "yes"}


@pytest.mark.parametrize(
    ("count", "document", "refused"),
    [(35, False, []), (36, False, ["back_payment.document"]), (36, True, [])],
)
def test_three_years_at_once_want_a_document(
    count: int, document: bool, refused: list[str]
) -> None:
    assert codes(ask(RULE, _asked(count, document=document))) == refused


def test_the_city_may_be_named_as_elsewhere() -> None:
    asked = {"province": "42", "months": [["2025-01", "30000"]], "paid_on": "2025-03-10"}

    # 22488 × 8 %
    assert said(ask(RULE, asked | {"city": "武汉"}))["employee"] == "1799.04"
    assert codes(ask(RULE, asked | {"city": "南海"})) == ["city.unknown"]


def test_the_refusal_names_the_months_met_and_the_months_needed() -> None:
    refusal = ask(RULE, _asked(37, document=False)).refusals[0]

    assert "37" in refusal.text.zh
    assert "36" in refusal.text.zh
    assert "37 months" in refusal.text.en
    assert refusal.basis == "ministry-2016-132-3"
    assert refusal.remedy is not None


def test_a_flexible_worker_needs_no_document_and_hears_of_every_past_month() -> None:
    refusals = ask(RULE, _asked(40, document=False) | {"kind": "flexible"}).refusals

    # 2021-01 … 2023-12 are of past years, 2024-01 … 2024-04 of this one
    assert [refusal.code for refusal in refusals] == ["back_payment.flexible_past_year"] * 36
    assert refusals[-1].text.zh.startswith("灵活就业人员不得事后补缴以往年度:2023-12")


def test_each_month_has_its_surcharge_on_the_worksheet() -> None:
    asked = {"province": "34", "months": [["2024-01", "5000"]], "paid_on": "2024-09-10"}

    lines = {line.name: line for line in ask(RULE, asked).worksheet.lines}

    assert lines["surcharge_2024-01"].formula.zh == "1,200.00 × 223 × 0.05%"
    assert lines["surcharge_2024-01"].basis == "social-insurance-law-86"
    assert lines["pooled"].basis == "state-council-office-2019-13-3"
    assert lines["surcharge"].value == 13_380


def test_each_month_shows_what_either_side_pays() -> None:
    months = [["2024-01", "5000"], ["2024-02", "6000"]]
    asked = {"province": "34", "months": months, "paid_on": "2024-09-10"}

    lines = {line.name: line for line in ask(RULE, asked).worksheet.lines}

    assert lines["employer_2024-01"].formula.zh == "5,000.00 × 16.00%"
    assert lines["employee_2024-02"].formula.zh == "6,000.00 × 8.00%"
    assert lines["employee_2024-02"].title.zh == "2024-02个人缴费"
    assert lines["employer"].formula.zh == "800.00 + 960.00"
    assert lines["account"].formula.zh == "400.00 + 480.00"


def test_of_many_months_equal_ones_share_a_line() -> None:
    lines = {line.name: line for line in ask(RULE, _asked(13, document=False)).worksheet.lines}

    # 上海, 8000 × 16 % = 1280
    assert lines["employer_2021-01"].formula.zh == "1,280.00 × 13"
    assert lines["employer_2021-01"].title.zh == "2021-01等13个月单位缴费"
    assert lines["employer"].formula.zh == "16,640.00"
    assert "employer_2021-02" not in lines


def test_twelve_months_have_a_line_each_and_more_that_differ_are_summed_up() -> None:
    twelve = {line.name for line in ask(RULE, _asked(12, document=False)).worksheet.lines}
    months = [[at, str(8000 + place)] for place, (at, _) in enumerate(_months(13))]
    asked = _asked(13, document=False) | {"months": months}
    lines = {line.name: line for line in ask(RULE, asked).worksheet.lines}

    assert {f"employee_{at}" for at, _ in _months(12)} <= twelve
    assert {f"employee_{at}" for at, _ in _months(13)} <= lines.keys()
    assert lines["employee"].formula.zh == "Σ"


def test_a_flexible_worker_has_no_employers_line() -> None:
    asked = {"province": "34", "months": [["2024-01", "5000"]], "paid_on": "2024-09-10"}

    names = [line.name for line in ask(RULE, asked | {"kind": "flexible"}).worksheet.lines]

    assert "employee_2024-01" in names
    assert "employer_2024-01" not in names
