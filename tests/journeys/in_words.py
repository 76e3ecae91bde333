"""What people are told in a day: that something is done, or in words why it is not."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

WAIT_SECONDS = 60

_Thing = TypeVar("_Thing")


class NotTaken(Exception):
    """A deed was refused; the message is what the person read."""


def waited_for(look: Callable[[], _Thing]) -> _Thing:
    """Return what somebody looks for, once it is there."""
    until = time.monotonic() + WAIT_SECONDS
    while not (found := look()):
        if time.monotonic() > until:
            raise TimeoutError("what was waited for never came")
        time.sleep(0.2)
    return found


def refused_in_words(deed: Callable[[], object], words: str) -> str:
    """Try something that must be refused; return what was said, in which `words` must stand."""
    with pytest.raises(NotTaken, match=words) as told:
        deed()
    return str(told.value)
