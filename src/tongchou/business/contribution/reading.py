"""Reading declaration files 缴费工资申报: CSV or XLSX in, columns of text out, nothing guessed."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice

from tongchou.business.contribution import delimited, limits, refusals, spreadsheet
from tongchou.business.contribution.headers import REQUIRED, columns_of
from tongchou.business.contribution.sheet import Row, Sheet, Unreadable
from tongchou.standards.messages import SLICE_ROWS
from tongchou.standards.refusal import Refusal

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What an encrypted workbook names its contents, in the container that old workbooks use too."""

_TOTAL = re.compile(
    r"(本页|本月|单位)?(合计|总计|小计|共计)(金额|人数)?[::]?|(sub)?total:?", re.IGNORECASE
)


@dataclass(frozen=True)
class Header:
    """The row that names the columns: its number, how wide it is, where each column stands."""

    row: int
    width: int
    columns: dict[str, int]


@dataclass
class DeclarationTable:
    """A declaration's columns, as they were written; `rows` counts from 1 under the header.

    `crowded` holds the places (not the row numbers) with more cells than the header has
    columns: in such a row nobody can tell which cell is the wage.
    """

    rows: list[int] = field(default_factory=list)
    credit_codes: list[str] = field(default_factory=list)
    employer_names: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    ssns: list[str] = field(default_factory=list)
    wages: list[str] = field(default_factory=list)
    crowded: set[int] = field(default_factory=set)
    ignored_rows: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, slice_: list[Row], header: Header, sheet: Sheet) -> None:
        """Take in the rows of a slice that declare somebody."""
        width, ssn = header.width, header.columns["ssns"]
        whole = [
            (number, cells if len(cells) == width else _fitted(cells, width), cells)
            for number, cells in slice_
        ]
        kept = [row for row in whole if row[1][ssn].strip() or not _is_nobody(row[1])]
        if not sheet.cells_keep_place:
            self.crowded.update(
                place
                for place, (_, _, cells) in enumerate(kept, start=len(self))
                if len(cells) > width and any(map(str.strip, cells[width:]))
            )
        self.rows += [number - header.row for number, _, _ in kept]
        spread = list(zip(*(cells for _, cells, _ in kept), strict=True)) or [()] * width
        for column, place in header.columns.items():
            getattr(self, column).extend(spread[place])
        if "employer_names" not in header.columns:
            self.employer_names += [""] * len(kept)


def _fitted(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * (width - len(cells)))[:width]


def read_declaration(name: str, content: bytes) -> DeclarationTable | Refusal:
    """Return the columns of a declaration file, or why the whole file cannot be taken.

    What a file is is told by its bytes; its name may say what it likes.
    """
    del name
    if len(content) > limits.FILE_BYTES_MAX:
        most = f"{limits.FILE_BYTES_MAX // limits.MB} MB"
        return refusals.file_too_large(most, most)
    if not content.strip():
        return refusals.file_empty()
    if content.startswith(_OLD_EXCEL):
        if _ENCRYPTED in content:
            return refusals.file_unreadable("工作簿已加密", "The workbook is encrypted")
        return refusals.file_unreadable("不支持旧版XLS文件", "The old XLS format is not read")
    is_spreadsheet = content.startswith(spreadsheet.SIGNATURE)
    sheets = (spreadsheet if is_spreadsheet else delimited).sheets_of(BytesIO(content))
    try:
        with closing(sheets):
            return _first_declaration(sheets)
    except Unreadable as fault:
        return fault.refusal


def _first_declaration(sheets: Iterator[Sheet]) -> DeclarationTable | Refusal:
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
    for number, cells in islice(sheet.rows, limits.TITLE_ROWS_MAX):
        columns = columns_of(cells)
        if not columns:
            continue
        missing = [text for column, text in REQUIRED.items() if column not in columns]
        if missing:
            return refusals.column_missing(missing)
        if sheet.rows_min - number > limits.ROWS_MAX:
            return refusals.too_many_rows()
        return sheet.breaks_off or _table(Header(number, len(cells), columns), sheet)
    return sheet.breaks_off


def _table(header: Header, sheet: Sheet) -> DeclarationTable | Refusal:
    table = DeclarationTable()
    last = header.row
    while slice_ := list(islice(sheet.rows, SLICE_ROWS)):
        last = slice_[-1][0]
        table.add(slice_, header, sheet)
        if len(table) > limits.ROWS_MAX:
            return refusals.too_many_rows()
    table.ignored_rows = last - header.row - len(table)
    return table if len(table) else refusals.file_empty()


def _is_nobody(cells: list[str]) -> bool:
    """Whether a row without a number is blank, or sums up the rows above it."""
    said = [re.sub(r"\s", "", cell) for cell in cells]
    return not any(said) or any(map(_TOTAL.fullmatch, said))
