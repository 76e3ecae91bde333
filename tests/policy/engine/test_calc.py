"""Rules asked by name: whatever is asked, the answer is a result or a reason, never a fault."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.catalogue import RULES
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.figures import titles

TODAY = date(2026, 11, 1)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        ["", "34", "44", "99", "2024-09", "2024-13", "9999-12", "2024-02-30", "2025-03-31",
         "man", "woman_55", "employee", "retired", "1e9", "NaN", "-1",
         "0.8", "1234.567", "１２", "0" * 400,
         "\x00", "武汉"]
    ),
    st.text(max_size=12),
)  # fmt: skip
VALUES = st.recursive(ODD, lambda inner: st.lists(inner, max_size=4), max_leaves=12)


def names_of(rule: str) -> list[str]:
    """Return the names of a rule's facts, as callers write them."""
    fields = RULES[rule].facts.model_fields.items()
    return [field.alias or name for name, field in fields if name != "given"]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_no_question_is_a_fault(rule: str, data: Any) -> None:
    asked = data.draw(st.fixed_dictionaries(dict.fromkeys(names_of(rule), VALUES)))
    figures = [*RULES[rule].given, *titles(), "no_such_figure"]
    asked["given"] = data.draw(
        st.dictionaries(st.sampled_from(figures), ODD.filter(lambda one: one is not None))
    )

    found = answer(RULES[rule], asked, known_on=TODAY).as_json()

    assert (found["result"] is None) == bool(found["refusals"])
    assert all(refusal["zh"] and refusal["en"] for refusal in found["refusals"])
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("asked", [None, [], "a text", "34", {}, {"given": []}, {"no": "such"}])
def test_what_is_no_question_is_refused_field_by_field(asked: Any) -> None:
    for rule in RULES.values():
        found = answer(rule, asked, known_on=TODAY)

        assert found.result is None
        assert found.refusals


def test_a_figure_given_stands_before_what_is_published() -> None:
    asked = {"province": "34", "month": "2024-09", "wage": "100", "given": {"base_floor": "200"}}

    found = answer(RULES["contribution"], asked, known_on=TODAY)

    assert found.result is not None
    assert found.result["base"] == "200.00"
    assert found.result["employee"] == "16.00"  # 200 × 8 %
    assert found.worksheet.lines[0].basis == "given"


def test_a_figure_that_nobody_knows_and_a_value_that_is_none_are_named() -> None:
    facts = {"province": "34", "month": "2024-09", "wage": "100"}

    unknown = answer(RULES["contribution"], facts | {"given": {"floor": "1"}}, known_on=TODAY)
    odd = answer(RULES["contribution"], facts | {"given": {"base_floor": "low"}}, known_on=TODAY)

    assert [(one.code, one.field) for one in unknown.refusals] == [("given.unknown", "given.floor")]
    assert "base_floor" in unknown.refusals[0].remedy.en  # type: ignore[union-attr]
    assert [(one.code, one.field) for one in odd.refusals] == [("given.odd", "given.base_floor")]


def test_every_rule_is_known_by_a_name_that_a_command_line_takes() -> None:
    assert list(RULES) == [name.lower().replace("_", "-") for name in RULES]
    assert all(rule.name == name and rule.title.zh and rule.title.en
               for name, rule in RULES.items())  # fmt: skip


def test_an_answer_has_its_result_its_lines_and_its_refusals() -> None:
    asked = {"province": "34", "month": "2024-09", "wage": "5000"}

    found = answer(RULES["contribution"], asked, known_on=TODAY).as_json()

    assert list(found) == ["result", "lines", "refusals"]
    assert found["lines"][0] == {
        "name": "base_floor",
        "zh": "缴费基数下限",
        "en": "Floor of the contribution base",
        "value": 422_700,
        "unit": "fen",
        "shown": "4,227.00",
        "formula": "",
        "basis": "provincial-publication-34",
        "provisional": False,
    }
