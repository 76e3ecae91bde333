"""Where in a table the declared rows stand: its header, and what the rows above it say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from tongchou.business.contribution import limits, refusals
from tongchou.business.contribution.headers import NAMES, REQUIRED, columns_of
from tongchou.business.contribution.table import Row, Table
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import plain_forms

_STATED_CHARACTERS = 2_000
"""How much of a row above the header is searched for what it says beside a label."""

_PENSION = "养老"
"""Where a heading is repeated, the words above it say which insurance a column is for."""

_NEAR = len(REQUIRED) - 1
"""A row that names so many of the columns was meant as a header."""

_CREDIT_CODE = r"[0-9A-Z]{15,20}"
_PERIOD = r"(?:19|20)[0-9]{2}[0-9年月日./~至-]*"


@dataclass(frozen=True)
class Header:
    """The row that names the columns: its number, how wide it is, where each column stands.

    `employer` is the credit code that the rows above it state where no column holds one, and
    `periods` the months they state, each with its row.
    """

    row: int
    width: int
    columns: dict[str, int]
    employer: str = ""
    periods: dict[str, int] = field(default_factory=dict)

    def fitted(self, cells: list[str]) -> list[str]:
        """Return a row's cells under the header, as many as it has."""
        return (cells + [""] * (self.width - len(cells)))[: self.width]


@dataclass(frozen=True)
class NoHeader:
    """Why a table has no header; `is_near` where it is one that lacks a column, or has it twice."""

    refusal: Refusal | None = None
    is_near: bool = False


def header_in(table: Table, employer: str = "") -> Header | NoHeader:
    """Return the header of a table, or what was seen instead.

    `employer` is whose file it is said to be, where neither a column nor a title says so.

    A header may take two rows, of which the lower one divides what the upper one names. Rows
    that name some columns only may be titles; the fullest of them is what is told.
    """
    above: list[Row] = []
    nearest: tuple[int, Row] = 0, (0, [])
    for number, cells in islice(table.rows, limits.TITLE_ROWS_MAX):
        whose = _stated(above, "credit_codes", _CREDIT_CODE) or employer
        upper = above[-1][1] if above else []
        for row in ((number, cells), (number, _filled(cells, upper))):
            named = REQUIRED.keys() & columns_of(row[1]).keys()
            if named >= REQUIRED.keys() - ({"credit_codes"} if whose else set()):
                return _header(table.sheet, row, above, whose)
            nearest = max(nearest, (len(named), row), key=lambda found: found[0])
        above.append((number, cells))
    count, row = nearest
    if count:
        return NoHeader(refusals.column_missing(table.sheet, row), is_near=count >= _NEAR)
    seen = next((row for row in above if any(map(str.strip, row[1]))), None)
    return NoHeader(refusals.header_missing(table.sheet, seen) if seen else None)


def _header(sheet: str, row: Row, above: list[Row], employer: str) -> Header | NoHeader:
    """Return the header that a row is, with one place for each column."""
    number, cells = row
    columns: dict[str, int] = {}
    for column, places in columns_of(cells).items():
        meant = places if len(places) == 1 else _for_pensions(places, above)
        if column in REQUIRED and len(meant) != 1:
            return NoHeader(refusals.column_repeated(sheet, row, places), is_near=True)
        columns[column] = (meant or places)[0]
    periods = {
        stated: title[0] for title in above if (stated := _stated([title], "periods", _PERIOD))
    }
    stated = "" if "credit_codes" in columns else employer
    return Header(number, len(cells), columns, stated, periods)


def _filled(cells: list[str], upper: list[str]) -> list[str]:
    """Return a row in which what is blank has the words of the row above it."""
    width = max(len(cells), len(upper))
    lower, upper = (row + [""] * (width - len(row)) for row in (cells, upper))
    return [below if below.strip() else over for below, over in zip(lower, upper, strict=True)]


def _for_pensions(places: list[int], above: list[Row]) -> list[int]:
    """Return those of a repeated heading's places that the row above gives to the pension."""
    upper = above[-1][1] if above else []
    words, found = "", []
    for place in range(places[-1] + 1):
        words = (upper[place].strip() if place < len(upper) else "") or words
        if place in places and _PENSION in words:
            found.append(place)
    return found


def _stated(rows: Sequence[Row], column: str, value: str) -> str:
    """Return what rows state behind a column's name, in its cell or the next, if it is one."""
    names = "|".join(sorted(map(re.escape, NAMES[column]), key=len, reverse=True))
    label = re.compile(rf"(?:{names})(?:\([^()]*\))?[:\n]*({value})", re.IGNORECASE)
    found = {match[1] for _, cells in rows for match in label.finditer(_run_together(cells))}
    return found.pop() if len(found) == 1 else ""


def _run_together(cells: Sequence[str]) -> str:
    said = (re.sub(r"[\s*]", "", plain_forms(cell)) for cell in cells)
    return "\n".join(filter(None, said))[:_STATED_CHARACTERS]
