"""What this line may refuse in more than one of its items."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import Month

WORKING_AGE_MONTHS = 16 * 12


def is_under_16(born_in: Month, month: Month) -> bool:
    """Whether somebody turns sixteen only after a month."""
    return month - born_in < WORKING_AGE_MONTHS


def under_16(what: Text) -> Refusal:
    """Refuse a first month in which the person was a child."""
    return Refusal(
        code="age.under_16",
        text=Text(f"{what.zh}时不满16周岁", f"Younger than 16 in the {what.en}"),
        field="from_month",
        basis="labour-law-15",
    )


def month_ahead(what: Text, field: str) -> Refusal:
    """Refuse a month that has not come."""
    return Refusal(
        code="enrolment.month_ahead",
        text=Text(f"{what.zh}尚未到来", f"The {what.en} has not come yet"),
        field=field,
    )
