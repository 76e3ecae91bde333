"""Values of damaged rows as a page shows them: numbers masked, months as people write them."""

from collections.abc import Collection

from tongchou.standards.identity import mask_ssn
from tongchou.standards.time import month_text


def shown(column: str, value: object, people: Collection[str]) -> str:
    """Return a column's value for a page; `people` are the numbers that are masked."""
    text = "" if value is None else str(value)
    if text in people:
        return mask_ssn(text)
    is_month = column == "month" or column.endswith("_month")
    return month_text(int(text)) if is_month and text.isdigit() else text
