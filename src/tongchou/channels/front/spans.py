"""The span of an enrolment, as lists say it."""

from tongchou.registry.models import Enrolment
from tongchou.standards.text import Text
from tongchou.standards.time import month_text, month_zh


def span_of(one: Enrolment) -> Text:
    """Return from when until when somebody is enrolled: 2024年9月至今."""
    first, until = one.from_month, one.until_month
    if until is None:
        return Text(f"{month_zh(first)}至今", f"{month_text(first)} to date")
    if until <= first + 1:
        return Text(month_zh(first), month_text(first))
    return Text(
        f"{month_zh(first)} – {month_zh(until - 1)}",
        f"{month_text(first)} – {month_text(until - 1)}",
    )
