"""A log without people in it: numbers are masked, and a visitor's mistake leaves no traceback."""

import logging
import re

SERVER_FAULT = 500
_NUMBER = re.compile(r"(?<![0-9])([0-9]{6})[0-9]{5,}([0-9]{3}[0-9Xx])")
"""A social security number of 18 or 15 characters, or most of one; an item's number is shorter."""


class DiscreetFormatter(logging.Formatter):
    """Formats a line of the log with every social security number in it masked.

    Addresses hold no numbers, but somebody may still type one into an address that does not
    exist, and a database names the row at which it failed. A refusal (a status below 500) is
    no fault of the program, so that its traceback is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the traceback that belongs to it."""
        if getattr(record, "status_code", SERVER_FAULT) < SERVER_FAULT:
            record.exc_info, record.exc_text = None, None
        return _NUMBER.sub(r"\1********\2", super().format(record))
