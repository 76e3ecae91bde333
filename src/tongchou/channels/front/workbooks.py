"""A list as an XLSX workbook; loaded when one is asked for, since its library takes 30 MB."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tongchou.channels.front.lists import Column, Kind, Listing, words_of
from tongchou.standards.money import yuan
from tongchou.standards.time import BEIJING, month_text


def workbook(listing: Listing[Any], rows: Iterable[Any], language: str) -> Iterator[bytes]:
    """Write a list as a spreadsheet: amounts and days as such, every text as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(listing.title.of(language)[:31])
    sheet.freeze_panes = "A2"
    sheet.append([column.title.of(language) for column in listing.columns])
    for row in rows:
        sheet.append([_cell(sheet, column, row, language) for column in listing.columns])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(65_536):
            yield block


def _cell(sheet: Any, column: Column[Any], row: Any, language: str) -> Any:
    value = column.value(row)
    if isinstance(value, int) and column.kind.is_money:
        cell = WriteOnlyCell(sheet, Decimal(yuan(value)))  # type: ignore[arg-type]  # it takes decimals
        cell.number_format = "#,##0.00"
        return cell
    if isinstance(value, int) and column.kind == Kind.COUNT:
        return value
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    words = month_text(value) if isinstance(value, int) else words_of(value, language)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", words))
    cell.data_type = "s"
    return cell
