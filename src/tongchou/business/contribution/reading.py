"""Reading declaration files 缴费工资申报: CSV or XLSX in, columns of text out, nothing guessed."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
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
from tongchou.business.contribution.formats import refused_by_format
from tongchou.business.contribution.headers import PERIODS, REQUIRED
from tongchou.business.contribution.layout import Header, NoHeader, header_in
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


_ROWS_WEIGHED = 100
"""How many rows are read before their characters are counted; slices are made of so many."""

Look = Callable[[Iterator[Declaration]], Iterator[Declaration]]
"""What looks slices of rows up, and yields them with what it found."""


def read_declaration(
    body: IO[bytes], look: Look = iter, *, employer: str = ""
) -> Declaration | Refusal:
    """Return the declaration in a file, or why the whole file cannot be taken.

    What a file is is told by its bytes; its name may say what it likes. Its slices of
    rows are looked up as they are read. `employer` is whose rows they are in a file that names
    no employer.
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
    if refused := refused_by_format(body):
        return refused
    is_spreadsheet = start == spreadsheet.SIGNATURE
    tables = (spreadsheet if is_spreadsheet else delimited).tables_of(body)
    try:
        with closing(tables):
            return _first_declaration(tables, look, employer)
    except Unreadable as fault:
        return fault.refusal


def _old_excel(body: IO[bytes]) -> Refusal:
    """Return what is said of the container of old workbooks, which encrypted ones use too."""
    if any(_ENCRYPTED in piece for piece in pieces_of(body)):
        return refusals.file_unreadable("工作簿已加密", "The workbook is encrypted")
    return refusals.file_unreadable("不支持旧版XLS文件", "The old XLS format is not read")


def _first_declaration(tables: Iterator[Table], look: Look, employer: str) -> Declaration | Refusal:
    """Return the first table whose header names all columns, or the likeliest reason why none.

    The tables of a text are readings of the same rows. Sheets are not: a second one that
    declares people, or was meant to, refuses the workbook instead of being passed over.
    """
    refused: Refusal | None = None
    read: tuple[str, Declaration] | None = None
    for table in tables:
        if read:
            if _declares_somebody(table, employer):
                return refusals.several_sheets(read[0], table.sheet)
            continue
        found = _declaration_in(table, look, employer)
        if isinstance(found, Declaration):
            if not table.sheet:
                return found
            read = table.sheet, found
        elif found.is_near and table.sheet:
            return found.refusal or refusals.header_missing()
        else:
            refused = refused or found.refusal
    return read[1] if read else refused or refusals.header_missing()


def _declaration_in(table: Table, look: Look, employer: str) -> Declaration | NoHeader:
    try:
        header = header_in(table, employer)
        if table.breaks_off and (isinstance(header, Header) or not header.is_near):
            return NoHeader(table.breaks_off)
        if isinstance(header, NoHeader):
            return header
        if table.rows_min > limits.ROWS_MAX and _has_too_many(header, table):
            return NoHeader(refusals.too_many_rows(), is_near=True)
        found = _declaration_under(header, table, look)
    except Unreadable as fault:
        return NoHeader(fault.refusal, is_near=True)
    if isinstance(found, Declaration):
        return found
    return NoHeader(found, is_near=found != refusals.file_empty())


def _declares_somebody(table: Table, employer: str) -> bool:
    """Whether a further sheet declares people too, or lacks little to do so."""
    header = header_in(table, employer)
    if isinstance(header, NoHeader):
        return header.is_near
    return any(_declares(header, header.fitted(cells)) for _, cells in table.rows)


def _has_too_many(header: Header, table: Table) -> bool:
    """Whether too many rows stand under a header; those at the end that declare nobody are free."""
    idle = takewhile(
        lambda cells: not _declares(header, header.fitted(cells)), reversed(table.last_rows)
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
    return joined(
        slices,
        ignored_rows=reading.last_row - header.row - found,
        header_row=header.row,
        periods=header.periods | reading.periods,
    )


@dataclass
class _Reading:
    """How far a table was read: the number of its last row, and what months its rows state."""

    last_row: int
    periods: dict[str, int] = field(default_factory=dict)


def _slices_under(header: Header, table: Table, reading: _Reading) -> Iterator[Declaration]:
    """Yield the rows under a header that declare somebody, a slice at a time."""
    employers = Employers()
    for rows in _slices_of(table.rows):
        reading.last_row = rows[-1][0]
        given = _written_rows(rows, header, may_be_crowded=not table.cells_keep_place)
        reading.periods = given.periods | reading.periods
        if len(reading.periods) > limits.PERIODS_MAX:
            raise Unreadable(refusals.too_many_periods())
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
        kept = [_declares(header, cells) for cells in body]
        rows, body = list(compress(rows, kept)), list(compress(body, kept))
        numbers = list(compress(numbers, kept))
    crowded = [
        place
        for place, (_, cells) in enumerate(rows)
        if may_be_crowded and len(cells) > width and any(map(str.strip, cells[width:]))
    ]
    texts = {
        name: [cells[columns[name]] for cells in body] if name in columns else []
        for name in REQUIRED
    }
    if header.employer:
        texts["credit_codes"] = [header.employer] * len(body)
    periods = _periods_in(body, [number for number, _ in rows], header)
    return WrittenRows(numbers, crowded=crowded, periods=periods, **texts)


def _periods_in(body: list[list[str]], numbers: list[int], header: Header) -> dict[str, int]:
    """Return the months that rows state for themselves, each with the first row of the file."""
    found: dict[str, int] = {}
    for column in PERIODS & header.columns.keys():
        place = header.columns[column]
        for number, cells in zip(reversed(numbers), reversed(body), strict=True):
            found[cells[place].strip()] = number
    found.pop("", None)
    return found


def _declares(header: Header, cells: list[str]) -> bool:
    """Whether a row declares somebody; one without a number may be blank, or sum up others."""
    number, *others = (cells[header.columns[column]] for column in ("ssns", "names", "wages"))
    if number.strip():
        return True
    said = (re.sub(r"\s", "", cell) for cell in cells)
    return any(map(str.strip, others)) and not any(map(_TOTAL.fullmatch, said))
