"""What a form of an item must have before its pages can be tried; this needs no database."""

import pytest
from filled import FORMS, OWN, fields
from pydantic import ValidationError

from tongchou.workflow.catalogue import catalogue


def faulty(code: str) -> set[str]:
    """Return the typed fields that an item's form does not take as they are filled in."""
    try:
        catalogue()[code].form.model_validate(FORMS[code])
    except ValidationError as fault:
        return {str(error["loc"][0]) for error in fault.errors()} & set(fields(code))
    return set()


@pytest.mark.parametrize("code", FORMS)
def test_a_form_filled_in_by_its_kinds_is_taken(code: str) -> None:
    assert not faulty(code), "say in OWN of tests/channels/clerk/filled.py what stands in them"


def test_what_is_filled_in_otherwise_is_a_field_that_its_item_shows() -> None:
    unknown = {code: form.keys() - set(fields(code)) for code, form in OWN.items()}

    assert not any(unknown.values()), unknown
