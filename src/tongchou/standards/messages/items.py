"""The message by which the log vouches for what was decided on an item."""

from typing import Annotated, ClassVar

from pydantic import Field

from tongchou.standards.messages.message import Message
from tongchou.standards.text import Text

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest in hexadecimal."""


class ItemDecided(Message):
    """An item was decided 办件决定, or ended: how it stands, and the digest of its content.

    The content is what was decided and on what: form, facts, worksheet, provenance, outcome. It
    stays in the province; its digest lets nobody change it unseen. `figures` is the digest of
    all figures of the law that the node holds, so that both tiers can compare theirs.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("办件决定", "Item decided")
    about: ClassVar[tuple[str, ...]] = ()

    item_number: str
    item: str
    status: str
    content: Digest
    figures: Digest
