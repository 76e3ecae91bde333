"""XLSX files: every sheet's rows as the text that the spreadsheet shows."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tongchou.business.contribution.refusals import file_too_large, file_unreadable
from tongchou.business.contribution.sheet import Sheet, Unreadable

SIGNATURE = b"PK\x03\x04"
UNPACKED_BYTES_MAX = 512 * 1024 * 1024
EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer one lost its end when it was typed."""

_BROKEN = (
    BadZipFile,
    InvalidFileException,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the reader of the format raises, depending on where a file is broken or encrypted."""


def sheets_of(content: bytes) -> Iterator[Sheet]:
    """Return the sheets of a workbook in their order."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except _BROKEN as fault:
        raise _broken() from fault
    if unpacked > UNPACKED_BYTES_MAX:
        raise Unreadable(file_too_large(f"{UNPACKED_BYTES_MAX >> 20} MB"))
    try:
        sheets = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets
    except _BROKEN as fault:
        raise _broken() from fault
    for sheet in sheets:
        sheet.reset_dimensions()  # some programs write a wrong size; the rows themselves count
        yield Sheet(_rows_of(sheet), cells_keep_place=True)


def _rows_of(sheet: Any) -> Iterator[list[str]]:
    try:
        for cells in sheet.iter_rows(values_only=True):
            yield [_text(cell) for cell in cells]
    except _BROKEN as fault:
        raise _broken() from fault


def _broken() -> Unreadable:
    return Unreadable(
        file_unreadable("XLSX文件已损坏或已加密", "The XLSX file is broken or encrypted")
    )


def _text(cell: Any) -> str:
    """Return a cell as the spreadsheet shows it; a number beyond 15 digits shows its mangling."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT_BELOW:
            return f"{cell:.14E}"
        return str(int(cell)) if cell == int(cell) else repr(cell)
    return str(cell)
