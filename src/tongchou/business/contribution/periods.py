"""The months 费款所属期 that a file states for itself, compared with the one it is declared for."""

import re
from collections.abc import Mapping

from tongchou.standards.time import Month, month

_MONTH = re.compile(r"((?:19|20)\d{2})[-年./]?(1[0-2]|0?[1-9])(?:[月./-]?\d{1,2}(?!\d))?")
"""A month, or a day in it: 202409, 2024-9, 2024年9月, 2024/9/1, 20240930, 2024-09-01 00:00:00."""


def months_in(text: str) -> set[Month]:
    """Return the months that a text names; none where it names none."""
    return {month(int(year), int(number)) for year, number in _MONTH.findall(text)}


def other_period(stated: Mapping[str, int], declared: Month) -> tuple[str, int] | None:
    """Return the first text that says something else than the declared month, and its row."""
    for text, row in stated.items():
        if months_in(text) != {declared}:
            return text, row
    return None
