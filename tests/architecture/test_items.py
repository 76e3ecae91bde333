"""What every business item must satisfy: told to a newcomer by `make check`, without a database."""

import inspect
from typing import Any

import pytest
from pydantic import ValidationError

from tongchou.standards import codes
from tongchou.standards.fields import ROWS_MAX, Kind, field_faults, kind_of, options_of
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.papers import papers_of
from tongchou.workflow.reversal import SUFFIX
from tongchou.workflow.steps import Does, procedure_of

ITEMS = codes.table("items")


def test_every_row_of_the_table_has_its_declaration_and_every_declaration_its_row() -> None:
    undeclared, without_row = set(ITEMS) - set(catalogue()), set(catalogue()) - set(ITEMS)

    assert not undeclared, "no module in business/<line>/ or proof/<line>/ declares it"
    assert not without_row, "write its row in standards/codes/items.yaml"


@pytest.mark.parametrize("code", catalogue())
def test_a_form_takes_nothing_that_it_does_not_name_and_never_changes(code: str) -> None:
    config = catalogue()[code].form.model_config

    assert (config.get("extra"), config.get("frozen")) == ("forbid", True)


@pytest.mark.parametrize("code", catalogue())
def test_a_form_names_each_of_its_fields_in_both_languages(code: str) -> None:
    fields = catalogue()[code].form.model_fields

    unnamed = [name for name, field in fields.items() if not (field.title and field.description)]

    assert unnamed == []


@pytest.mark.parametrize("code", catalogue())
def test_a_form_takes_no_more_rows_than_whose_faults_memory_holds(code: str) -> None:
    """To say what 390,000 empty rows lack took 440 MB; of a list too long no row is looked at."""
    fields = catalogue()[code].form.model_fields.items()
    rows = {name: field for name, field in fields if kind_of(field) == Kind.ROWS}

    for name in rows:
        with pytest.raises(ValidationError) as refused:
            catalogue()[code].form.model_validate({name: [{}] * (ROWS_MAX + 1)})
        (fault,) = (one for one in refused.value.errors() if one["loc"] == (name,))
        assert fault["type"] == "too_long"
        assert refused.value.error_count() < 10


@pytest.mark.parametrize("code", catalogue())
def test_the_papers_of_an_item_are_known_and_hang_on_fields_of_its_form(code: str) -> None:
    for paper in papers_of(code):
        assert paper.code in codes.table("papers")
        assert not paper.shared or paper.shared in codes.table("paper_sources")
        assert not (paper.shared and paper.follows), "what need not be brought follows nowhere"
        assert set(paper.when or ()) <= set(catalogue()[code].form.model_fields)


@pytest.mark.parametrize("code", catalogue())
def test_an_item_of_one_step_asks_for_no_paper_that_must_be_brought(code: str) -> None:
    """It is completed when it is accepted: nothing could be attached in between."""
    if procedure_of(code).path()[0].does == Does.RECORD:
        assert all(paper.shared for paper in papers_of(code))


@pytest.mark.parametrize("code", catalogue())
def test_what_may_be_chosen_is_worded_in_both_languages(code: str) -> None:
    for field in catalogue()[code].form.model_fields.values():
        options = options_of(field, "34")
        assert all(text.zh and text.en for text in options.values())
        assert options or kind_of(field) not in {Kind.CHOICE, Kind.PLACE}


@pytest.mark.parametrize("code", catalogue())
def test_a_form_of_nonsense_is_refused_field_by_field(code: str) -> None:
    """Whatever a stranger types comes back as faults of named fields, never as a crash."""
    form = catalogue()[code].form
    for nonsense in ("\x00", "９" * 5_000, [], {}, True, None, "2024-13", "-1"):
        given: dict[str, Any] = dict.fromkeys(form.model_fields, nonsense)
        try:
            form.model_validate(given)
        except ValidationError as fault:
            faults = field_faults(fault)
            assert faults
            assert all(one.field and one.text.zh and one.text.en for one in faults)


@pytest.mark.parametrize("code", catalogue())
def test_an_item_that_another_province_asks_for_can_be_declined(code: str) -> None:
    is_asked = "peer" in ITEMS[code].facts["by"]

    assert (catalogue()[code].decline is not None) == is_asked


@pytest.mark.parametrize("code", catalogue())
def test_only_what_waits_takes_an_answer(code: str) -> None:
    waits = "conclude" in procedure_of(code).verbs

    assert (catalogue()[code].conclude is not None) == waits


@pytest.mark.parametrize("code", catalogue())
def test_an_item_stands_in_the_folder_of_its_line(code: str) -> None:
    """A province's items stand in `business`; what both tiers handle in `proof`.

    What reverses an item is declared beside it.
    """
    if code.endswith(SUFFIX):
        reversed_item = catalogue()[code.removesuffix(SUFFIX)]
        assert inspect.getmodule(reversed_item.gather).REVERSAL is catalogue()[code]  # type: ignore[union-attr]
        return
    module = inspect.getmodule(catalogue()[code].gather)
    assert module is not None

    place = f"{ITEMS[code].facts['line']}.{code}"
    assert module.__name__ in {f"tongchou.business.{place}", f"tongchou.proof.{place}"}
    assert f"{ITEMS[code].text.zh}" in (module.__doc__ or "").split("\n")[0]
