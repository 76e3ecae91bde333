"""What is read ahead comes in order, one at a time, with its fault where it would have come."""

from collections.abc import Iterator
from threading import Event, get_ident

import pytest

from tongchou.sync.changes.ahead import one_ahead

SECONDS = 20


def test_what_is_made_comes_in_order() -> None:
    assert list(one_ahead(range(100))) == list(range(100))
    assert list(one_ahead([])) == []
    assert list(one_ahead([None, 0, ""])) == [None, 0, ""]


def test_the_next_is_made_on_another_thread_while_the_last_is_at_work() -> None:
    begun = [Event(), Event()]
    makers = []

    def made() -> Iterator[int]:
        for place, event in enumerate(begun):
            makers.append(get_ident())
            event.set()
            yield place

    ahead = one_ahead(made())

    assert next(ahead) == 0
    assert begun[1].wait(SECONDS)
    assert get_ident() not in makers


def test_no_more_than_one_is_made_beforehand() -> None:
    made = []
    ahead = one_ahead(made.append(place) or place for place in range(10))  # type: ignore[func-returns-value]

    assert next(ahead) == 0
    ahead.close()  # type: ignore[attr-defined]

    assert made == [0, 1]


def test_a_fault_comes_where_the_thing_would_have_come() -> None:
    def made() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    ahead = one_ahead(made())

    assert next(ahead) == 1
    with pytest.raises(ValueError, match="broken"):
        next(ahead)
