"""CSV files as employers save them: UTF-8, GB18030 or UTF-16; commas, tabs or semicolons.

A file is read three times from its start, each time in small pieces: its rows and cells are
counted, its encoding is found, and its rows are split. Nothing of it is kept.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from os import SEEK_END
from typing import IO

import numpy as np

from tongchou.business.contribution import limits
from tongchou.business.contribution.refusals import (
    file_overgrown,
    file_too_large,
    file_unreadable,
    too_many_columns,
)
from tongchou.business.contribution.table import Row, Table, Unreadable, pieces_of
from tongchou.standards.refusal import Refusal

DELIMITERS = ",\t;"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_TAIL_BYTES = 64 * 1024
_HEAD_BYTES = 4 * limits.TITLE_ROWS_MAX * limits.ROW_CHARACTERS_MAX


@dataclass
class _Counts:
    """What was counted in a file: a bound on its rows, and whether each of its lines is a row."""

    rows: int = 0
    has_quotes: bool = False
    longest_line: int = 0

    @property
    def lines_are_rows(self) -> bool:
        """Whether no quote can join lines, and no line is longer than a row may be."""
        return not self.has_quotes and self.longest_line <= limits.ROW_CHARACTERS_MAX


@dataclass(frozen=True)
class _Break:
    """Where a text stops making sense in an encoding, and how that is told."""

    at: int
    refusal: Refusal


def tables_of(body: IO[bytes]) -> Iterator[Table]:
    """Return the tables that a file's bytes may be meant as, likeliest first."""
    body.seek(0)
    start = body.read(4)
    marked = [encoding for mark, encoding in _MARKS if start.startswith(mark)][:1]
    counts = _counts_of(body, marked)
    for encoding, broken in _encodings_of(body, marked or ["utf-8", "gb18030"]):
        for delimiter in DELIMITERS:
            rows = _rows_of(body, encoding, delimiter, broken, counts)
            last_rows = []
            if counts.rows > limits.ROWS_MAX:
                last_rows = _last_rows(body, encoding, delimiter)
            yield Table(rows, broken.refusal if broken else None, counts.rows, last_rows)


def _countable(body: IO[bytes], marked: list[str]) -> Iterator[bytes]:
    """Return the file in pieces in which a byte below 48 stands for itself, whatever encodes it."""
    if marked != ["utf-16"]:
        return pieces_of(body)
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    return (decoder.decode(piece).encode("utf-8", "replace") for piece in pieces_of(body))


def _counts_of(body: IO[bytes], marked: list[str]) -> _Counts:
    """Count a file's rows before they are split; raises `Unreadable` when it has too many cells.

    Line ends inside quotes end no row, but they are told apart only where it matters.
    """
    counts = _Counts()
    returns = line_feeds = begun = 0
    cells = dict.fromkeys(DELIMITERS, 0)
    for piece in _countable(body, marked):
        if b"\0" in piece:
            raise Unreadable(file_unreadable("文件不是表格文本", "The file is no table of text"))
        lengths = list(map(len, piece.split(b"\n")))
        lengths[0] += begun
        begun = lengths[-1]
        longest = max(lengths)
        counts.longest_line = max(counts.longest_line, longest)
        counts.has_quotes = counts.has_quotes or b'"' in piece
        line_feeds += len(lengths) - 1
        returns += piece.count(b"\r")
        for delimiter in DELIMITERS:
            cells[delimiter] += piece.count(delimiter.encode())
        if max(cells.values()) > limits.CELLS_MAX:
            most = f"{limits.CELLS_MAX:,}"
            raise Unreadable(file_too_large(f"{most}个单元格", f"{most} cells"))
    counts.rows = max(returns, line_feeds)
    if counts.has_quotes and counts.rows > limits.ROWS_MAX:
        counts.rows = _rows_in(_countable(body, marked))
    return counts


def _rows_in(pieces: Iterable[bytes]) -> int:
    """Return how many line ends stand outside quotes."""
    line_feeds = returns = quotes = 0
    for piece in pieces:
        signs = np.frombuffer(piece, dtype=np.uint8)
        passed = np.cumsum(signs == ord('"')) + quotes
        outside = passed % 2 == 0
        line_feeds += int(np.count_nonzero((signs == ord("\n")) & outside))
        returns += int(np.count_nonzero((signs == ord("\r")) & outside))
        quotes = int(passed[-1])
    return max(line_feeds, returns)


