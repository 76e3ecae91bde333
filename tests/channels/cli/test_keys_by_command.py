"""Keys by command: listed, handed over, revoked, entered; and what a stranger is given."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from django.conf import settings

from counter import AT, FACTORY
from tongchou.events.changes import append, seal
from tongchou.standards.messages import EmployersRegistered
from tongchou.sync.keys import ED25519, KEY_MAKERS, Keyring, keyring, signer_of
from tongchou.sync.models import NodeKey

SCRIPT = Path(__file__).parents[3] / "docs/verify_bundle.py"


@pytest.fixture
def own_home(nodes: dict[str, Any], tmp_path: Path) -> Any:
    """Let the nodes keep their key files in a folder of this test's own."""
    del nodes
    home = settings.HOME
    for name in ("nodes/34/key.pem", "nodes/00/key.pem", "peers/34.pub", "peers/00.pub"):
        copy = tmp_path / "keys" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((home / name).read_bytes())
    return tmp_path / "keys"


def test_a_node_lists_the_keys_it_knows(nodes: dict[str, Any], tongchou: Command) -> None:
    del nodes

    done = tongchou("node", "keys", "list", "--province", "34", "--json")
    shown = tongchou("node", "keys", "list", "--province", "00")

    assert done.code == 0, done.said
    assert {key["node"] for key in done.answer["keys"]} == {"00", "31", "32", "34"}
    assert {key["state"] for key in done.answer["keys"]} == {"valid"}
    assert (done.answer["fault"], done.answer["faults"]) == (None, [])
    assert shown.code == 0
    assert "有效 Valid" in shown.said


def test_a_key_is_entered_and_revoked_by_command(
    nodes: dict[str, Any], tongchou: Command, tmp_path: Path
) -> None:
    del nodes
    key = signer_of(KEY_MAKERS[ED25519]())
    (tmp_path / "new.pub").write_bytes(key.public_pem)
    words = ("node", "keys", "enter", "34", str(tmp_path / "new.pub"), "--province", "00")

    entered, again = tongchou(*words, "--json"), tongchou(*words)
    revoked = tongchou(
        "node", "keys", "revoke", key.key_id[:12], "--province", "00", "--why", "外泄", "--json"
    )
    unknown = tongchou("node", "keys", "revoke", "zz", "--province", "00", "--why", "外泄")

    assert (entered.code, entered.answer["state"]) == (0, "valid")
    assert again.code == 1
    assert "sync.key_known" in again.said
    assert (revoked.code, revoked.answer["state"], revoked.answer["why"]) == (0, "revoked", "外泄")
    assert unknown.code == 1
    assert "No single key begins with zz" in unknown.said


def test_the_key_that_signs_is_handed_over_by_command(
    nodes: dict[str, Any], own_home: Path, tongchou: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    del nodes
    monkeypatch.setattr("tongchou.channels.api.keys._keyring", lambda: Keyring(own_home, "34"))

    done = tongchou("node", "keys", "rotate", "--province", "34", "--json")
    again = tongchou("node", "keys", "rotate", "--province", "34")

    assert done.code == 0, done.said
    assert done.answer["key"] == Keyring(own_home, "34").next_signer().key_id  # type: ignore[union-attr]
    assert again.code == 1
    assert "sync.hand_over" in again.said


def test_the_status_tells_of_a_key_that_ends_soon(
    nodes: dict[str, Any], opened: Any, tongchou: Command
) -> None:
    del nodes
    opened("00")
    pem = signer_of(KEY_MAKERS[ED25519]()).public_pem.decode()
    NodeKey.objects.create(
        key_id="1" * 64, node="65", algorithm=ED25519, public_key=pem, valid_until=AT,
        entered_at=AT, entered_by="test",
    )  # fmt: skip

    done, told = tongchou("status", "--json"), tongchou("status")

    assert [fault["node"] for fault in done.answer["keys"]] == ["65"]
    assert "The key of node 65 ended on 2024-11-05" in told.said


def test_a_private_key_is_encrypted_by_the_passphrase_of_its_file(
    own_home: Path, tongchou: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unsaid = tongchou("node", "keys", "encrypt", "34", "--home", str(own_home))
    (tmp_path / "passphrase").write_text("secret\n")
    monkeypatch.setenv(keyring.OPENED_BY, str(tmp_path / "passphrase"))

    done = tongchou("node", "keys", "encrypt", "34", "--home", str(own_home), "--json")

    assert unsaid.code == 1
    assert "No passphrase" in unsaid.said
    assert (done.code, done.answer["node"]) == (0, "34")
    assert Keyring(own_home, "34").is_encrypted
    assert Keyring(own_home, "34").signer().algorithm == ED25519
    assert tongchou("node", "keys", "encrypt", "34", "--home", str(own_home)).code == 1


def test_a_bundle_and_proofs_are_given_to_whoever_asks(
    nodes: dict[str, Any], tongchou: Command, opened: Any, log_published: Any, tmp_path: Path
) -> None:
    del nodes
    opened("34")
    told = [
        EmployersRegistered(
            scheme="110", registered_on=date(2024, 11, 5), credit_codes=[FACTORY], names=[name],
            division_codes=["340104"],
        )
        for name in ("甲", "乙", "丙")
    ]  # fmt: skip
    append(told, item_number="34-20241105-000001", recorded_at=AT)
    seal()
    log_published("34")
    file = tmp_path / "bundle"

    done = tongchou("verify", "--province", "34", "--export", str(file))
    proof = tongchou("proof", "inclusion", "2", "--province", "34", "--json")
    growth = tongchou("proof", "consistency", "1", "3", "--province", "34")
    beyond = tongchou("proof", "inclusion", "9", "--province", "34")

    assert done.code == 0, done.said
    judged = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file)], capture_output=True, text=True, check=False
    )
    assert (judged.returncode, judged.stdout.splitlines()[0]) == (0, "OK"), judged.stdout
    assert json.loads(file.read_text("utf-8").splitlines()[0])["logs"] == {"34": 3}
    assert (proof.code, len(proof.answer["path"]), proof.answer["size"]) == (0, 2, 3)
    assert growth.code == 0
    assert "tongchou/34" in growth.printed
    assert beyond.code == 1
