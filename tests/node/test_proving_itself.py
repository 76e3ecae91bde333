"""A node serves only when it can prove who it is, and asks its peers the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.utils import override_settings

from tongchou.node.identity import must_prove_itself
from tongchou.node.rights import UnfitToServe
from tongchou.sync.keys import ED25519, KEY_MAKERS, Keyring
from tongchou.sync.models import NodeKeyEnd
from tongchou.sync.register import known_keys

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def key(tmp_path: Path, province: Any) -> Iterator[Path]:
    """Give 安徽 a folder of its own with its key, and return the key's file."""
    del province
    path = tmp_path / "nodes/34/key.pem"
    path.parent.mkdir(parents=True)
    path.write_bytes((settings.HOME / "nodes/34/key.pem").read_bytes())
    with override_settings(HOME=tmp_path):
        yield path


def test_a_node_with_its_own_key_serves(key: Path) -> None:
    assert key.exists()

    must_prove_itself()


def test_a_node_without_a_key_does_not_start(key: Path) -> None:
    key.unlink()

    with pytest.raises(UnfitToServe, match=r"节点34的私钥不可用.*no usable private key"):
        must_prove_itself()


def test_a_node_whose_key_is_encrypted_does_not_start_without_the_passphrase(key: Path) -> None:
    Keyring(settings.HOME, "34").encrypt(b"secret")

    with pytest.raises(UnfitToServe, match="TONGCHOU_KEY_PASSPHRASE"):
        must_prove_itself()
    assert key.exists()


def test_a_node_with_the_key_of_another_does_not_start(key: Path) -> None:
    with override_settings(NODE_CODE="32"):
        (key.parents[1] / "32").mkdir()
        (key.parents[1] / "32/key.pem").write_bytes(key.read_bytes())

        with pytest.raises(UnfitToServe, match="Node 32 signs with the key of node 34"):
            must_prove_itself()


def test_a_node_with_a_key_that_nobody_entered_does_not_start(key: Path) -> None:
    key.write_bytes(KEY_MAKERS[ED25519]())

    with pytest.raises(UnfitToServe, match="not in the register"):
        must_prove_itself()


def test_a_node_whose_key_was_revoked_still_serves_its_people(key: Path) -> None:
    assert key.exists()
    [own] = known_keys("34")
    NodeKeyEnd.objects.create(
        key_id=own.key_id, ends_at=settings.NOW(), is_revoked=True, why="-",
        entered_at=settings.NOW(), entered_by="test",
    )  # fmt: skip

    must_prove_itself()
