"""XLSX files: every sheet's rows as the text that the spreadsheet shows.

A process of its own reads them (see `xlsx.reader`), because a small file may unpack to a large
one. It has limits on memory and time, and gives everything back when it ends.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

from tongchou.business.contribution.table import Row, Table, Unreadable
from tongchou.business.contribution.xlsx import reader
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

SIGNATURE = b"PK\x03\x04"

_READER = (sys.executable, "-I", "-m", reader.__name__)


def tables_of(body: IO[bytes]) -> Iterator[Table]:
    """Return the tables of a workbook in their order; the next one is found behind the last."""
    with _on_disk(body) as file, _reader_of(file) as answer:
        lines = _lines_of(answer)
        for line in lines:
            rows = _rows_in(lines)
            yield Table(rows, cells_keep_place=True, sheet=str(line))
            for _ in rows:
                pass


def _rows_in(lines: Iterable[Any]) -> Iterator[Row]:
    """Return the rows up to the end of a sheet."""
    for line in lines:
        if line is None:
            return
        yield from line


def _lines_of(answer: IO[bytes]) -> Iterator[Any]:
    """Return the lines of an answer: a sheet's name, lists of its rows, None where it ends.

    Raises `Unreadable` when the answer is a refusal or breaks off.
    """
    for line in answer:
        said = json.loads(line)
        if said is reader.END:
            return
        if isinstance(said, dict):
            raise Unreadable(_refusal_in(said))
        yield said
    raise reader.too_demanding()


def _refusal_in(said: dict[str, Any]) -> Refusal:
    remedy = Text(**said["remedy"])
    return Refusal(said["code"], Text(said["zh"], said["en"]), remedy=remedy, field=said["field"])


@contextmanager
def _reader_of(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Start the reading process on a file, and end it when nobody asks for more."""
    with subprocess.Popen(
        _READER, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as reading:
        try:
            if reading.stdout:
                yield reading.stdout
        finally:
            reading.kill()


@contextmanager
def _on_disk(body: IO[bytes]) -> Iterator[IO[bytes]]:
    """Return a file that another process can read, from its start."""
    body.seek(0)
    try:
        body.fileno()
    except UnsupportedOperation:
        with TemporaryFile() as copy:
            copyfileobj(body, copy)
            copy.seek(0)
            yield copy
    else:
        yield body
