"""A file of a backup opens with its key, under its name, as it was written, and never otherwise."""

import os
from pathlib import Path

import pytest

from tongchou.node.backup.packing import pack, unpack
from tongchou.node.backup.sealed import (
    HEADER_BYTES,
    PIECE_BYTES,
    TAG_BYTES,
    Key,
    NoKey,
    NotOpened,
    SealedReader,
    SealedWriter,
    key_in,
)

KEY = Key(b"of sixteen letters")
CONTENT = os.urandom(3 * PIECE_BYTES + 17)
PIECE = PIECE_BYTES + TAG_BYTES


def sealed(path: Path, content: bytes = CONTENT, *, name: str = "wal/1") -> Path:
    with SealedWriter(path, KEY, name=name) as file:
        for start in range(0, len(content), 100_000):
            file.write(content[start : start + 100_000])
    return path


def opened(path: Path, *, key: Key = KEY, name: str = "wal/1") -> bytes:
    return SealedReader(path, key, name=name).readall() or b""


@pytest.mark.parametrize("content", [b"", b"x", CONTENT, bytes(50_000_000)])
def test_what_was_written_is_read(tmp_path: Path, content: bytes) -> None:
    assert opened(sealed(tmp_path / "a", content)) == content


def test_nothing_of_the_content_stands_in_the_file(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a", b"340104198503071026" * 10)

    assert b"34010419" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_content_is_never_the_same_file(tmp_path: Path) -> None:
    one, other = sealed(tmp_path / "a").read_bytes(), sealed(tmp_path / "b").read_bytes()

    assert one[HEADER_BYTES : HEADER_BYTES + 64] != other[HEADER_BYTES : HEADER_BYTES + 64]


@pytest.mark.parametrize(
    "place", [0, 35, 60, HEADER_BYTES, HEADER_BYTES + PIECE, HEADER_BYTES + 2 * PIECE + 5, -1]
)
def test_a_byte_that_was_altered_anywhere_is_found(tmp_path: Path, place: int) -> None:
    path = sealed(tmp_path / "a")
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(NotOpened, match="not as it was written"):
        opened(path)


def test_a_file_that_was_cut_off_between_pieces_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a")
    for length in (0, HEADER_BYTES, HEADER_BYTES + PIECE, HEADER_BYTES + 3 * PIECE):
        path.write_bytes(sealed(tmp_path / "b").read_bytes()[:length])
        with pytest.raises(NotOpened):
            opened(path)


def test_pieces_that_changed_places_are_found(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a")
    content = path.read_bytes()
    first, second = (
        content[HEADER_BYTES + at * PIECE : HEADER_BYTES + (at + 1) * PIECE] for at in (0, 1)
    )
    path.write_bytes(content[:HEADER_BYTES] + second + first + content[HEADER_BYTES + 2 * PIECE :])

    with pytest.raises(NotOpened):
        opened(path)


def test_another_key_and_another_name_do_not_open_it(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a")

    with pytest.raises(NotOpened):
        opened(path, key=Key(b"of sixteen others"))
    with pytest.raises(NotOpened):
        opened(path, name="wal/2")


def test_a_file_that_was_not_finished_does_not_bear_the_name(tmp_path: Path) -> None:
    def write_half() -> None:
        with SealedWriter(tmp_path / "a", KEY, name="a") as file:
            file.write(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="full"):
        write_half()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "mode", "why"),
    [("short", 0o600, "too short"), ("x" * 40, 0o644, "others may read"), (None, 0, "--key")],
)
def test_a_key_file_that_is_none_is_refused(
    tmp_path: Path, said: str | None, mode: int, why: str
) -> None:
    path = tmp_path / "key"
    if said:
        path.write_text(said)
        path.chmod(mode)

    with pytest.raises(NoKey, match=why):
        key_in(path)


def test_of_a_home_the_keys_and_settings_of_its_nodes_are_packed_and_nothing_else(
    tmp_path: Path,
) -> None:
    home, there = tmp_path / "home", tmp_path / "there"
    kept = {"nodes/34/key.pem", "nodes/34/secret", "peers/00.pub", "password"}
    left = {
        "nodes/31/key.pem", "nodes/34/log/34/checkpoint", "nodes/34/serve.log",
        "nodes/34/log.jsonl.1", "nodes/34/metrics/x", "nodes/34/heartbeat-0", "owner.pgpass",
        "backup.key",
        "postgres/PG_VERSION", "nodes.json", "lock", "postgres.log", "backup/1/2", "kept/set.json",
        "kept/base/1",
    }  # fmt: skip
    for name in kept | left:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    with SealedWriter(tmp_path / "home.tar", KEY, name="home.tar") as file:
        pack(home, ["34"], file)

    unpack(SealedReader(tmp_path / "home.tar", KEY, name="home.tar"), there)

    files = {str(path.relative_to(there)) for path in there.rglob("*") if path.is_file()}
    assert files == kept
    assert (there / "nodes/34/key.pem").read_text() == "nodes/34/key.pem"
