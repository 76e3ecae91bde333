"""The keys of a ministry and two provinces, and the way from one to the other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import way
from django.test import override_settings
from postbox import MORNING

from tongchou.sync.calls import Link
from tongchou.sync.changes import register
from tongchou.sync.keys import Keyring, create_keys

CODES = ["00", "32", "34"]
ENDS = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create_keys(tmp_path, CODES)
    return tmp_path


@pytest.fixture(autouse=True)
def entered(request: pytest.FixtureRequest) -> None:
    """Enter the keys of this test into the register of the node that it stands in."""
    stands = {"ministry", "province"} & set(request.fixturenames)
    if not stands or "home" not in request.fixturenames:
        return
    request.getfixturevalue(stands.pop())
    home = request.getfixturevalue("home")
    for code in CODES:
        public_pem = (home / "peers" / f"{code}.pub").read_bytes()
        register._enter(code, public_pem, None, ENDS, at=ENDS, by="test")


@pytest.fixture
def ministry_keys(home: Path) -> Keyring:
    return Keyring(home, "00")


@pytest.fixture
def anhui(home: Path) -> Keyring:
    return Keyring(home, "34")


@pytest.fixture
def jiangsu(home: Path) -> Keyring:
    return Keyring(home, "32")


@pytest.fixture
def ministry_answers(home: Path) -> Iterator[None]:
    way.DESK_OF_THE_MINISTRY.__init__()  # type: ignore[misc]  # a clean desk for every test
    with override_settings(
        ROOT_URLCONF=way.__name__,
        NODE_CODE="00",
        HOME=home,
        WIRING=f"{way.__name__}.ministry_handlers",
        NOW=lambda: MORNING,
        ALLOWED_HOSTS=["ministry"],
    ):
        yield


@pytest.fixture
def wire() -> way.Wire:
    return way.Wire()


@pytest.fixture
def link(anhui: Keyring, wire: way.Wire) -> Link:
    return Link("00", httpx.Client(transport=wire, base_url="http://ministry"), anhui)
