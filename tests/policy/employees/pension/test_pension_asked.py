"""A pension as others ask it: what may be left out, what is read, and what is refused."""

from typing import Any

import pytest
from asking import ask, codes, said

from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.pension import pension_asked as pension
from tongchou.policy.employees.pension import pension_recalculation_asked as pension_recalculation

FACTS = {
    "province": "35",
    "retired_in": "2025-12",
    "wage_index": "1",
    "contribution_months": "360",
    "account_balance": "139000",
    "age_years": "60",
}


def _asked(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in (FACTS | facts).items() if value is not None}


def test_the_result_has_the_parts_in_yuan_and_the_additions_by_name() -> None:
    # 7932 × 2 ÷ 2 × 30 %; 139000 ÷ 139
    assert ask(RULES["pension"], _asked()).result == {
        "basic": "2379.60",
        "account": "1000.00",
        "transitional": "0.00",
        "other": {},
        "total": "3379.60",
    }


@pytest.mark.parametrize("years", ["30", "30.0", "30.00000"])
def test_years_may_stand_for_months(years: str) -> None:
    asked = _asked(contribution_months=None, contribution_years=years)

    assert said(ask(pension.RULE, asked))["basic"] == "2379.60"


def test_printed_years_count_before_months() -> None:
    asked = _asked(contribution_months="361", contribution_years="30")

    assert said(ask(pension.RULE, asked))["basic"] == "2379.60"


def test_without_months_and_years_nothing_is_determined() -> None:
    answered = ask(pension.RULE, _asked(contribution_months=None))

    assert codes(answered) == ["benefit.years_missing"]
    assert answered.refusals[0].field == "contribution_months"


@pytest.mark.parametrize(
    ("facts", "months"),
    [
        ({"age_years": "60"}, 139),
        ({"age_years": "55", "age_months": "0"}, 170),
        ({"age_months": "720"}, 139),
        ({"age_months": "192"}, 233),
        ({"sex": "m", "retired_in": "2024-12"}, 139),
        ({"sex": "男", "retired_in": "2024-12"}, 139),
        ({"age_years": "60", "given": {"annuity_months": "195"}}, 195),
        ({"sex": "m", "age_years": "55", "retired_in": "2024-12"}, 170),
        ({"given": {"annuity_months": "137.8"}}, None),
    ],
)
def test_the_divisor_follows_from_what_is_known(facts: dict[str, Any], months: int) -> None:
    found = said(ask(pension.RULE, _asked(**({"age_years": None} | facts))))

    # 13900000 fen by 137.8 months is 1008.708
    assert found["account"] == ("1008.71" if months is None else f"{13_900_000 / months / 100:.2f}")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"sex": "f", "retired_in": "2024-12"},
        {"sex": "m", "retired_in": "2025-01"},
    ],
)
def test_an_age_that_nothing_settles_is_asked_for(facts: dict[str, str]) -> None:
    answered = ask(pension.RULE, _asked(**({"age_years": None} | facts)))

    assert codes(answered) == ["benefit.not_shown"]
    assert answered.refusals[0].field == "given.annuity_months"
    assert answered.refusals[0].text.zh == "缺少退休年龄或计发月数"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"age_years": "60", "age_months": "12"}, "benefit.odd_age"),
        ({"age_years": None, "age_months": "191"}, "benefit.no_years_of_age"),
    ],
)
def test_an_odd_age_is_refused(facts: dict[str, Any], code: str) -> None:
    assert codes(ask(pension.RULE, _asked(**facts))) == [code]


@pytest.mark.parametrize("sex", ["m", "f", "男", "女", "Male", "female", "1", "2"])
def test_either_sex_is_read_however_it_is_written(sex: str) -> None:
    assert codes(ask(pension.RULE, _asked(sex=sex))) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sex", "x"),
        ("wage_index", "10.000001"),
        ("wage_index", "-0.1"),
        ("contribution_months", "841"),
        ("contribution_months", "-1"),
        ("contribution_years", "70.01"),
        ("transitional_years", "8.17+4.85+1"),
        ("transitional_years", "eight"),
        ("account_balance", "-0.01"),
        ("age_years", "15"),
        ("city_code", "420100"),
    ],
)
def test_what_cannot_be_is_refused_by_field(field: str, value: str) -> None:
    answered = ask(pension.RULE, _asked(**{field: value}))

    assert answered.result is None
    assert [refusal.field.split(".")[0] for refusal in answered.refusals] == [field]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("annuity_months", "0"),
        ("annuity_months", "many"),
        ("one_child", "perhaps"),
        ("deemed_years", "x"),
        ("virtual_account", "x"),
        ("actual_months", "1.5"),
        ("increment_rate", "0.00001"),
        ("pre_account_index", "x"),
        ("benefit_base", "x"),
    ],
)
def test_a_given_value_that_is_none_is_refused(name: str, text: str) -> None:
    answered = ask(pension.RULE, _asked(given={name: text}))

    assert codes(answered) == ["given.odd"]
    assert answered.refusals[0].field == f"given.{name}"


def test_a_given_name_that_nobody_knows_is_refused_with_all_that_are_known() -> None:
    answered = ask(pension.RULE, _asked(given={"baseline": "1"}))

    assert codes(answered) == ["given.unknown"]
    assert "virtual_account" in answered.refusals[0].remedy.en  # type: ignore[union-attr]


