"""The catalogue of items, and the steps that each of them takes."""

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from tongchou.standards import codes
from tongchou.workflow.definition import catalogue, register
from tongchou.workflow.steps import follows, steps_of, verb_text

ITEMS = codes.table("items")


def test_a_province_handles_every_item_of_the_table() -> None:
    assert set(catalogue()) == set(ITEMS)


@pytest.mark.parametrize("code", ITEMS)
def test_an_item_has_all_its_members(code: str) -> None:
    definition = catalogue()[code]

    assert definition.code == code
    assert issubclass(definition.Form, BaseModel)
    assert all(callable(getattr(definition, name)) for name in ("gather", "decide", "record"))


@pytest.mark.parametrize("code", ITEMS)
def test_a_form_takes_nothing_that_it_does_not_name_and_never_changes(code: str) -> None:
    config = catalogue()[code].Form.model_config

    assert (config["extra"], config["frozen"]) == ("forbid", True)


@pytest.mark.parametrize("code", ITEMS)
def test_a_form_names_each_of_its_fields_in_both_languages(code: str) -> None:
    unnamed = [
        name
        for name, field in catalogue()[code].Form.model_fields.items()
        if not (field.title and field.description)
    ]

    assert unnamed == []


def test_nobody_changes_the_catalogue_that_was_asked_for() -> None:
    asked: Any = catalogue()

    with pytest.raises(TypeError):
        asked["payment_roll"] = None


@pytest.mark.parametrize("member", ["code", "Form", "gather", "decide", "record"])
def test_what_lacks_a_member_is_no_item(member: str) -> None:
    members = dict.fromkeys(("code", "Form", "gather", "decide", "record"))
    del members[member]

    with pytest.raises(TypeError, match=f"lacks {member}"):
        register(SimpleNamespace(**members))


def test_two_items_do_not_share_a_code() -> None:
    held = catalogue()["payment_roll"]
    members = dict.fromkeys(("Form", "gather", "decide", "record"))

    with pytest.raises(ValueError, match="payment_roll"):
        register(SimpleNamespace(code="payment_roll", **members))

    assert catalogue()["payment_roll"] is held


def test_an_item_may_be_put_in_again() -> None:
    register(catalogue()["payment_roll"])

    assert set(catalogue()) == set(ITEMS)


@pytest.mark.parametrize("code", ITEMS)
def test_an_item_begins_with_its_acceptance_and_takes_known_steps(code: str) -> None:
    steps = steps_of(code)

    assert steps in (["accept"], ["accept", "review", "approve"])
    assert set(steps) <= set(codes.table("item_verbs"))
    assert set(ITEMS[code].facts["by"]) <= {"clerk", "system", "peer"}


def test_one_step_follows_the_other_until_the_last() -> None:
    assert follows("person_enrolment", "accept") == "review"
    assert follows("person_enrolment", "review") == "approve"
    assert follows("person_enrolment", "approve") is None
    assert follows("employer_feed", "accept") is None


def test_what_is_no_step_of_an_item_is_followed_by_none() -> None:
    with pytest.raises(ValueError, match="review"):
        follows("employer_feed", "review")


def test_steps_are_called_in_both_languages() -> None:
    assert (verb_text("refuse").zh, verb_text("refuse").en) == ("不予办理", "Refuse")
