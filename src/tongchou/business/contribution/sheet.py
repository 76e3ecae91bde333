"""A sheet as it is read: rows of text that may or may not be a declaration."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongchou.standards.refusal import Refusal

Row = tuple[int, list[str]]
"""A row's number in its sheet, from 1 on, and its cells."""


@dataclass(frozen=True)
class Sheet:
    """Rows of text, read as they are asked for; `breaks_off` says why they end too early.

    `rows_min` is how many rows there are at least, where they were counted beforehand. In a
    spreadsheet every cell keeps its place and rows may be left out; in a delimited text one
    comma too many moves all cells after it.
    """

    rows: Iterator[Row]
    breaks_off: Refusal | None = None
    rows_min: int = 0
    cells_keep_place: bool = False


class Unreadable(ValueError):
    """A file that cannot be read without guessing; its refusal is what the user sees."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text.en)
        self.refusal = refusal
