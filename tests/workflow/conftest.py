"""The province in which items move."""

from typing import Any

import pytest

from counter import register_employer


@pytest.fixture
def factory(province: Any) -> None:
    """Register the factory."""
    del province
    register_employer()
