"""The messages by which the log vouches for what was decided on an item, and on which papers."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tongchou.standards.messages.message import Message
from tongchou.standards.text import Text

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest in hexadecimal."""

LaterDigest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
"""A digest that an earlier version did not tell; empty in what was told before."""


class ItemDecided(Message):
    """An item was decided 办件决定, or ended: how it stands, and the digests of its content.

    The content is what was decided and on what: form, facts, worksheet, provenance, outcome; the
    steps are who moved it, when, with which words; the files are those it came with; the handling
    is who took it in, for where, when, what stood against it. All of it stays in the province; its
    digests let nobody change it unseen. `figures` is the digest of all
    figures of the law that the node holds, so that both tiers can compare theirs.
    """

    version: ClassVar[int] = 3
    label: ClassVar[Text] = Text("办件决定", "Item decided")
    about: ClassVar[tuple[str, ...]] = ()
    upgrades: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        1: lambda told: told | {"steps": "", "files": ""},
        2: lambda told: told | {"handling": ""},
    }

    item_number: str
    item: str
    status: str
    content: Digest
    steps: LaterDigest
    files: LaterDigest
    handling: LaterDigest
    figures: Digest


class ItemFilesAdded(Message):
    """A paper that was promised came after its item had ended 容缺材料补交.

    `files` is the digest of all that is kept with the item since; see `ItemDecided`.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("容缺材料补交", "Paper that followed")
    about: ClassVar[tuple[str, ...]] = ()

    item_number: str
    files: Digest
