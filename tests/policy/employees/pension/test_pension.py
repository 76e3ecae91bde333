"""The pension, part by part, as determination sheets show it, and its bases and divisors."""

from datetime import date
from typing import Any

import pytest
from asking import line_values
from case_files import cases

from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.pension.annuity import annuity_months_e1
from tongchou.policy.employees.pension.claim import Early, Supplement
from tongchou.policy.employees.pension.pension import Pension, pension
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.time import month, month_of

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
PARTS = ("basic", "account", "transitional", "total")
TOLERANCE_FEN = 2


def _within(found: dict[str, int], case: dict[str, Any]) -> None:
    differs = case.get("differs", {})
    for name in PARTS:
        difference = found[name] - fen_of(case[name])
        if name in differs:
            assert difference == fen_of(differs[name]), name
        else:
            assert abs(difference) <= TOLERANCE_FEN, name


def _years(asked: dict[str, str], kind: str) -> tuple[int, int]:
    """Return (number, parts), from months or from printed years; "8.17+4.85" are added up."""
    if f"{kind}_months" in asked:
        return int(asked[f"{kind}_months"]), 12
    printed = asked.get(f"{kind}_years", "0").split("+")
    return sum(fen_of(part, scale=4) for part in printed), 10_000


def _ruled(asked: dict[str, Any]) -> Pension:
    """Ask the rule itself, with every number turned into what it counts in."""
    given = asked.get("given", {})
    index_e6 = fen_of(asked["wage_index"], scale=6)
    first = asked.get("transitional_years", "").split("+")[0]
    paper_fen = fen_of(given.get("virtual_account", "0"))
    subsidy, increment = given.get("transitional_subsidy"), given.get("increment_rate")
    city = city_code(asked["province"], asked.get("city"))
    assert isinstance(city, str)
    return pension(
        Law(TODAY, {name: given[name] for name in given if name == "benefit_base"}, scheme="110"),
        asked["province"],
        month_of(asked["retired_in"]),
        years=_years(asked, "contribution"),
        wage_index_e6=index_e6,
        account_balance_fen=fen_of(asked["account_balance"]),
        age_months=12 * int(asked.get("age_years", 0)) + int(asked.get("age_months", 0)),
        annuity_months_e1=fen_of(given["annuity_months"], scale=1) if "annuity_months" in given
        else None,
        early=Early(
            years=_years(asked, "transitional"),
            index_e6=fen_of(asked.get("transitional_index", asked["wage_index"]), scale=6),
            deemed=(fen_of(first, scale=4), 10_000) if "+" in asked.get("transitional_years", "")
            else (0, 12),
            virtual_account_fen=paper_fen,
            old_fen=fen_of(given["old_transitional"]) if "old_transitional" in given else None,
        ),
        supplement=Supplement(
            grounds=frozenset(name for name, said in given.items() if said == "yes"),
            transitional_subsidy_fen=fen_of(subsidy) if subsidy else None,
            increment_rate_e4=fen_of(increment, scale=4) if increment else None,
            actual=(int(given["actual_months"]), 12) if "actual_months" in given else None,
        ),
        city=city,
        city_benefit_base_fen=fen_of(given["city_benefit_base"]) if "city_benefit_base" in given
        else None,
        sheet=Sheet(),
    )  # fmt: skip


@pytest.mark.parametrize("case", cases("pensions"), ids=lambda case: case["case"])
def test_the_pension_is_the_one_on_the_determination_sheet(case: dict[str, Any]) -> None:
    found = answer(RULES["pension"], case["asked"], known_on=TODAY).result

    assert found is not None
    _within({name: fen_of(found[name]) for name in PARTS}, case)
    assert found["other"] == case.get("other", {})


@pytest.mark.parametrize("case", cases("pensions"), ids=lambda case: case["case"])
def test_the_rule_itself_says_the_same(case: dict[str, Any]) -> None:
    found = _ruled(case["asked"])

    _within({name: getattr(found, f"{name}_fen") for name in PARTS}, case)
    expected = {name: fen_of(text) for name, text in case.get("other", {}).items()}
    assert found.additions_fen == expected


@pytest.mark.parametrize(
    ("age", "months_e1"),
    [
        ("39-11", 2330),
        ("40-00", 2330),
        ("40-01", 2328),  # 233 − 3 × 1 ÷ 12 = 232.75, half up
        ("45-01", 2157),
        ("50-00", 1950),
        ("50-01", 1946),
        ("50-03", 1938),
        ("50-05", 1929),
        ("51-02", 1892),
        ("51-11", 1854),
        ("55-01", 1695),
        ("55-02", 1690),
        ("55-03", 1685),
        ("60-01", 1384),
        ("60-02", 1378),
        ("60-03", 1373),
        ("61-01", 1314),
        ("69-11", 568),  # 65 − 9 × 11 ÷ 12 = 56.75
        ("70-00", 560),
        ("75-06", 560),
    ],
)
def test_annuity_months_lie_evenly_between_whole_ages(age: str, months_e1: int) -> None:
    years, months = map(int, age.split("-"))

    assert annuity_months_e1(years * 12 + months) == months_e1


@pytest.mark.parametrize(
    ("age", "months"),
    list(zip(
        range(40, 71),
        [233, 230, 226, 223, 220, 216, 212, 208, 204, 199, 195, 190, 185, 180, 175, 170,
         164, 158, 152, 145, 139, 132, 125, 117, 109, 101, 93, 84, 75, 65, 56],
        strict=True,
    )),
)  # fmt: skip
def test_annuity_months_at_whole_ages_are_those_of_the_annex(age: int, months: int) -> None:
    assert annuity_months_e1(age * 12) == months * 10


