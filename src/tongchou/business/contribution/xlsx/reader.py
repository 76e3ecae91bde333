"""The reading process: a workbook on its standard input, its rows on its standard output.

It answers in lines of JSON: the name of a sheet, lists of its rows, null where it ends, an
object that is a refusal. Of a sheet without a header it tells the first rows only. It limits
its own memory and CPU time before it looks at the file; what breaks these limits ends it
without a last line.
"""

import json
import os
import resource
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from tongchou.business.contribution import limits
from tongchou.business.contribution.headers import columns_of
from tongchou.business.contribution.table import Row, Unreadable
from tongchou.business.contribution.xlsx.package import Package, broken, no_workbook, overgrown
from tongchou.business.contribution.xlsx.parts import (
    date_styles_of,
    related,
    sheets_of,
    strings_of,
    workbook_of,
)
from tongchou.business.contribution.xlsx.rows import rows_of

_BROKEN = (
    ArithmeticError,
    BadZipFile,
    EOFError,
    ExpatError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What is raised by archive, XML or numbers, depending on where a file is broken."""

_READ = {"worksheet", "sharedStrings", "styles"}
"""The kinds of parts that are read, and whose size counts."""

END = True
"""The last line of an answer that is whole."""


def main() -> None:
    """Read the workbook on standard input."""
    source = os.fdopen(0, "rb")
    free_of_one_cpu()
    _limit_memory()
    _limit_time(0)
    try:
        _tell_sheets(Package(source))
        _tell(END)
    except Unreadable as fault:
        _tell(fault.refusal.as_json())
    except MemoryError:
        _tell(too_demanding().refusal.as_json())
    except _BROKEN:
        _tell(broken().refusal.as_json())


def free_of_one_cpu() -> None:
    """Run wherever the node may: the thread that started us may be kept on one CPU."""
    with suppress(OSError):
        os.sched_setaffinity(0, os.sched_getaffinity(os.getppid()))


def too_demanding() -> Unreadable:
    """Return what is said of a workbook that takes too much memory or time to be read."""
    return overgrown("工作簿过于复杂,无法读取", "The workbook is too complex to be read")


def _limit_memory() -> None:
    most = limits.READER_MEMORY_BYTES_MAX
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(packed_bytes: int) -> None:
    beyond = max(0, packed_bytes // limits.MB - limits.READER_MB_FREE)
    seconds = limits.READER_SECONDS + limits.READER_SECONDS_PER_MB * beyond
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _tell_sheets(package: Package) -> None:
    workbook = workbook_of(package)
    if not workbook.startswith("xl/"):
        raise no_workbook()
    parts = related(package, workbook)
    kinds = dict(parts.values())
    _limit_time(sum(map(package.packed, {name for kind, name in parts.values() if kind in _READ})))
    strings = dates = None
    for sheet, name in sheets_of(package, workbook).items():
        kind, part = parts[sheet]
        if kind != "worksheet":
            continue
        if dates is None:
            dates = date_styles_of(package, kinds["styles"]) if "styles" in kinds else frozenset()
            if "sharedStrings" in kinds:
                strings = strings_of(package, kinds["sharedStrings"])
        _tell(name)
        for rows in _until_no_header(rows_of(package, part, strings, dates)):
            _tell(rows)
        _tell(None)


def _until_no_header(slices: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """Return the rows of a sheet as long as a header may come or has come."""
    passed, has_header = 0, False
    for rows in slices:
        if not has_header:
            titles = rows[: limits.TITLE_ROWS_MAX - passed]
            has_header = any(columns_of(cells) for _, cells in titles)
            passed += len(titles)
        yield rows
        if not has_header and passed >= limits.TITLE_ROWS_MAX:
            return


def _tell(said: Any) -> None:
    line = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
