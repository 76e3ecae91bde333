"""The two tiers that a test of proofs stands between."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from tiers import Tiers, clock

from databases import Databases


@pytest.fixture
def wired() -> Iterator[None]:
    """Let the node answer as the ministry does to provinces; ends after every stand taken in it."""
    with override_settings(ROOT_URLCONF="tiers", ALLOWED_HOSTS=["ministry"], NOW=clock):
        yield


@pytest.fixture
def tiers(wired: None, stand: Callable[[str], Any], databases: Databases) -> Tiers:
    """Lend 安徽 and the ministry with clean databases; the test stands in 安徽."""
    del wired
    return Tiers(stand, databases)
