"""The file that an item came with: its name and its digest."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.standards.fields import Kind, kind_of
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item


def file_card(item: Item, declared: AnyItem) -> Card | None:
    """Return what is known of the file; None for an item without one."""
    told = [
        (Text(field.title or name, field.description or name), item.form[name])
        for name, field in declared.form.model_fields.items()
        if kind_of(field) in {Kind.FILE, Kind.DIGEST} and item.form.get(name)
    ]
    return Card("clerk/panels/file.html", {"told": told}) if told else None
