"""What a node's log says: what happened to requests and to the loop, never what people typed.

A database's error tells the row that it refused in lines of its own, and addresses may hold a
social security number. Neither is written down.
"""

import logging
import re

_NUMBER = re.compile(r"(?<![0-9])([0-9]{6})[0-9]{8}([0-9]{3}[0-9Xx])(?![0-9])")
_DATA_LINES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+|HINT|QUERY):.*(\n\s+\^)?$", re.MULTILINE)
_QUOTED = re.compile(r"(invalid input syntax for type [a-z ]+|date/time field value[^:]*): .*")
BAD_REQUEST, SERVER_ERROR = 400, 500


class Discreet(logging.Formatter):
    """Writes a record without the data that stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines, numbers masked as pages mask them."""
        said = _DATA_LINES.sub(r"\1: …", super().format(record))
        return _NUMBER.sub(r"\1********\2", _QUOTED.sub(r"\1: …", said))


def without_trace_of_refusals(record: logging.LogRecord) -> bool:
    """Drop the traceback of a request that was refused as it should be: a line of it is enough."""
    if BAD_REQUEST <= getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
        record.exc_info = record.exc_text = None
    return True
