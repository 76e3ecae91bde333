"""Rows of text as the files that employers send: CSV in any encoding, and XLSX with a title."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

HEADER = ("统一社会信用代码", "单位名称", "姓名", "社会保障号码", "申报月工资")
FOOT = (("",) * len(HEADER), ("", "合计", "", "", ""))


def as_csv(rows: Iterable[Sequence[str]], encoding: str) -> bytes:
    """Return a CSV file as a spreadsheet program saves it, with a blank and a total row below."""
    text = StringIO(newline="")
    csv.writer(text).writerows((HEADER, *rows, *FOOT))
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return a workbook whose first row is a title, all cells as text."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("缴费工资申报")
    for cells in ((title,), HEADER, *rows, *FOOT):
        sheet.append([cell or None for cell in cells])
    packed = BytesIO()
    workbook.save(packed)
    return packed.getvalue()