def test_yes_may_be_a_boolean() -> None:
    asked = _asked(province="52", given={"one_child": True})

    assert list(said(ask(pension.RULE, asked))["other"]) == ["one_child"]


@pytest.mark.parametrize(
    "facts",
    [
        {"transitional_months": "361"},
        {"transitional_years": "30.01"},
        {"given": {"deemed_years": "31"}},
        {"transitional_years": "5", "given": {"deemed_years": "5.01"}},
    ],
)
def test_years_before_the_account_are_among_all_years(facts: dict[str, Any]) -> None:
    assert codes(ask(pension.RULE, _asked(**facts))) == ["benefit.early_years_too_long"]


def test_all_years_may_lie_before_the_account() -> None:
    found = said(ask(pension.RULE, _asked(transitional_months="360")))

    assert found["transitional"] == "3093.48"  # 7932 × 1 × 30 × 1.3 %


@pytest.mark.parametrize(
    ("province", "city", "base"),
    [
        ("21", None, "7346.00"),  # 辽宁
        ("21", "锦州", "7346.00"),
        ("21", "沈阳", "8390.00"),
        ("21", "沈阳市", "8390.00"),
        ("21", "辽宁省沈阳市", "8390.00"),
        ("21", "辽宁大连", "8956.00"),
        ("21", "210202", "8956.00"),
        ("42", "恩施州", "7309.00"),
        ("42", "神农架林区", "7215.00"),
        ("42", "429005", "7320.00"),
        ("44", "深圳", "11293.00"),
        ("44", "广东省直", "9493.00"),
        ("44", "湛江", "9493.00"),
        ("53", "楚雄", "8265.00"),  # no city of 云南 differs
    ],
)
def test_a_city_is_read_by_digits_and_by_name(province: str, city: str, base: str) -> None:
    lines = ask(pension.RULE, _asked(province=province, city=city)).worksheet.lines

    assert {line.name: f"{line.value / 100:.2f}" for line in lines}["benefit_base"] == base


@pytest.mark.parametrize(("province", "city"), [("21", "沈仰"), ("42", "210100"), ("53", "210100")])
def test_a_city_that_is_not_there_is_refused(province: str, city: str) -> None:
    answered = ask(pension.RULE, _asked(province=province, city=city))

    assert codes(answered) == ["city.unknown"]
    assert answered.refusals[0].field == "city"


@pytest.mark.parametrize("province", ["22", "41", "42"])
def test_where_cities_differ_one_is_asked_for(province: str) -> None:
    answered = ask(pension.RULE, _asked(province=province))

    assert codes(answered) == ["law.not_in_force", "benefit.city_missing"]


def test_a_base_that_lacks_for_a_named_city_asks_for_no_city() -> None:
    assert codes(ask(pension.RULE, _asked(province="41", city="南阳"))) == ["law.not_in_force"]


def test_the_base_of_the_city_may_be_given_instead() -> None:
    found = said(ask(pension.RULE, _asked(province="42", given={"city_benefit_base": "7000"})))

    assert found["basic"] == "2100.00"  # 7000 × 2 ÷ 2 × 30 %


def test_all_that_is_wrong_is_told_together() -> None:
    asked = _asked(
        contribution_months=None,
        province="42",
        city="南海",
        age_months="12",
        given={"one_child": "perhaps"},
    )

    assert codes(ask(pension.RULE, asked)) == [
        "given.odd",
        "city.unknown",
        "benefit.years_missing",
        "benefit.odd_age",
    ]


def test_a_pension_paid_ahead_is_made_good_from_its_first_month() -> None:
    asked = _asked(retired_in="2025-03", provisional_base="7776", through="2025-09")

    # paid 7776 × 30 % + 1000 = 3332.80, due 3379.60: 46.80 from April to September
    assert ask(RULES["pension-recalculation"], asked).result == {
        "provisional_total": "3332.80",
        "total": "3379.60",
        "monthly_difference": "46.80",
        "months": 6,
        "difference": "280.80",
    }


def test_a_sheet_paid_ahead_and_determined_later() -> None:
    asked = {
        "province": "65",
        "retired_in": "2023-05",
        "wage_index": "0.654",
        "contribution_years": "30.58",
        "transitional_years": "3.17",
        "account_balance": "75934.54",
        "given": {"annuity_months": "170"},
        "provisional_base": "7089",
        "through": "2023-06",
    }

    found = said(ask(pension_recalculation.RULE, asked))

    # 新疆: final 2580.51 + 120 of heating; ahead 1792.78 + 446.67 + 191.06 + 120
    assert found["total"] == "2700.51"
    assert found["monthly_difference"] == "150.00"
    assert (found["months"], found["difference"]) == ("1", "150.00")


@pytest.mark.parametrize("facts", [{"contribution_months": None}, {"province": "66"}])
def test_without_a_pension_there_is_nothing_to_recalculate(facts: dict[str, Any]) -> None:
    asked = _asked(provisional_base="7776", through="2026-09", **facts)

    assert ask(pension_recalculation.RULE, asked).result is None
