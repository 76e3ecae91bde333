"""The catalogue of items, and the procedures by which they move."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tongchou.standards import codes
from tongchou.workflow import catalogue as module
from tongchou.workflow.catalogue import catalogue, register
from tongchou.workflow.steps import START, Does, procedure_of, steps_of, verb_text

ITEMS = codes.table("items")


def test_nobody_changes_the_catalogue_that_was_asked_for() -> None:
    asked: Any = catalogue()

    with pytest.raises(TypeError):
        asked["payment_roll"] = None


def test_what_is_no_declaration_is_no_item() -> None:
    almost: Any = SimpleNamespace(code="payment_roll")

    with pytest.raises(TypeError, match="no declaration"):
        register([almost])


def test_two_items_do_not_share_a_code() -> None:
    held = catalogue()["payment_roll"]

    with pytest.raises(ValueError, match="two business items are called payment_roll"):
        register([replace(catalogue()["person_enrolment"], code="payment_roll")])

    assert catalogue()["payment_roll"] is held


def test_an_item_needs_a_row_in_the_table() -> None:
    with pytest.raises(ValueError, match=r"items\.yaml"):
        register([replace(catalogue()["payment_roll"], code="nowhere")])


def test_an_item_that_waits_must_know_what_to_do_with_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declared = catalogue()["transfer_in"]
    monkeypatch.delitem(module._CATALOGUE, "transfer_in")

    with pytest.raises(ValueError, match="conclude"):
        register([replace(declared, conclude=None)])


def test_an_item_moves_by_a_procedure_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ITEMS["payment_roll"]
    tables = {
        "items": {"payment_roll": replace(row, facts={**row.facts, "procedure": "by_pigeon"})},
        "procedures": codes.table("procedures"),
    }
    monkeypatch.setattr(codes, "table", tables.__getitem__)

    with pytest.raises(ValueError, match=r"payment_roll moves by by_pigeon.*procedures\.yaml"):
        procedure_of.__wrapped__("payment_roll")


def test_an_item_may_be_put_in_again() -> None:
    register([catalogue()["payment_roll"]])

    assert set(catalogue()) == set(ITEMS)


@pytest.mark.parametrize("code", ITEMS)
def test_a_procedure_leads_from_a_new_item_to_its_completion(code: str) -> None:
    path = procedure_of(code).path()

    assert START in path[0].origins
    assert path[-1].to == "completed"
    assert [one.does for one in path].count(Does.RECORD) == 1
    assert set(ITEMS[code].facts["by"]) <= {"clerk", "citizen", "employer", "system", "peer"}


@pytest.mark.parametrize("code", ITEMS)
def test_every_state_that_an_item_may_reach_has_a_way_on_or_is_an_end(code: str) -> None:
    procedure = procedure_of(code)
    reached = {one.to for one in procedure.transitions}

    ends = {state for state in reached if procedure.forward(state) is None}

    assert ends <= {"completed", "refused", "withdrawn"}


@pytest.mark.parametrize("code", ITEMS)
def test_steps_that_decide_are_taken_by_different_people(code: str) -> None:
    path = [one for one in procedure_of(code).path() if one.does != Does.ANSWER]

    assert len(path) == 1 or all(one.is_apart for one in path)


def test_the_steps_of_an_item_are_those_on_its_way_to_completion() -> None:
    assert steps_of("person_enrolment") == ["accept", "review", "approve"]
    assert steps_of("transfer_in") == ["accept", "review", "approve"]
    assert steps_of("employer_feed") == ["accept"]


def test_a_verb_leads_where_the_table_says_and_nowhere_else() -> None:
    procedure = procedure_of("person_enrolment")

    review = procedure.transition("accepted", "review")

    assert review is not None
    assert (review.to, review.duties, review.line) == ("reviewed", ("review",), "enrolment")
    assert procedure.transition("reviewed", "review") is None
    assert procedure.forward("completed") is None


def test_steps_are_called_in_both_languages() -> None:
    assert (verb_text("refuse").zh, verb_text("refuse").en) == ("不予办理", "Refuse")
