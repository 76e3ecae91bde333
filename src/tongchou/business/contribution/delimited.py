"""CSV files as employers save them: UTF-8, GB18030 or UTF-16; commas, tabs or semicolons."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from tongchou.business.contribution.refusals import file_unreadable
from tongchou.business.contribution.sheet import Sheet, Unreadable
from tongchou.standards.refusal import Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


def sheets_of(content: bytes) -> Iterator[Sheet]:
    """Return the sheets that a file's bytes may be meant as, likeliest first."""
    for text, breaks_off in _texts_of(content):
        if "\0" in text:
            raise Unreadable(file_unreadable("文件不是表格文本", "The file is no table of text"))
        for delimiter in ",\t;":
            yield Sheet(_rows_of(text, delimiter), breaks_off)


def _texts_of(content: bytes) -> Iterator[tuple[str, Refusal | None]]:
    """Return the text in each encoding that may be meant, and what to say where it breaks off.

    A text is never mended: one bad byte in a UTF-8 file refuses the file and names the line.
    Bytes of GB18030 break off as UTF-8 too, but before they spell an ideograph.
    """
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    is_whole = False
    for encoding in marked[:1] or ["utf-8", "gb18030"]:
        try:
            yield content.decode(encoding), None
            is_whole = True
        except UnicodeDecodeError as fault:
            text = content[: fault.start].decode(encoding, "ignore")
            if not is_whole and (encoding != "utf-8" or _IDEOGRAPH.search(text)):
                yield text, _broken_in(text, encoding)


def _broken_in(text: str, encoding: str) -> Refusal:
    line, name = text.count("\n") + 1, encoding.removesuffix("-sig").upper()
    return file_unreadable(
        f"第{line}行有无法识别的{name}编码", f"Line {line} holds bytes that are no {name}"
    )


def _rows_of(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as fault:
        line = reader.line_num
        raise Unreadable(
            file_unreadable(f"第{line}行的引号不成对", f"Quotes do not pair in line {line}")
        ) from fault
