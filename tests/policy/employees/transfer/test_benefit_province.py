"""The benefit province: four rules, in their order, and whose months count."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.employees.transfer import benefit_province_asked as asked_province
from tongchou.policy.employees.transfer.benefit_province import (
    HERE,
    HOME,
    Stay,
    benefit_province,
    place_and_rule,
)
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
PLACES = st.sampled_from(["31", "32", "33", "41", "44"])
STAYS = st.builds(Stay, PLACES, st.integers(0, 260), st.booleans())


@pytest.mark.parametrize("case", cases("benefit_provinces"), ids=lambda case: case["case"])
def test_the_province_pays_that_the_measures_name(case: dict[str, Any]) -> None:
    found = answer(asked_province.RULE, case["facts"], known_on=TODAY)

    assert found.result == {"province": case["province"], "rule": int(case["rule"])}


def test_the_worksheet_shows_the_months_of_each_province() -> None:
    asked = {"hukou": "34", "history": [["33", "115"], ["31", "9", "true"]], "deemed": [["33", 10]]}

    found = answer(asked_province.RULE, asked, known_on=TODAY)

    lines = {line.name: line for line in found.worksheet.lines}
    assert lines["months_33"].formula.zh == "115 + 10"
    assert lines["months_33"].value == 125
    assert lines["months_33"].basis == "ministry-2016-5-1"
    assert lines["months_31"].value == 0
    assert lines["months_31"].basis == "state-council-office-2009-66-12"
    assert lines["benefit_province"].value == 33


def test_whoever_draws_a_pension_moves_no_more() -> None:
    asked = {"hukou": "11", "history": [["11", "200"]], "drawing": "11"}

    found = answer(asked_province.RULE, asked, known_on=TODAY)

    assert found.result is None
    assert [refusal.code for refusal in found.refusals] == ["transfer.draws_pension"]
    assert found.refusals[0].field == "drawing"
    assert "北京" in found.refusals[0].text.zh


@pytest.mark.parametrize("drawing", [True, False, "true"])
def test_where_a_pension_is_drawn_is_a_province(*, drawing: object) -> None:
    asked = {"hukou": "11", "history": [["11", "200"]], "drawing": drawing}

    (refusal,) = answer(asked_province.RULE, asked, known_on=TODAY).refusals

    assert refusal.field == "drawing"
    assert "请填写领取地省份" in refusal.text.zh


@pytest.mark.parametrize(
    "facts", [{"history": []}, {"history": [["31", 150, True]], "deemed": [["41", 60]]}]
)
def test_a_relation_that_is_nowhere_is_asked_for(facts: dict[str, Any]) -> None:
    (refusal,) = answer(asked_province.RULE, {"hukou": "41"} | facts, known_on=TODAY).refusals

    assert (refusal.code, refusal.field) == ("transfer.no_relation", "current")


def test_a_stay_of_which_the_account_is_not_told_is_ordinary() -> None:
    asked = {"hukou": "41", "history": [{"province": "44", "months": 120, "temporary": None}]}

    assert answer(asked_province.RULE, asked, known_on=TODAY).result == {
        "province": "44",
        "rule": 2,
    }


def test_a_stay_is_ordinary_unless_it_is_said_to_be_temporary() -> None:
    found, rule = benefit_province(LAW, "41", "44", [Stay("44", 120)], [], month(2024, 9), Sheet())

    assert (found, rule) == ("44", 2)


def test_before_the_measures_no_province_is_named() -> None:
    with pytest.raises(NotInForce):
        benefit_province(LAW, "41", "41", [], [], month(2009, 12), Sheet())


@pytest.mark.parametrize(
    "stay", [["41", "-1"], ["00", "1"], ["41", "1201"], ["41", True], ["41", "1", "true", "x"]]
)
def test_a_stay_that_cannot_be_is_refused(stay: list[object]) -> None:
    asked = {"hukou": "41", "history": [stay]}

    found = answer(asked_province.RULE, asked, known_on=TODAY)

    assert found.result is None
    assert all(refusal.field.startswith("history.0") for refusal in found.refusals)


@given(PLACES, PLACES, st.lists(STAYS, max_size=6))
def test_whoever_pays_is_the_hukou_or_has_ten_years(
    hukou: str, current: str, history: list[Stay]
) -> None:
    found, rule = benefit_province(LAW, hukou, current, history, [], month(2024, 9), Sheet())

    earned = sum(stay.months for stay in history if stay.province == found and not stay.temporary)
    assert (found == hukou) if rule in {1, 4} else earned >= 120
    assert (rule == 1) == (hukou == current)


def test_a_column_names_what_each_row_names_alone() -> None:
    rng = np.random.default_rng(66)
    is_home = rng.random(10_000) < 0.2
    here, near, far = rng.integers(100, 140, (3, 10_000))

    place, rule = place_and_rule(is_home, here, [near, far], 120)

    alone = [
        place_and_rule(*row[:2], row[2:], 120)
        for row in zip(is_home.tolist(), here.tolist(), near.tolist(), far.tolist(), strict=True)
    ]
    assert list(zip(place.tolist(), rule.tolist(), strict=True)) == alone
    assert set(place.tolist()) == {HOME, HERE, 1, 2}
    assert set(rule.tolist()) == {1, 2, 3, 4}
