"""What a decision binds of how an item was handled is the same before it is written and after."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tongchou.workflow.content import HANDLED, LATER, digest_of_handling

pytestmark = pytest.mark.pure

AT = datetime(2024, 10, 8, 9, 30, 15, tzinfo=UTC)


def row(at: datetime) -> dict[str, Any]:
    """Return the columns of an item that ended at a moment."""
    return dict.fromkeys((*HANDLED, *LATER), "") | {"accepted_at": AT, "completed_at": at}


def test_a_moment_is_bound_to_its_millisecond_also_where_that_is_none() -> None:
    """Rows are written with milliseconds: in one of a thousand nothing is left of a moment's."""
    decided, held = AT + timedelta(microseconds=123), AT

    assert digest_of_handling(row(decided)) == digest_of_handling(row(held))


def test_a_moment_a_millisecond_later_is_another() -> None:
    assert digest_of_handling(row(AT)) != digest_of_handling(row(AT + timedelta(milliseconds=1)))