def _encodings_of(body: IO[bytes], encodings: list[str]) -> Iterator[tuple[str, _Break | None]]:
    """Return the encodings that may be meant, and where the text breaks off in each.

    A text is never mended: one bad byte in a UTF-8 file refuses the file and names the line.
    Bytes of GB18030 break off as UTF-8 too, but before they spell an ideograph.
    """
    is_whole = False
    for encoding in encodings:
        broken, has_ideographs = _break_in(body, encoding)
        if broken is None:
            yield encoding, None
            is_whole = True
        elif not is_whole and (encoding != "utf-8" or has_ideographs):
            yield encoding, broken


def _break_in(body: IO[bytes], encoding: str) -> tuple[_Break | None, bool]:
    """Return where the text breaks off, if it does, and whether ideographs stand before that."""
    decoder = codecs.getincrementaldecoder(encoding)()
    at, lines, has_ideographs = 0, 1, False
    pieces = pieces_of(body)
    while True:
        piece = next(pieces, b"")
        waiting = decoder.getstate()[0]
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as fault:
            text = (waiting + piece)[: fault.start].decode(encoding, "ignore")
            found = has_ideographs or bool(_IDEOGRAPH.search(text))
            line, name = lines + text.count("\n"), encoding.removesuffix("-sig").upper()
            refusal = file_unreadable(
                f"第{line}行有无法识别的{name}编码", f"Line {line} holds bytes that are no {name}"
            )
            return _Break(at - len(waiting) + fault.start, refusal), found
        if not piece:
            return None, has_ideographs
        at += len(piece)
        lines += text.count("\n")
        has_ideographs = has_ideographs or bool(not text.isascii() and _IDEOGRAPH.search(text))


class _Lines:
    """The lines of a text for the CSV reader, which joins those that a quote holds together."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self.row_length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(limits.ROW_CHARACTERS_MAX + 1)
        if not line:
            raise StopIteration
        self.row_length += len(line)
        if self.row_length > limits.ROW_CHARACTERS_MAX:
            raise _TooLong
        return line


class _TooLong(ValueError):
    """A row that goes on and on."""


def _rows_of(
    body: IO[bytes], encoding: str, delimiter: str, broken: _Break | None, counts: _Counts
) -> Iterator[Row]:
    body.seek(0)
    source = BytesIO(body.read(min(broken.at, _HEAD_BYTES))) if broken else body
    text = TextIOWrapper(source, encoding, "ignore" if broken else "strict", newline="")
    lines = _Lines(text)
    given = text if counts.lines_are_rows else lines
    reader = csv.reader(given, delimiter=delimiter, strict=True)
    try:
        if counts.lines_are_rows and counts.longest_line < limits.COLUMNS_MAX:
            yield from enumerate(reader, start=1)  # no row can be too long or too wide
        for number, cells in enumerate(reader, start=1):
            if len(cells) > limits.COLUMNS_MAX:
                raise Unreadable(too_many_columns(number))
            lines.row_length = 0
            yield number, cells
    except _TooLong as fault:
        raise Unreadable(_row_too_long(reader.line_num + 1)) from fault
    except csv.Error as fault:
        line = reader.line_num
        raise Unreadable(
            file_unreadable(f"第{line}行的引号不成对", f"Quotes do not pair in line {line}")
        ) from fault
    finally:
        text.detach()


def _row_too_long(line: int) -> Refusal:
    most = f"{limits.ROW_CHARACTERS_MAX:,}"
    return file_overgrown(
        f"第{line}行所在的一行超过{most}个字符,可能有引号不成对",
        f"The row that reaches line {line} has more than {most} characters; a quote may be open",
    )


def _last_rows(body: IO[bytes], encoding: str, delimiter: str) -> list[list[str]]:
    """Return the last rows of a file as far as they can be told from its last bytes."""
    size = body.seek(0, SEEK_END)
    body.seek(max(0, size - size % 2 - _TAIL_BYTES))
    lines = body.read().decode(encoding, "ignore").splitlines()[1:]
    return list(csv.reader(lines[-limits.TITLE_ROWS_MAX :], delimiter=delimiter))
