"""What machines give, taken as its schema says and not as it might be meant: no `"5"` for a 5."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def _day(value: Any) -> Any:
    """Refuse a day that is a number."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("write a day as 2026-11-30")


def _spelt_out(value: Any) -> Any:
    """Refuse an instant that is a number, or lacks a time or a zone."""
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC3339.fullmatch(value)):
        return value
    raise ValueError("write an instant as 2026-11-30T09:00:00+08:00 (RFC 3339)")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Whole = Annotated[int, Field(strict=True)]
"""A whole number, written as one."""

Instant = Annotated[AwareDatetime, BeforeValidator(_spelt_out)]
"""An instant 时刻 with its time zone, written as RFC 3339 does."""

Day = Annotated[date, BeforeValidator(_day)]
"""A day, written 2026-11-30."""
