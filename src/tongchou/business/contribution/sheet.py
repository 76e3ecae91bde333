"""A sheet as it is read: rows of text that may or may not be a declaration."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongchou.standards.refusal import Refusal


@dataclass(frozen=True)
class Sheet:
    """Rows of text, read as they are asked for, and why they break off where they do.

    In a spreadsheet every cell keeps its place; in a delimited text one comma too many moves
    all cells after it.
    """

    rows: Iterator[list[str]]
    breaks_off: Refusal | None = None
    cells_keep_place: bool = False


class Unreadable(ValueError):
    """A file that cannot be read without guessing; its refusal is what the user sees."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text.en)
        self.refusal = refusal
