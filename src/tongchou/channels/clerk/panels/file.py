"""The file 附件 that an item came with: its name and its digest."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.standards.fields import Kind
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item


def file_card(item: Item, declared: AnyItem) -> Card | None:
    """Return what is known of the file; None for an item without one."""
    names = item.attachments.order_by("id").values_list("name", flat=True)
    digest = item.form.get(declared.field_of(Kind.DIGEST) or "", "")
    told = [(Text("文件名", "File name"), name) for name in names]
    if digest:
        told.append((Text("文件摘要（SHA-256）", "Digest of the file (SHA-256)"), digest))
    return Card("clerk/panels/file.html", {"told": told}) if told else None
