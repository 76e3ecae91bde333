"""Facts of a pension as sheets and callers write them: what is read, and what it comes to."""

from typing import Any

import pytest
from asking import ask, codes, said
from test_pension_asked import _asked

from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.pension import pension_asked as pension

GUANGZHOU = {"province": "44", "city": "广州", "retired_in": "2026-02"}


def _found(**facts: Any) -> dict[str, Any]:
    return said(ask(pension.RULE, _asked(**facts)))


@pytest.mark.parametrize(
    ("many", "kept"),
    [
        ({"wage_index": "0.5840718750"}, {"wage_index": "0.584072"}),
        ({"contribution_years": "29.1666666666667"}, {"contribution_years": "29.166667"}),
        ({"transitional_years": 2.0833333333333335}, {"transitional_years": "2.083333"}),
        (
            {"transitional_years": "2", "transitional_index": "0.73821951"},
            {"transitional_years": "2", "transitional_index": "0.738220"},
        ),
    ],
)
def test_decimals_beyond_six_are_rounded(many: dict[str, Any], kept: dict[str, Any]) -> None:
    assert _found(**many) == _found(**kept)


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_is_null_or_empty_is_not_told(nothing: Any) -> None:
    empty = dict.fromkeys(("city", "sex", "transitional_index", "transitional_years"), nothing)
    asked = {**_asked(), **empty, "given": {"benefit_base": nothing}}

    assert ask(pension.RULE, asked) == ask(pension.RULE, _asked())
    assert ask(pension.RULE, {**asked, "given": nothing}) == ask(pension.RULE, _asked())


@pytest.mark.parametrize("province", ["福建", "福建省", "３５", 35])
def test_a_province_is_read_by_digits_and_by_name(province: Any) -> None:
    assert _found(province=province) == _found()


@pytest.mark.parametrize("value", [True, "1_00", "1e2", "60.5"])
@pytest.mark.parametrize("field", ["contribution_months", "age_years"])
def test_what_is_no_whole_number_is_refused(field: str, value: Any) -> None:
    answered = ask(pension.RULE, _asked(**{field: value}))

    assert codes(answered) == ["form.value_error"]
    assert answered.refusals[0].field == field


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("benefit_base", "-5"),
        ("city_benefit_base", "-5"),
        ("transitional_rate", "1.01"),
        ("virtual_account", "-0.01"),
        ("deemed_months", "-5"),
        ("old_transitional", "-5"),
        ("annuity_months", "0"),
    ],
)
def test_what_no_sheet_can_print_is_refused(name: str, value: str) -> None:
    answered = ask(pension.RULE, _asked(given={name: value}))

    assert codes(answered) == ["given.odd"]
    assert answered.refusals[0].field == f"given.{name}"


def test_decimals_that_say_nothing_are_no_fault() -> None:
    assert _found(contribution_months=360.0, age_years="６０.０") == _found()


def test_an_index_beyond_all_is_refused_in_its_own_scale() -> None:
    (refusal,) = ask(pension.RULE, _asked(wage_index="10.000001")).refusals

    assert (refusal.text.zh, refusal.text.en) == ("不得大于 10", "It is at most 10")


def test_years_before_the_account_may_be_all_years_as_printed() -> None:
    # 125 months are 10.41666…, and the sheet prints 10.42
    asked = _asked(contribution_months="125", transitional_years="10.42")

    assert codes(ask(pension.RULE, asked)) == []


@pytest.mark.parametrize(
    ("province", "city", "given"),
    [
        ("42", "枝江", {"benefit_base": "7000"}),
        ("41", "巩义", {"benefit_base": "6738", "city_benefit_base": "7933"}),
    ],
)
def test_a_city_that_nobody_knows_is_no_fault_where_its_base_is_given(
    province: str, city: str, given: dict[str, str]
) -> None:
    assert codes(ask(pension.RULE, _asked(province=province, city=city))) == ["city.unknown"]
    assert codes(ask(pension.RULE, _asked(province=province, city=city, given=given))) == []


@pytest.mark.parametrize("city", ["2101", "210100", "沈阳"])
def test_a_city_is_read_by_four_digits_too(city: str) -> None:
    assert _found(province="21", city=city) == _found(province="21", city="沈阳市")


@pytest.mark.parametrize("province", ["11", "34", "43"])
def test_where_no_city_differs_none_is_asked_for(province: str) -> None:
    answered = ask(pension.RULE, _asked(province=province, retired_in="2017-06"))

    assert codes(answered) == ["law.not_in_force"]


def test_a_base_that_a_city_lacks_is_missed_by_the_name_of_the_city() -> None:
    (refusal,) = ask(
        pension.RULE, _asked(province="21", city="大连", retired_in="2023-03")
    ).refusals

    assert "辽宁大连2023-03" in refusal.text.zh
    assert "Dalian (Liaoning)" in refusal.text.en


def test_a_base_between_two_that_are_known_is_not_guessed() -> None:
    # 长春 is known for 2020 and 2025; 2021 is no year whose base is still to come
    facts = {"province": "22", "city": "长春"}

    assert codes(ask(pension.RULE, _asked(**facts, retired_in="2021-06"))) == ["law.not_in_force"]
    assert ask(pension.RULE, _asked(**facts, retired_in="2026-06")).worksheet.is_provisional


