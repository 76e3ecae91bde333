"""Reading declaration files 缴费工资申报: CSV or XLSX in, columns of text out, nothing guessed."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, compress, islice, takewhile
from os import SEEK_END
from typing import IO

import numpy as np

from tongchou.business.contribution import delimited, limits, refusals, spreadsheet
from tongchou.business.contribution.declaration import (
    Declaration,
    Employers,
    WrittenRows,
    joined,
    repaired,
)
from tongchou.business.contribution.headers import REQUIRED, columns_of
from tongchou.business.contribution.table import Row, Table, Unreadable, pieces_of
from tongchou.business.contribution.verdicts import judged_by_sight
from tongchou.standards.messages import SLICE_ROWS
from tongchou.standards.refusal import Refusal

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of an encrypted workbook's contents; it stands in one block of 512 bytes."""

_TOTAL = re.compile(
    r"(本页|本月|单位)?(合计|总计|小计|共计)(金额|人数)?[::]?|(sub)?total:?", re.IGNORECASE
)


@dataclass(frozen=True)
class Header:
    """The row that names the columns: its number, how wide it is, where each column stands."""

    row: int
    width: int
    columns: dict[str, int]

    def fitted(self, cells: list[str]) -> list[str]:
        """Return a row's cells under the header, as many as it has."""
        return (cells + [""] * (self.width - len(cells)))[: self.width]

    def declares(self, cells: list[str]) -> bool:
        """Whether a row declares somebody; one without a number may be blank, or a total."""
        return bool(cells[self.columns["ssns"]].strip()) or not _is_nobody(cells)


_ROWS_WEIGHED = 100
"""How many rows are read before their characters are counted; slices are made of so many."""

Look = Callable[[Iterator[Declaration]], Iterator[Declaration]]
"""What looks slices of rows up, and yields them with what it found."""


def read_declaration(body: IO[bytes], look: Look = iter) -> Declaration | Refusal:
    """Return the declaration in a file, or why the whole file cannot be taken.

    What a file is is told by its bytes; its name may say what it likes. Its slices of
    rows are looked up as they are read.
    """
    if body.seek(0, SEEK_END) > limits.FILE_BYTES_MAX:
        most = f"{limits.FILE_BYTES_MAX // limits.MB} MB"
        return refusals.file_too_large(most, most)
    if not any(piece.strip() for piece in pieces_of(body)):
        return refusals.file_empty()
    body.seek(0)
    start = body.read(len(_OLD_EXCEL))
    if start == _OLD_EXCEL:
        return _old_excel(body)
    is_spreadsheet = start == spreadsheet.SIGNATURE
    tables = (spreadsheet if is_spreadsheet else delimited).tables_of(body)
    try:
        with closing(tables):
            return _first_declaration(tables, look)
    except Unreadable as fault:
        return fault.refusal


def _old_excel(body: IO[bytes]) -> Refusal:
    """Return what is said of the container of old workbooks, which encrypted ones use too."""
    if any(_ENCRYPTED in piece for piece in pieces_of(body)):
        return refusals.file_unreadable("工作簿已加密", "The workbook is encrypted")
    return refusals.file_unreadable("不支持旧版XLS文件", "The old XLS format is not read")


def _first_declaration(tables: Iterator[Table], look: Look) -> Declaration | Refusal:
    """Return the first table whose header names all columns, or the likeliest reason why none."""
    refused = None
    for table in tables:
        try:
            found = _declaration_in(table, look)
        except Unreadable as fault:
            found = fault.refusal
        if isinstance(found, Declaration):
            return found
        refused = refused or found
    return refused or refusals.header_missing()


def _declaration_in(table: Table, look: Look) -> Declaration | Refusal | None:
    for number, cells in islice(table.rows, limits.TITLE_ROWS_MAX):
        columns = columns_of(cells)
        if not columns:
            continue
        missing = [text for column, text in REQUIRED.items() if column not in columns]
        if missing:
            return refusals.column_missing(missing)
        header = Header(number, len(cells), columns)
        if table.rows_min > limits.ROWS_MAX and _has_too_many(header, table):
            return refusals.too_many_rows()
        return table.breaks_off or _declaration_under(header, table, look)
    return table.breaks_off


def _has_too_many(header: Header, table: Table) -> bool:
    """Whether too many rows stand under a header; those at the end that declare nobody are free."""
    idle = takewhile(
        lambda cells: not header.declares(header.fitted(cells)), reversed(table.last_rows)
    )
    return table.rows_min - header.row - sum(1 for _ in idle) > limits.ROWS_MAX


def _declaration_under(header: Header, table: Table, look: Look) -> Declaration | Refusal:
    """Return the declaration whose rows stand under a header; they are read slice by slice."""
    slices: list[Declaration] = []
    reading = _Reading(header.row)
    found = refused = 0
    for piece in look(_slices_under(header, table, reading)):
        slices.append(piece)
        found += len(piece)
        if found > limits.ROWS_MAX:
            return refusals.too_many_rows()
        refused += int(np.count_nonzero(piece.faults))
        if refused > limits.REFUSED_ROWS_MAX:
            return _too_many_refused(joined(slices))
    if not slices:
        return refusals.file_empty()
    return joined(slices, ignored_rows=reading.last_row - header.row - found)


@dataclass
class _Reading:
    """How far a table was read: the number of its last row."""

    last_row: int


def _slices_under(header: Header, table: Table, reading: _Reading) -> Iterator[Declaration]:
    """Yield the rows under a header that declare somebody, a slice at a time."""
    employers = Employers()
    for rows in _slices_of(table.rows):
        reading.last_row = rows[-1][0]
        given = _written_rows(rows, header, may_be_crowded=not table.cells_keep_place)
        if given.rows:
            yield repaired(given, employers)


def _slices_of(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Return rows some at a time: as many as a message carries, or fewer where they are long."""
    some: list[Row] = []
    characters = 0
    while few := list(islice(rows, _ROWS_WEIGHED)):
        some += few
        characters += sum(map(len, chain.from_iterable(cells for _, cells in few)))
        if len(some) == SLICE_ROWS or characters > limits.SLICE_CHARACTERS_MAX:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _too_many_refused(declaration: Declaration) -> Refusal:
    """Return what is said of a file given up for the rows that were read so far."""
    verdicts = judged_by_sight(declaration)
    return refusals.too_many_refused(len(verdicts.refused), *verdicts.commonest_case())


def _written_rows(rows: list[Row], header: Header, *, may_be_crowded: bool) -> WrittenRows:
    """Return the columns of those rows that declare somebody."""
    width, columns = header.width, header.columns
    numbers = [number - header.row for number, _ in rows]
    body = [cells if len(cells) == width else header.fitted(cells) for _, cells in rows]
    if not all(map(str.strip, [cells[columns["ssns"]] for cells in body])):
        kept = list(map(header.declares, body))
        rows, body = list(compress(rows, kept)), list(compress(body, kept))
        numbers = list(compress(numbers, kept))
    crowded = [
        place
        for place, (_, cells) in enumerate(rows)
        if may_be_crowded and len(cells) > width and any(map(str.strip, cells[width:]))
    ]
    texts = {name: [cells[columns[name]] for cells in body] for name in REQUIRED}
    return WrittenRows(numbers, crowded=crowded, **texts)


def _is_nobody(cells: list[str]) -> bool:
    """Whether a row without a number is blank, or sums up the rows above it."""
    said = [re.sub(r"\s", "", cell) for cell in cells]
    return not any(said) or any(map(_TOTAL.fullmatch, said))
