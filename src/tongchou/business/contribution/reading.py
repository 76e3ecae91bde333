"""Reading declaration files 缴费工资申报: CSV or XLSX in, columns of text out, nothing guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress, islice

from tongchou.business.contribution import delimited, refusals, spreadsheet
from tongchou.business.contribution.headers import REQUIRED, columns_of
from tongchou.business.contribution.sheet import Sheet, Unreadable
from tongchou.standards.refusal import Refusal

BYTES_MAX = 128 * 1024 * 1024
ROWS_MAX = 1_000_000
TITLE_ROWS_MAX = 30
HEADER_COLUMNS_MIN = 2

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_TOTAL = re.compile(
    r"(本页|本月|单位)?(合计|总计|小计|共计)(金额|人数)?[::]?|(sub)?total:?", re.IGNORECASE
)


@dataclass(frozen=True)
class DeclarationTable:
    """A declaration's columns, as they were written; `rows` counts from 1 under the header.

    `crowded` holds the places (not the row numbers) with more cells than the header has
    columns: in such a row nobody can tell which cell is the wage.
    """

    rows: list[int]
    credit_codes: list[str]
    employer_names: list[str]
    names: list[str]
    ssns: list[str]
    wages: list[str]
    crowded: frozenset[int] = frozenset()
    ignored_rows: int = 0

    def __len__(self) -> int:
        return len(self.rows)


def read_declaration(name: str, content: bytes) -> DeclarationTable | Refusal:
    """Return the columns of a declaration file, or why the whole file cannot be taken.

    What a file is is told by its bytes; its name may say what it likes.
    """
    del name
    if len(content) > BYTES_MAX:
        return refusals.file_too_large(f"{BYTES_MAX >> 20} MB")
    if not content.strip():
        return refusals.file_empty()
    if content.startswith(_OLD_EXCEL):
        return refusals.file_unreadable("不支持旧版XLS文件", "The old XLS format is not read")
    is_spreadsheet = content.startswith(spreadsheet.SIGNATURE)
    try:
        return _first_declaration((spreadsheet if is_spreadsheet else delimited).sheets_of(content))
    except Unreadable as fault:
        return fault.refusal


def _first_declaration(sheets: Iterable[Sheet]) -> DeclarationTable | Refusal:
    """Return the first sheet whose header names all columns, or the likeliest reason why none."""
    refused = None
    for sheet in sheets:
        try:
            found = _declaration_in(sheet)
        except Unreadable as fault:
            found = fault.refusal
        if isinstance(found, DeclarationTable):
            return found
        refused = refused or found
    return refused or refusals.header_missing()


def _declaration_in(sheet: Sheet) -> DeclarationTable | Refusal | None:
    head = list(islice(sheet.rows, TITLE_ROWS_MAX))
    for place, cells in enumerate(head):
        columns = columns_of(cells)
        if len(columns) < HEADER_COLUMNS_MIN:
            continue
        missing = [text for column, text in REQUIRED.items() if column not in columns]
        if missing:
            return refusals.column_missing(missing)
        if sheet.breaks_off:
            return sheet.breaks_off
        body = head[place + 1 :]
        body += islice(sheet.rows, ROWS_MAX + 1 - len(body))
        if len(body) > ROWS_MAX:
            return refusals.file_too_large(f"{ROWS_MAX:,}行 rows")
        return _table(columns, len(cells), body, sheet) if body else refusals.file_empty()
    return sheet.breaks_off


def _table(
    columns: dict[str, int], width: int, body: list[list[str]], sheet: Sheet
) -> DeclarationTable | Refusal:
    """Return the columns of the rows under a header that is `width` cells wide."""
    crowded: set[int] = set()
    if any(len(cells) != width for cells in body):
        crowded = {place for place, cells in enumerate(body) if any(map(str.strip, cells[width:]))}
        body = [(cells + [""] * (width - len(cells)))[:width] for cells in body]
    kept = [bool(cells[columns["ssns"]].strip()) or not _is_nobody(cells) for cells in body]
    if not any(kept):
        return refusals.file_empty()
    if sheet.cells_keep_place:
        crowded.clear()
    spread = list(zip(*compress(body, kept), strict=True))
    rows = list(compress(range(1, len(body) + 1), kept))
    texts = {column: list(spread[place]) for column, place in columns.items()}
    return DeclarationTable(
        rows=rows,
        **{"employer_names": [""] * len(rows), **texts},
        crowded=frozenset(place for place, row in enumerate(rows) if row - 1 in crowded),
        ignored_rows=len(body) - len(rows),
    )


def _is_nobody(cells: list[str]) -> bool:
    """Whether a row without a number is blank, or sums up the rows above it."""
    said = [re.sub(r"\s", "", cell) for cell in cells]
    return not any(said) or any(map(_TOTAL.fullmatch, said))
