"""The nodes of a test that restores some of them."""

import pytest
from copies import Country

from counter import Stand
from databases import Databases


@pytest.fixture
def nodes(stand: Stand, databases: Databases) -> Country:
    return Country(stand, databases)
