"""Values of damaged rows as a page shows them: numbers masked, months as people write them."""

from collections.abc import Collection

from tongchou.standards.identity import mask_ssn
from tongchou.standards.time import is_month, month_text


def shown(column: str, value: object, people: Collection[str]) -> str:
    """Return a column's value for a page; `people` are the numbers that are masked."""
    text = "" if value is None else str(value)
    if text in people:
        return mask_ssn(text)
    return month_text(int(text)) if is_month(column) and text.isdigit() else text