def test_deemed_years_in_guangdong_have_the_index_of_their_city() -> None:
    # 9493 × 1.191 × 5 × 1.2 % = 678.37; 30 × 4 + 100
    facts = GUANGZHOU | {"transitional_months": "60", "wage_index": "0.8"}

    assert _found(**facts, given={"deemed_months": "60"})["transitional"] == "898.37"
    # 9493 × (1.191 × 3 + 0.8 × 2) × 1.2 % = 589.29
    assert _found(**facts, given={"deemed_months": "36"})["transitional"] == "809.29"
    assert _found(**facts)["transitional"] == "675.66"  # 9493 × 0.8 × 5 × 1.2 % + 220


def test_in_beijing_deemed_and_other_years_are_rounded_each() -> None:
    # 12049 × (16.17 + 0.42 × 1.035) × 1 %: 194 months and 5 months
    facts = {"province": "11", "retired_in": "2025-05", "transitional_index": "1.035"}
    facts |= {"contribution_months": "480"}
    in_years = _found(**facts, transitional_years="16.17+0.42")

    for given in (
        {"deemed_months": "194", "pre_account_months": "5"},
        {"deemed_months": "194"},
    ):
        months = {"transitional_months": "199"} if len(given) == 1 else {}
        assert _found(**facts, **months, given=given) == in_years
    assert in_years["transitional"] == "2000.70"


def test_in_zhengzhou_the_subsidy_is_asked_of_whoever_has_early_years() -> None:
    facts = {"province": "41", "city": "郑州"}

    assert codes(ask(pension.RULE, _asked(**facts))) == []
    assert codes(ask(pension.RULE, _asked(**facts, transitional_months="7"))) == [
        "benefit.not_shown"
    ]


def test_what_the_old_method_gave_is_paid_where_only_the_sheet_knows_it() -> None:
    facts = {"province": "32", "retired_in": "2023-03", "transitional_years": "5"}

    assert _found(**facts, given={"old_transitional": "300"})["transitional"] == "300.00"


def test_the_old_pension_counts_without_any_early_year() -> None:
    # 100 + 30 × 4 + 500; the new method gives nothing beyond
    facts = {"province": "44", "city": "广州", "retired_in": "2024-06"}

    assert _found(**facts, given={"old_transitional": "500"})["transitional"] == "720.00"


def test_other_sums_of_a_sheet_are_added() -> None:
    assert _found(given={"other": "310.97"})["other"] == {"other_addition": "310.97"}


@pytest.mark.parametrize("facts", ["", [], {"given": []}, {"given": "benefit_base"}])
def test_what_is_no_object_is_refused_in_both_languages(facts: Any) -> None:
    (refusal, *_) = ask(RULES["working-days"], facts).refusals

    assert refusal.text.zh != refusal.text.en
    assert "填写有误" not in refusal.text.zh


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"province": "51", "given": {"increment_rate": "1.01"}}, "given.odd"),
        ({"given": {"actual_years": "30.01"}}, "benefit.early_years_too_long"),
        ({"given": {"plateau_years": "30.01"}}, "benefit.early_years_too_long"),
        ({"account_balance": "9" * 65}, "form.value_error"),
        ({"wage_index": "0." + "3" * 64}, "form.value_error"),
        ({"given": {"benefit_base": "9" * 65}}, "given.odd"),
        ({"given": {"benefit_base": "9" * 4299}}, "form.value_error"),
    ],
)
def test_what_is_beyond_the_whole_is_refused(facts: dict[str, Any], code: str) -> None:
    (refusal,) = ask(pension.RULE, _asked(**facts)).refusals

    assert refusal.code == code
    assert refusal.field
    assert refusal.remedy


def test_a_figure_that_nobody_knows_may_be_given() -> None:
    (refusal,) = ask(pension.RULE, _asked(retired_in="2017-06")).refusals

    assert (refusal.code, refusal.field) == ("law.not_in_force", "given.benefit_base")


def test_what_rests_on_a_provisional_base_is_marked() -> None:
    lines = ask(pension.RULE, _asked(retired_in="2026-06", transitional_years="5")).worksheet.lines

    assert {line.name for line in lines if line.provisional} == {
        "benefit_base", "basic", "transitional", "total",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["benefit_base", "annuity_months"])
def test_what_is_given_rests_on_what_was_given(name: str) -> None:
    answered = ask(pension.RULE, _asked(given={"benefit_base": "8000", "annuity_months": "139"}))

    (line,) = (line for line in answered.worksheet.lines if line.name == name)
    assert line.basis == "given"
    assert "按给定参数" in answered.worksheet.as_text()


def test_without_long_service_no_year_brings_an_increment() -> None:
    asked = _asked(
        province="22", transitional_years="20", contribution_months=None, contribution_years="40",
        given={"benefit_base": "8000", "city_benefit_base": "9000"},
    )  # fmt: skip

    lines = {line.name: line for line in ask(pension.RULE, asked).worksheet.lines}
    assert lines["increment"].value == 0
    assert "0.00 × 0.15% + 0.00 × 0.20% + 0.00 × 0.25%" in lines["increment"].formula.zh
