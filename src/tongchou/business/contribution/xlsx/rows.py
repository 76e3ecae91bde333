"""The rows of a sheet, as the text that the spreadsheet shows."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Context, Decimal

from tongchou.business.contribution import limits
from tongchou.business.contribution.refusals import too_many_columns, too_many_rows
from tongchou.business.contribution.table import Row, Unreadable
from tongchou.business.contribution.xlsx.elements import walked
from tongchou.business.contribution.xlsx.package import Package, broken, overgrown
from tongchou.business.contribution.xlsx.parts import Strings

EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer one lost its end when it was typed."""

FORMULA = "="
"""What is read of a formula whose value was never worked out."""

_SHOWN = Context(prec=15)

_ROW_MAX = 1_048_576
"""The last row that the format knows."""

_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_ROW_BYTES_MIN = len("<row/>")
_SECONDS_PER_DAY = 24 * 60 * 60
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a spreadsheet's day has no zone


def rows_of(
    package: Package, part: str, strings: Strings | None, date_styles: frozenset[int]
) -> Iterator[list[Row]]:
    """Return the rows of a sheet, some at a time; rows and cells left out are empty."""
    if package.size(part) > limits.ROWS_MAX * _ROW_BYTES_MIN:
        _refuse_too_many(package, part)
    sheet = _Sheet(strings, date_styles)
    for _ in walked(package.pieces(part), sheet):
        if sheet.rows:
            yield sheet.rows
            sheet.rows = []


def _refuse_too_many(package: Package, part: str) -> None:
    """Count the rows of a large sheet before they are read; a prefix hides them until then."""
    rows, kept = 0, b""
    for piece in package.pieces(part):
        rows += (kept + piece).count(b"<row")
        kept = piece[-3:]
        if rows > limits.ROWS_MAX + limits.TITLE_ROWS_MAX:
            raise Unreadable(too_many_rows())


class _Sheet:
    """A visitor that collects rows from the elements row, c, v, is and t."""

    def __init__(self, strings: Strings | None, date_styles: frozenset[int]) -> None:
        self.rows: list[Row] = []
        self._strings = strings
        self._date_styles = date_styles
        self._columns: dict[str, int] = {}
        self._number = 0
        self._cells: list[str] = []
        self._column = 0
        self._row_characters = 0
        self._characters = 0
        self._kind = ""
        self._style = ""
        self._said: list[str] = []
        self._is_said = False
        self._has_formula = False
        self._phonetic_depth = 0
        self._counted = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note what begins: a row, a cell, or what a cell says."""
        if name == "c":
            place = attributes.get("r")
            column = self._column + 1 if place is None else self._column_of(place)
            if column <= self._column:
                raise broken()
            self._column = column
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._said = []
            self._has_formula = False
        elif name == "v":
            self._is_said = self._kind != "inlineStr"
        elif name == "t":
            self._is_said = self._kind == "inlineStr" and not self._phonetic_depth
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._phonetic_depth += 1
        elif name == "row":
            number = attributes.get("r")
            following = self._number + 1 if number is None else int(number)
            if not self._number < following <= _ROW_MAX:
                raise broken()
            self._number, self._cells, self._column = following, [], 0
            self._row_characters = 0

    def text(self, text: str) -> None:
        """Keep what a cell says."""
        if self._is_said:
            self._said.append(text)

    def end(self, name: str) -> None:
        """Take in what ended: a cell that says something, or a row."""
        if name == "v" or name == "t":  # noqa: PLR1714  # asked for every cell
            self._is_said = False
        elif name == "c":
            if self._said:
                self._take(self._shown("".join(self._said)))
            elif self._has_formula:
                self._take(FORMULA)
        elif name == "row":
            self.rows.append((self._number, self._cells))
            self._cells = []
            self._characters += self._row_characters
            if self._characters > limits.SHEET_CHARACTERS_MAX:
                most = f"{limits.SHEET_CHARACTERS_MAX:,}"
                raise overgrown(f"表格超过{most}个字符", f"A sheet has more than {most} characters")
        elif name == "rPh":
            self._phonetic_depth -= 1

    def _column_of(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            found = _PLACE.fullmatch(place)
            if not found:
                raise broken()
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = column
        return column

    def _take(self, text: str) -> None:
        if not text:
            return
        if self._column > limits.COLUMNS_MAX:
            raise Unreadable(too_many_columns(self._number))
        self._row_characters += len(text)
        if self._row_characters > limits.ROW_CHARACTERS_MAX:
            most = f"{limits.ROW_CHARACTERS_MAX:,}"
            raise overgrown(
                f"第{self._number}行超过{most}个字符",
                f"Row {self._number} has more than {most} characters",
            )
        self._counted += 1
        if self._counted > limits.CELLS_MAX:
            most = f"{limits.CELLS_MAX:,}"
            raise overgrown(f"超过{most}个单元格", f"There are more than {most} cells")
        self._cells += [""] * (self._column - 1 - len(self._cells))
        self._cells.append(text)

    def _shown(self, said: str) -> str:
        if self._kind == "s":
            if self._strings is None:
                raise broken()
            return self._strings[int(said)]
        if self._kind == "n":
            is_date = self._date_styles and int(self._style) in self._date_styles
            return date_shown(said) if is_date else number_shown(said)
        if self._kind == "b":
            return str(bool(int(said)))
        return said


def number_shown(text: str) -> str:
    """Return a number as a spreadsheet shows it; one beyond 15 digits shows its mangling."""
    if len(text) < _SHOWN.prec and text.isascii() and text.isdecimal():
        return str(int(text))
    number = _number(text)
    if abs(number) >= EXACT_BELOW:
        return f"{number:.14E}"
    whole = int(number)
    return str(whole) if number == whole else f"{number.normalize(_SHOWN):f}"


def date_shown(text: str) -> str:
    """Return a number that is shown as a date; one out of range as a spreadsheet's fault."""
    try:
        return str(_EPOCH + timedelta(seconds=int(_number(text) * _SECONDS_PER_DAY)))
    except OverflowError:
        return "#VALUE!"


def _number(text: str) -> Decimal:
    number = _SHOWN.create_decimal(text)
    if not number.is_finite():
        raise broken()
    return number
