"""Writing what a correction changed in the form of an item, each field with before and after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongchou.agency.models import Clerk
from tongchou.workflow.models import FormChange, Item


def note_form_change(item: Item, form: Mapping[str, Any], *, clerk: Clerk, at: datetime) -> None:
    """Note in which fields an item's form differs from what it says from now on; none, no note."""
    names = dict.fromkeys([*item.form, *form])
    changed = {
        name: [item.form.get(name), form.get(name)]
        for name in names
        if item.form.get(name) != form.get(name)
    }
    if changed:
        FormChange.objects.create(
            item=item, login=clerk.login, name=clerk.name, at=at, fields=changed
        )
