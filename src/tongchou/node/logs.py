"""What a node's log says: what happened to requests and to the loop, never what people typed.

A database's error tells the row that it refused in lines of its own, and addresses may hold a
social security number. Neither is written down. A log is one JSON object a line, or plain text.
"""

import fcntl
import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import IO, Any

from tongchou.standards.identity import numbers_masked

_DATA_LINES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+|HINT|QUERY):.*(\n\s+\^)?$", re.MULTILINE)
_QUOTED = re.compile(r"(invalid input syntax for type [a-z ]+|date/time field value[^:]*): .*")
BAD_REQUEST, SERVER_ERROR = 400, 500


def discreet(said: str) -> str:
    """Return text without the data that stands in it: numbers masked as pages mask them."""
    shown = _QUOTED.sub(r"\1: …", _DATA_LINES.sub(r"\1: …", said))
    return numbers_masked(shown)


class Discreet(logging.Formatter):
    """Writes a record as lines of text, without the data that stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        return discreet(super().format(record))


class Structured(logging.Formatter):
    """Writes a record as one line of JSON, without the data that stands in it."""

    def __init__(self, *, node: str) -> None:
        super().__init__()
        self._node = node

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON: when, how grave, which node and process, who says what."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "node": self._node,
            "pid": record.process,
            "logger": record.name,
            "said": discreet(record.getMessage()),
        }
        if status := getattr(record, "status_code", None):
            told["status"] = status
        if record.exc_info:
            told["trace"] = discreet(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


class Rotating(WatchedFileHandler):
    """A log file of bounded size; several processes write in it, and one of them puts it aside.

    What is put aside is called `log.jsonl.1`, `.2` and so on; beyond `count` the oldest is removed.
    """

    def __init__(self, filename: str, *, size: int, count: int) -> None:
        self._size, self._count = size, count
        super().__init__(filename, encoding="utf-8", delay=True)

    def _open(self) -> Any:
        """Open the file for its user's eyes only."""
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, and put the file aside once it is large."""
        super().emit(record)
        if self.stream and self.stream.tell() > self._size:
            self._put_aside()

    def _put_aside(self) -> None:
        path = Path(self.baseFilename)
        with _alone(path.with_name(f"{path.name}.lock")):
            if not path.exists() or path.stat().st_size <= self._size:
                return  # another process did it meanwhile
            for number in range(self._count - 1, 0, -1):
                older = path.with_name(f"{path.name}.{number}")
                if older.exists():
                    older.replace(path.with_name(f"{path.name}.{number + 1}"))
            path.replace(path.with_name(f"{path.name}.1"))


@contextmanager
def _alone(lock: Path) -> Iterator[IO[str]]:
    with lock.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def without_trace_of_refusals(record: logging.LogRecord) -> bool:
    """Drop the traceback of a request that was refused as it should be: a line of it is enough."""
    if BAD_REQUEST <= getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
        record.exc_info = record.exc_text = None
    return True


def logging_for(*, node: str, file: str, form: str, level: str) -> dict[str, Any]:
    """Return Django's settings of the log: into a file or standard error, as JSON or plain text."""
    formatter = (
        {
            "()": "tongchou.node.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
        if form == "plain"
        else {"()": "tongchou.node.logs.Structured", "node": node}
    )
    into = (
        {"class": "tongchou.node.logs.Rotating", "filename": file, "size": SIZE, "count": COUNT}
        if file
        else {"class": "logging.StreamHandler"}
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "filters": {
            "refusals": {
                "()": "django.utils.log.CallbackFilter",
                "callback": without_trace_of_refusals,
            }
        },
        "handlers": {"told": {**into, "formatter": "line", "filters": ["refusals"]}},
        "root": {"handlers": ["told"], "level": level or "WARNING"},
        "loggers": {
            "tongchou": {"level": level or "INFO"},
            "django": {"handlers": [], "propagate": True},  # once, by ours
        },
    }


SIZE, COUNT = 20 * 1024 * 1024, 5
"""A log file is put aside at 20 MB, and five that were put aside are kept."""
