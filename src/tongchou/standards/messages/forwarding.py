"""The messages of a matter 异地受理 that one province takes in and another one decides."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tongchou.standards.messages.items import Digest
from tongchou.standards.messages.message import ForwardedLetter, Message, Part, Province
from tongchou.standards.text import Text

PIECE_BYTES = 512 * 1024
PIECES_MAX = 40
"""A scan travels in pieces of at most so many bytes, and in at most so many pieces."""
SCANS_MAX = 100
"""How many scans a matter has at the most."""

Words = Annotated[str, Field(max_length=500)]
"""What somebody wrote, or what is said to somebody."""

About = Annotated[str, Field(min_length=1, max_length=64)]
"""What a point is about: `field:ssn`, `paper:identity`, `reason:not_entitled`."""


class PointTold(Part):
    """A point 事项 of a step: what is to be mended, or why a matter is refused."""

    about: About
    words: Words


class RefusalTold(Part):
    """Why something was not taken in, in both languages; `field` names the field it is about."""

    code: Annotated[str, Field(max_length=64)]
    zh: Words
    en: Words
    field: Annotated[str, Field(max_length=64)]


class MatterForwarded(Message):
    """A province took a matter in 异地受理 that another one is competent for, or answers for it.

    `round` counts how often a form is handed in: the first one, then one for each time that the
    matter came back. `checked` names points that stand as they are.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("异地受理转递", "Matter forwarded")
    about: ClassVar[tuple[str, ...]] = ("letter",)

    letter: ForwardedLetter
    sender: Province
    competent: Province
    agency: Annotated[str, Field(max_length=9)]
    agency_name: Annotated[str, Field(max_length=128)]
    handed_in_by: Annotated[str, Field(max_length=64)]
    forwarded_on: date
    item: Annotated[str, Field(min_length=1, max_length=32)]
    subject: Annotated[str, Field(max_length=32)]
    subject_name: Annotated[str, Field(max_length=128)]
    form: dict[str, Any]
    round: Annotated[int, Field(ge=1, le=1_000)]
    checked: Annotated[list[About], Field(max_length=60)]
    note: Words


class PaperSent(Message):
    """A piece of a scan 材料 for a matter that was forwarded; with the last one it is whole."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("异地受理材料", "Paper sent")
    about: ClassVar[tuple[str, ...]] = ("letter",)

    letter: ForwardedLetter
    sender: Province
    competent: Province
    paper: Annotated[str, Field(min_length=1, max_length=32)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    digest: Digest
    piece: Annotated[int, Field(ge=1, le=PIECES_MAX)]
    pieces: Annotated[int, Field(ge=1, le=PIECES_MAX)]
    body: Annotated[str, Field(max_length=PIECE_BYTES * 4 // 3 + 4, pattern=r"^[A-Za-z0-9+/]*=*$")]
    """The bytes of the piece, in Base64."""


class MatterFollowed(Message):
    """The competent province tells how a matter stands that was forwarded to it 办理进度.

    `turn` counts what it tells of one matter; `round` is the form that it has seen. A form that it
    does not take in has no number there.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("异地受理进度", "Matter followed")
    about: ClassVar[tuple[str, ...]] = ("letter",)

    letter: ForwardedLetter
    sender: Province
    competent: Province
    followed_on: date
    turn: Annotated[int, Field(ge=1, le=2_000_000_000)]
    round: Annotated[int, Field(ge=1, le=1_000)]
    status: Annotated[str, Field(min_length=1, max_length=12)]
    waits_for: Annotated[str, Field(max_length=12)]
    item_number: Annotated[str, Field(max_length=32)]
    due_on: date | None
    note: Words
    points: Annotated[list[PointTold], Field(max_length=60)]
    missing: Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=60)]
    refusals: Annotated[list[RefusalTold], Field(max_length=60)]


def is_between(letter: str, sender: str, competent: str) -> bool:
    """Whether a number is one that the first province gives to its matters for the second."""
    return letter.startswith(f"{sender}-F") and letter.endswith(f"-{competent}")
