"""In the register of nodes' keys each row that nothing vouches for is named, and what lacks too."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings
from told import found, proven

from counter import AT
from tongchou.events.changes import seal
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import execute, fetch
from tongchou.sync.changes.register import enter_first_keys, enter_key, revoke, rotate, take_up_next
from tongchou.sync.keys import Keyring, make_key, signer_of
from tongchou.sync.keys.keyring import create_keys
from tongchou.sync.models import NodeKey
from tongchou.sync.register import KnownKey

DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def keyring(province: object, tmp_path: Path) -> Iterator[Keyring]:
    """Lend the keys of 安徽, which knows its own and the ministry's by their files."""
    del province
    copytree(settings.HOME, tmp_path, dirs_exist_ok=True)  # rotating writes into it
    with override_settings(HOME=tmp_path):
        keyring = Keyring(tmp_path, settings.NODE_CODE)
        enter_first_keys(keyring, AT)
        yield keyring


@pytest.fixture
def register(keyring: Keyring) -> list[str]:
    """Let keys be entered, handed over and revoked; return them: first, next, by hand, revoked."""
    first = keyring.signer().key_id
    by_hand, revoked = (
        entered("32", by_hand=signer_of(make_key()).public_pem.decode()) for _ in range(2)
    )
    handed = rotate(keyring, valid_for=900 * DAY, overlap=30 * DAY, at=AT, by="operator")
    assert isinstance(handed, KnownKey)
    assert isinstance(revoke(keyring, revoked, why="lost", at=AT + DAY, by="operator"), KnownKey)
    while seal():
        pass
    return [first, handed.key_id, by_hand, revoked]


def entered(node: str, *, by_hand: str) -> str:
    key = enter_key(node, by_hand, until=AT + 900 * DAY, at=AT, by="operator")
    assert not isinstance(key, Refusal)
    return key.key_id


def named() -> list[tuple[str, str, str, str]]:
    return [(one["table"], one["key"]["key_id"], one["kind"], one["field"])
            for one in found(proven())]  # fmt: skip


def test_an_honest_register_has_no_finding(register: list[str], keyring: Keyring) -> None:
    before = named()
    assert take_up_next(keyring, AT + 20 * DAY)

    assert NodeKey.objects.count() > len(register)  # with first keys of others
    assert (before, named()) == ([], [])


def test_a_first_key_that_ended_and_was_replaced_by_its_file_is_no_finding(
    keyring: Keyring,
) -> None:
    (settings.HOME / "peers" / "34.pub").unlink()
    (settings.HOME / "nodes" / "34" / "key.pem").unlink()
    create_keys(settings.HOME, ["34"])
    enter_first_keys(keyring, AT + 4_000 * DAY)

    assert NodeKey.objects.filter(node="34").count() == 2
    assert named() == []


def key_of(node: str) -> str:
    ((key_id,),) = fetch("SELECT key_id FROM sync_nodekey WHERE node = %(node)s", node=node)
    return str(key_id)


INSERTED = """
INSERT INTO sync_nodekey (key_id, node, algorithm, public_key, valid_from, valid_until, entered_at,
                          entered_by)
VALUES (%(key_id)s, %(node)s, 'Ed25519', %(pem)s, now(), now() + interval '9 years', now(), 'x')
"""


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("node", ["00", "32", "34"])
def test_a_key_that_the_application_slipped_in_is_named(node: str) -> None:
    signer = signer_of(make_key())

    execute(INSERTED, key_id=signer.key_id, node=node, pem=signer.public_pem.decode())

    assert named() == [("sync_nodekey", signer.key_id, "surplus", "")]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("begins", ["NULL", "now() - interval '20 years'"])
def test_a_key_that_is_to_pass_for_a_first_one_long_replaced_is_named(begins: str) -> None:
    signer = signer_of(make_key())
    long_ago = INSERTED.replace("now(), now() + interval '9 years'", f"{begins}, '2001-01-01'")

    execute(long_ago, key_id=signer.key_id, node="32", pem=signer.public_pem.decode())

    assert named() == [("sync_nodekey", signer.key_id, "surplus", "")]


BY_THE_OWNER = {
    "a file's key under another node": (
        "UPDATE sync_nodekey SET node = '32' WHERE node = '00'",
        ("sync_nodekey", "ministry", "surplus", ""),
    ),
    "a longer validity": (
        "UPDATE sync_nodekey SET valid_until = valid_until + interval '9 years' WHERE key_id = %s",
        ("sync_nodekey", "by hand", "changed", "valid_until"),
    ),
    "another key under a fingerprint": (
        "UPDATE sync_nodekey SET public_key = 'x' WHERE key_id = %s",
        ("sync_nodekey", "by hand", "changed", "public_key"),
    ),
    "a hand-over forgotten": (
        "DELETE FROM sync_nodekey WHERE key_id = %s",
        ("sync_nodekey", "next", "missing", ""),
    ),
    "a revocation forgotten": (
        "DELETE FROM sync_nodekeyend WHERE key_id = %s",
        ("sync_nodekeyend", "revoked", "missing", ""),
    ),
    "an end that nobody said": (
        (
            "INSERT INTO sync_nodekeyend (key_id, ends_at, is_revoked, why, entered_at, entered_by)"
            " VALUES (%s, now(), true, '', now(), 'x')"
        ),
        ("sync_nodekeyend", "by hand", "surplus", ""),
    ),
}


@pytest.mark.parametrize("which", BY_THE_OWNER)
def test_what_the_owner_changed_in_the_register_is_named(
    register: list[str], owner: psycopg.Connection, which: str
) -> None:
    keys = dict(zip(("first", "next", "by hand", "revoked"), register, strict=True))
    statement, (table, name, kind, field) = BY_THE_OWNER[which]
    keys["ministry"] = key_of("00")

    owner.execute(statement, [keys[name]] if "%s" in statement else None)  # type: ignore[call-overload]  # as it stands

    assert named() == [(table, keys[name], kind, field)]
