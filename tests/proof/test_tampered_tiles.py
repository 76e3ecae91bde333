"""What is published on disk is proven against the log: tiles, checkpoints, countersignatures."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings
from told import carried, found, live, proven

from counter import AT, FACTORY, Stand
from tongchou.events.changes import append, seal
from tongchou.standards.messages import EmployersRegistered
from tongchou.sync.changes.countersigning import countersign
from tongchou.sync.checkpoints.notes import Note
from tongchou.sync.checkpoints.publishing import (
    CHECKPOINT,
    COUNTERSIGNED,
    folder_of,
    publish,
    published,
)
from tongchou.sync.keys import Keyring, make_key, signer_of

MANY = 300
"""Events of which some stand in a whole tile, and some in the next one."""


@pytest.fixture
def home(tmp_path: Path, province: object) -> Iterator[Path]:
    """Lend a home of our own, in which 安徽 publishes."""
    del province
    copytree(settings.HOME, tmp_path, dirs_exist_ok=True)
    with override_settings(HOME=tmp_path):
        yield tmp_path


@pytest.fixture
def folder(home: Path) -> Path:
    """Let 安徽 write a log of more than one tile and publish it, countersigned once before."""
    keyring = Keyring(home, "34")
    live()
    publish(keyring)
    folder = folder_of(keyring, "34")
    early = published(folder)
    assert early is not None
    (folder / COUNTERSIGNED).write_bytes(
        str(early.countersigned("00", Keyring(home, "00").signer(), AT)).encode()
    )
    write(MANY)
    publish(keyring)
    return folder


def write(count: int) -> None:
    said = EmployersRegistered(
        scheme="110", registered_on=AT.date(), credit_codes=[FACTORY], names=["皖江机械"],
        division_codes=["340104"],
    )  # fmt: skip
    append([said] * count, item_number="1", recorded_at=AT)
    while seal():
        pass


def named() -> list[tuple[str, str, str, int | None]]:
    return [
        (one["key"]["file"], one["kind"], one["field"], one["position"])
        for one in found(proven())
        if one["table"] == "published"
    ]


def turned(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.usefixtures("folder")
def test_what_is_published_as_it_is_has_no_finding() -> None:
    assert named() == []


def test_a_tile_that_was_changed_on_disk_is_named_with_its_position(folder: Path) -> None:
    turned(folder / "tile/0/000", 32 * 41)

    assert not publish(Keyring(settings.HOME, "34"))  # nothing new, so it is not read
    assert named() == [("tile/0/000", "changed", "", 42)]


def test_a_tile_that_is_gone_is_named(folder: Path) -> None:
    (folder / "tile/1/000.p/1").unlink()

    assert named() == [("tile/1/000.p/1", "missing", "", None)]


@pytest.mark.parametrize("name", [CHECKPOINT, COUNTERSIGNED])
def test_a_checkpoint_that_the_node_did_not_sign_is_named(folder: Path, name: str) -> None:
    note = published(folder, name)
    assert note is not None
    forged = Note("34", note.size, b"\x07" * 32).signed(signer_of(make_key()))
    (folder / name).write_bytes(str(forged).encode())

    assert named() == [
        (name, "unsigned", "", note.size),
        (name, "changed", "root", note.size),
    ]


def test_a_log_that_was_written_anew_contradicts_what_was_countersigned(
    folder: Path, owner: psycopg.Connection
) -> None:
    countersigned = published(folder, COUNTERSIGNED)
    assert countersigned is not None
    owner.execute("UPDATE events_event SET body = replace(body, '64000', '64001')")
    owner.execute("INSERT INTO events_unsealed SELECT event_id FROM events_seal")
    owner.execute("DELETE FROM events_seal")
    while seal():
        pass
    publish(Keyring(settings.HOME, "34"))  # as if nothing had been

    assert (COUNTERSIGNED, "changed", "root", countersigned.size) in named()


def test_what_the_ministry_published_of_a_provinces_log_is_proven_too(
    stand: Stand, home: Path
) -> None:
    stand("34")
    with override_settings(HOME=home):
        live()
        publish(Keyring(home, "34"))
        note = published(folder_of(Keyring(home, "34"), "34"))
        carried(stand)
    stand("00")
    with override_settings(HOME=home):
        keyring = Keyring(home, "00")
        assert isinstance(note, Note)
        assert isinstance(countersign(keyring, note, AT), Note)
        before = named()
        turned(folder_of(keyring, "34") / f"tile/0/000.p/{note.size}", 0)

        assert (before, named()) == ([], [(f"tile/0/000.p/{note.size}", "changed", "", 1)])
