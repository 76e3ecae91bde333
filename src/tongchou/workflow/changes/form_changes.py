"""Writing what a correction changed in the form of an item, each field with before and after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongchou.agency.models import Clerk
from tongchou.workflow.models import FormChange, Item


def note_form_change(item: Item, before: Mapping[str, Any], *, clerk: Clerk, at: datetime) -> None:
    """Note in which fields an item's form differs from what it said before; none, no note."""
    names = dict.fromkeys([*before, *item.form])
    changed = {
        name: [before.get(name), item.form.get(name)]
        for name in names
        if before.get(name) != item.form.get(name)
    }
    if changed:
        FormChange.objects.create(
            item=item, login=clerk.login, name=clerk.name, at=at, fields=changed
        )
