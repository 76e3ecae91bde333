"""The nodes of a test that restores some of them."""

from collections.abc import Iterator

import pytest
from copies import Country, country

from counter import Stand
from databases import Databases


@pytest.fixture
def nodes(stand: Stand, databases: Databases) -> Iterator[Country]:
    with country(stand, databases) as lent:
        yield lent
