"""What the tests of every door share: a node that answers at the addresses of its role."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from documented import faults_of
from visiting import addresses_of

from counter import AT
from tongchou.node.roles import role_of
from tongchou.sync.checkpoints.publishing import folder_of, publish
from tongchou.sync.keys import Keyring

SignIns = dict[str, Any]


@pytest.fixture(autouse=True)
def answers_as_described(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare whatever the interface answers in a test with what its document says."""
    ask, faults = Client.request, set[str]()

    def asked(self: Client, **request: Any) -> Any:
        answer = ask(self, **request)
        faults.update(faults_of(request, answer))
        return answer

    monkeypatch.setattr(Client, "request", asked)
    yield
    assert not faults, "\n".join(sorted(faults)[:20])


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
def log_published(opened: Callable[[str], SignIns]) -> Iterator[Callable[[str], None]]:
    """Return how a test publishes what is sealed in the node that it stands in."""
    del opened
    folders: list[Path] = []

    def publish_log(code: str) -> None:
        keyring = Keyring(settings.HOME, code)
        folders.append(folder_of(keyring, code).parent)
        publish(keyring)

    yield publish_log
    for folder in folders:
        shutil.rmtree(folder)


@pytest.fixture
def counter(opened: Callable[[str], SignIns]) -> SignIns:
    """Open the counter of 安徽, node 34; returns its demo sign-ins."""
    return opened("34")


@pytest.fixture
def capital(opened: Callable[[str], SignIns]) -> SignIns:
    """Open the ministry, node 00; returns its demo sign-ins."""
    return opened("00")
