"""The two tiers that a test of proofs stands between."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from tiers import Tiers, clock

from databases import Databases


@pytest.fixture
def tiers(stand: Callable[[str], Any], databases: Databases) -> Iterator[Tiers]:
    """Lend 安徽 and the ministry with clean databases; the test stands in 安徽."""
    with override_settings(ROOT_URLCONF="tiers", ALLOWED_HOSTS=["ministry"], NOW=clock):
        yield Tiers(stand, databases)
