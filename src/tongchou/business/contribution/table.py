"""A table as it is read from a file: rows of text that may or may not be a declaration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO

from tongchou.business.contribution import limits
from tongchou.standards.refusal import Refusal

Row = tuple[int, list[str]]
"""A row's number in its table, from 1 on, and its cells."""


@dataclass(frozen=True)
class Table:
    """Rows of text, read as they are asked for; `breaks_off` says why they end too early.

    `rows_min` is how many rows there are at least, where they were counted beforehand, and
    `last_rows` the cells of the last ones, where they are too many. In a spreadsheet every cell
    keeps its place and rows may be left out; in a delimited text one comma too many moves all
    cells after it. `sheet` is the name of a spreadsheet's sheet.
    """

    rows: Iterator[Row]
    breaks_off: Refusal | None = None
    rows_min: int = 0
    last_rows: Sequence[list[str]] = ()
    cells_keep_place: bool = False
    sheet: str = ""


def pieces_of(body: IO[bytes]) -> Iterator[bytes]:
    """Return a file from its start, a MB at a time."""
    body.seek(0)
    return iter(partial(body.read, limits.MB), b"")


class Unreadable(ValueError):
    """A file that cannot be read without guessing; its refusal is what the user sees."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text.en)
        self.refusal = refusal
