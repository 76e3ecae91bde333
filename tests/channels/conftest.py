"""What the tests of every door share: a node that answers at the addresses of its role."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test.utils import override_settings
from visiting import addresses_of

from counter import AT
from tongchou.node.roles import role_of

SignIns = dict[str, Any]


@pytest.fixture
def opened(stand: Callable[[str], SignIns]) -> Iterator[Callable[[str], SignIns]]:
    """Return how a test opens a node: it stands in it, at the counter's hour, and calls on it."""
    overrides: list[override_settings] = []

    def open_node(code: str) -> SignIns:
        signed_in, role = stand(code), role_of(code)
        addresses = addresses_of(role.name)
        overrides.append(override_settings(ROOT_URLCONF=addresses, NOW=lambda: AT))
        overrides[-1].enable()
        return signed_in

    yield open_node
    for override in reversed(overrides):
        override.disable()


@pytest.fixture
def counter(opened: Callable[[str], SignIns]) -> SignIns:
    """Open the counter of 安徽, node 34; returns its demo sign-ins."""
    return opened("34")


@pytest.fixture
def capital(opened: Callable[[str], SignIns]) -> SignIns:
    """Open the ministry, node 00; returns its demo sign-ins."""
    return opened("00")
