"""An item's page says what the item told the log, and at which positions it is sealed."""

from typing import Any

import pytest
from town import Town, settle
from visiting import browser, page_of

from counter import carried
from tongchou.events.changes import seal


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town."""
    del counter
    return settle()


def item_page(town: Town) -> str:
    return page_of(browser("clerk").get(f"/clerk/items/{town.mans_item.number}"))


def test_an_item_that_is_under_way_told_nothing(town: Town) -> None:
    assert "已记入日志" not in item_page(town)


def test_a_completed_item_names_its_events_and_their_positions(town: Town) -> None:
    carried(town.mans_item)

    waiting = item_page(town)
    seal()

    assert "<dt>停保</dt><dd>1条，1 条待封存</dd>" in waiting
    assert "<dt>停保</dt><dd>1条，位置 1</dd>" in item_page(town)
