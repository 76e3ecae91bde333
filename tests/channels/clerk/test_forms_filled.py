"""What a form of an item must have before its pages can be tried; this needs no database."""

from filled import FORMS, fields

from tongchou.standards import codes


def test_every_item_that_a_clerk_starts_has_a_filled_form_to_be_tried_with() -> None:
    items = codes.table("items")
    started = {code for code in items if "clerk" in items[code].facts["by"]}

    assert FORMS.keys() == started, "fill in a form of it in tests/channels/clerk/filled.py"


def test_a_filled_form_names_fields_that_its_item_shows() -> None:
    unknown = {code: form.keys() - set(fields(code)) for code, form in FORMS.items()}

    assert not any(unknown.values()), unknown