def _plain(law: Law, province: str, retired_in: int, **given: Any) -> Sheet:
    sheet = Sheet()
    facts = {
        "contribution_months": 360,
        "wage_index_e6": 1_000_000,
        "account_balance_fen": 10_000_000,
        "age_months": 60 * 12 + 2,
    }
    pension(law, province, retired_in, **(facts | given), sheet=sheet)
    return sheet


def test_before_the_reform_the_whole_age_counts() -> None:
    before = _plain(LAW, "35", month(2024, 12)).worksheet()
    after = _plain(LAW, "35", month(2025, 1)).worksheet()

    assert line_values(before)["annuity_months"] == 1390
    assert line_values(after)["annuity_months"] == 1378
    ages = [line for sheet in (before, after) for line in sheet.lines if line.unit == "age"]
    assert [age.said("zh") for age in ages] == ["60岁0个月", "60岁2个月"]
    assert [age.said("en") for age in ages] == ["60 years 0 months", "60 years 2 months"]


def test_a_pension_is_paid_from_the_month_after() -> None:
    found = line_values(_plain(LAW, "35", month(2024, 12)).worksheet())

    assert found["first_payment_month"] == month(2025, 1)


def test_the_base_is_that_of_the_year_of_retirement() -> None:
    found = _plain(LAW, "34", month(2024, 9)).worksheet()

    assert line_values(found)["benefit_base"] == 784_200
    assert not found.is_provisional


def test_a_base_not_yet_published_stands_in_and_marks_the_worksheet() -> None:
    in_july = Law(date(2025, 7, 31), scheme="110")
    in_october = Law(date(2025, 10, 31), scheme="110")

    paid_ahead = _plain(in_july, "34", month(2025, 7)).worksheet()
    determined = _plain(in_october, "34", month(2025, 7)).worksheet()

    assert line_values(paid_ahead)["benefit_base"] == 784_200  # that of 2024
    assert paid_ahead.is_provisional
    assert line_values(determined)["benefit_base"] == 799_900  # published on 2025-09-17
    assert not determined.is_provisional


def test_two_years_without_a_base_are_refused() -> None:
    with pytest.raises(NotInForce):
        _plain(LAW, "34", month(2027, 1))


def test_where_every_city_has_its_base_one_must_be_named() -> None:
    with pytest.raises(NotInForce):
        _plain(LAW, "42", month(2025, 12))

    of_shiyan = _plain(LAW, "42", month(2025, 12), city="420300").worksheet()
    assert line_values(of_shiyan)["benefit_base"] == 734_000


def test_where_two_bases_count_a_city_without_its_own_is_refused() -> None:
    for city in (None, "411300"):  # 南阳 has one, and it is not entered
        with pytest.raises(NotInForce) as fault:
            _plain(LAW, "41", month(2025, 12), city=city)
        assert fault.value.name == "city_benefit_base"


def test_the_base_of_the_city_counts_alone_where_one_base_counts() -> None:
    found = _plain(LAW, "21", month(2025, 12), city="210700", city_benefit_base_fen=839_000)

    # 8390 × 2 ÷ 2 × 30 %
    assert line_values(found.worksheet())["basic"] == 251_700


def test_the_corps_pays_by_the_countrys_method_on_a_base_that_is_given() -> None:
    found = line_values(_plain(LAW, "66", month(2025, 12), benefit_base_fen=800_000).worksheet())

    # 8000 × 2 ÷ 2 × 30 %; 100000 ÷ 137.8
    assert (found["basic"], found["account"], found["total"]) == (240_000, 72_569, 312_569)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "benefit_base"),
        ({"benefit_base_fen": 800_000, "early": Early(years=(12, 12))}, "transitional_method"),
    ],
)
def test_what_the_corps_has_not_published_is_refused(given: dict[str, Any], name: str) -> None:
    with pytest.raises(NotInForce) as fault:
        _plain(LAW, "66", month(2025, 12), **given)

    assert fault.value.name == name


@pytest.mark.parametrize(
    ("city", "basic"),
    [
        # 广州: a = 0.5241 ÷ 0.6; 9493 × (0.8735 + 0.5241) ÷ 2 × 30 % = 1990.1125
        ("440100", 199_011),
        # 深圳: 11293 × 1.5241 ÷ 2 × 30 % = 2581.75
        ("440300", 258_175),
    ],
)
def test_below_0_6_the_first_term_is_lowered_but_not_in_shenzhen(city: str, basic: int) -> None:
    found = _plain(LAW, "44", month(2025, 12), wage_index_e6=524_100, city=city)

    assert line_values(found.worksheet())["basic"] == basic


def test_at_0_6_the_first_term_is_whole() -> None:
    at = _plain(LAW, "44", month(2025, 12), wage_index_e6=600_000, city="440100")
    above = _plain(LAW, "44", month(2025, 12), wage_index_e6=700_000, city="440100")

    # 9493 × 1.6 ÷ 2 × 30 % = 2278.32; 9493 × 1.7 ÷ 2 × 30 % = 2420.715
    assert line_values(at.worksheet())["basic"] == 227_832
    assert line_values(above.worksheet())["basic"] == 242_072


def test_every_line_says_its_basis_and_the_basic_one_that_of_the_method() -> None:
    lines = _plain(LAW, "41", month(2025, 12), city="410200").lines

    assert all(line.basis for line in lines)
    assert {line.name: line.basis for line in lines}["basic"] == "henan-2006-29"
