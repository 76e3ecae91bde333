"""The keys of a ministry and two provinces."""

from pathlib import Path

import pytest

from tongchou.sync.keys import Keyring, create_keys


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create_keys(tmp_path, ["00", "32", "34"])
    return tmp_path


@pytest.fixture
def ministry_keys(home: Path) -> Keyring:
    return Keyring(home, "00")


@pytest.fixture
def anhui(home: Path) -> Keyring:
    return Keyring(home, "34")


@pytest.fixture
def jiangsu(home: Path) -> Keyring:
    return Keyring(home, "32")
