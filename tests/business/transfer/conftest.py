"""Where most letters are answered: 安徽, with a record."""

import pytest
from mail import live_in_anhui

from counter import Stand


@pytest.fixture
def anhui(stand: Stand) -> None:
    """Stand in 安徽, where the woman contributed from January 2023 to September 2024."""
    live_in_anhui(stand)
