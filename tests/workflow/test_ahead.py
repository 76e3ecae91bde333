"""What is made one ahead comes whole, in order, and no further ahead than that."""

from collections.abc import Iterator
from threading import Event, get_ident

import pytest

from tongchou.workflow.ahead import ahead

WAIT_SECONDS = 10


def test_items_come_in_their_order_even_those_that_are_nothing() -> None:
    assert list(ahead([1, None, 0, [], 2])) == [1, None, 0, [], 2]
    assert list(ahead([])) == []


def test_the_next_item_is_made_while_the_last_one_is_worked_on() -> None:
    second_is_made = Event()

    def made() -> Iterator[int]:
        yield get_ident()
        second_is_made.set()
        yield get_ident()

    for thread in ahead(made()):
        assert second_is_made.wait(WAIT_SECONDS)
        assert thread != get_ident()


def test_no_more_than_one_item_is_made_ahead() -> None:
    made: list[int] = []
    items = ahead(made.append(number) for number in range(100))

    next(items)
    items.close()  # waits for what is being made

    assert len(made) <= 2


def test_a_fault_in_the_making_comes_where_its_item_would_have_come() -> None:
    def made() -> Iterator[int]:
        yield 1
        raise LookupError

    items = ahead(made())

    assert next(items) == 1
    with pytest.raises(LookupError):
        next(items)
