"""Waiting a moment for the ministry's first answer before a step is refused for want of it."""

import time
from collections.abc import Callable

from tongchou.standards.refusal import Refusals
from tongchou.workflow.inquiry.queries import is_first_asked
from tongchou.workflow.models import Item

AWAITED = "gate.answer_awaited"
SECONDS, PAUSE_SECONDS = 3.0, 0.05
"""The loop asks within a second; a ministry that is away is known to be within that too."""


def with_first_answer(number: str, take: Callable[[], Item | Refusals]) -> Item | Refusals:
    """Take a step; where it lacks an answer that was asked for just now, wait, and take it again.

    Nothing is held meanwhile but the caller.
    """
    done = take()
    if not isinstance(done, tuple) or all(refusal.code != AWAITED for refusal in done):
        return done
    until = time.monotonic() + SECONDS
    while is_first_asked(number) and time.monotonic() < until:
        time.sleep(PAUSE_SECONDS)
    return take()
