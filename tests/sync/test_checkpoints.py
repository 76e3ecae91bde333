"""Checkpoints published, countersigned by the other tier, and a bundle that a stranger verifies."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import include, path
from postbox import MINUTE, MORNING, Desk, registered

from tongchou.events.chain import SM3
from tongchou.events.changes import append, seal
from tongchou.node.postgres import Postgres
from tongchou.sync.calls import Link
from tongchou.sync.changes.countersigning import EVERY, countersign, exchange
from tongchou.sync.checkpoints import bundle, proofs
from tongchou.sync.checkpoints.notes import Note, read_note
from tongchou.sync.checkpoints.publishing import (
    COUNTERSIGNED,
    fault_of_published,
    folder_of,
    grown,
    publish,
    published,
)
from tongchou.sync.exchange import push
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Checkpoint, Peer

urlpatterns = [
    path("sync/", include("tongchou.channels.api.sync")),
    path("sync/", include("tongchou.channels.api.checkpoints")),
    path("log/", include("tongchou.channels.api.published")),
]
SCRIPT = Path(__file__).parents[2] / "docs/verify_bundle.py"

pytestmark = pytest.mark.usefixtures("ministry", "ministry_answers")


def ministry_handlers() -> Any:
    """Return what the ministry does with messages: nothing that matters here."""
    return Desk().handlers


@pytest.fixture
def ministry_answers(home: Path) -> Iterator[None]:
    with override_settings(
        ROOT_URLCONF=__name__,
        NODE_CODE="00",
        HOME=home,
        WIRING=f"{__name__}.ministry_handlers",
        NOW=lambda: MORNING,
        ALLOWED_HOSTS=["ministry"],
    ):
        yield


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    transport = httpx.WSGITransport(app=get_wsgi_application())
    with httpx.Client(transport=transport, base_url="http://ministry") as lent:
        yield lent


@pytest.fixture
def link(anhui: Keyring, client: httpx.Client) -> Link:
    return Link("00", client, anhui)


@pytest.fixture
def owner(server: Postgres) -> Iterator[Any]:
    with psycopg.connect(server.url("test_00"), autocommit=True) as connection:
        yield connection


def happened(*names: str, algorithm: str = "sha256") -> None:
    """Write and seal some events in the log of whoever publishes in this test."""
    for name in names:
        append([registered(name)], item_number="1", recorded_at=MORNING)
    seal(algorithm=algorithm)


def countersigned(link: Link, *names: str) -> Note:
    """Let 安徽 write, publish, push, and have its checkpoint countersigned."""
    happened(*names)
    publish(link.keyring)
    push(link, at=MORNING)
    assert exchange(link.client, link.keyring, "00", MORNING)
    note = published(folder_of(link.keyring, "34"), COUNTERSIGNED)
    assert note is not None
    return note


def test_a_checkpoint_of_all_that_is_sealed_is_published_at_once_and_once(anhui: Keyring) -> None:
    happened("甲", "乙")

    assert [publish(anhui), publish(anhui)] == [True, False]
    happened("丙")
    assert publish(anhui)

    note = published(folder_of(anhui, "34"))
    assert note is not None
    assert (note.node, note.size) == ("34", 3)
    assert note.is_signed_by(anhui.verifier("34"))  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [None, bytes(64)])
def test_what_is_lost_or_changed_of_the_tiles_is_written_anew(
    anhui: Keyring, content: bytes | None
) -> None:
    happened("甲", "乙")
    publish(anhui)
    tile = folder_of(anhui, "34") / "tile/0/000.p/2"
    if content:
        tile.write_bytes(content)
    else:
        tile.unlink()

    happened("丙")
    publish(anhui)

    note = published(folder_of(anhui, "34"))
    assert note is not None
    assert grown(Keyring(anhui.home / "fresh", "34"), "34", 3).root() == note.root


@pytest.mark.parametrize("names", [("丁",), ("丁", "戊")])
def test_a_log_that_went_on_otherwise_after_it_was_restored_is_published_as_it_is(
    anhui: Keyring, owner: Any, names: tuple[str, ...]
) -> None:
    happened("甲", "乙")
    publish(anhui)
    owner.execute("DELETE FROM events_seal WHERE position = 2")

    happened(*names)
    publish(anhui)

    note = published(folder_of(anhui, "34"))
    assert note is not None
    fresh = grown(Keyring(anhui.home / "fresh", "34"), "34", 1 + len(names))
    assert (note.size, note.root) == (fresh.size, fresh.root())


@pytest.fixture
def lost(anhui: Keyring, owner: Any) -> Keyring:
    """Lend the keys of a node that published two positions and lost the second."""
    happened("甲", "乙")
    publish(anhui)
    owner.execute("DELETE FROM events_seal WHERE position = 2")
    owner.execute("DELETE FROM events_event WHERE id = (SELECT max(id) FROM events_event)")
    return anhui


def test_nothing_is_published_while_a_lost_end_may_come_back(lost: Keyring) -> None:
    Peer.objects.create(code="00", contact_at=MORNING, life="0" * 16)
    before = published(folder_of(lost, "34"))

    assert not publish(lost)

    assert published(folder_of(lost, "34")) == before
    said = fault_of_published(lost)
    assert said is not None
    assert "up to 2, the log ends at 1" in said.en


def test_a_log_that_goes_on_without_its_end_is_published_anew_and_says_so(lost: Keyring) -> None:
    before = published(folder_of(lost, "34"))

    assert publish(lost)

    folder = folder_of(lost, "34")
    note = published(folder)
    assert note is not None
    assert note.size == 1
    assert published(folder / "lost-2") == before
    assert (folder / "lost-2/tile").is_dir()
    said = fault_of_published(lost)
    assert said is not None
    assert "kept in lost-2" in said.en
    happened("丙", "丁")
    assert publish(lost)
    assert "lost-2" in str(fault_of_published(lost))


def test_an_end_that_came_back_is_no_fault_any_more(anhui: Keyring, owner: Any) -> None:
    happened("甲", "乙")
    publish(anhui)
    seal_row = owner.execute("DELETE FROM events_seal WHERE position = 2 RETURNING *").fetchone()
    publish(anhui)

    marks = ", ".join(["%s"] * len(seal_row))
    owner.execute(f"INSERT INTO events_seal VALUES ({marks})", seal_row)
    publish(anhui)

    assert published(folder_of(anhui, "34")).size == 2  # type: ignore[union-attr]
    assert fault_of_published(anhui) is None


def test_the_ministry_countersigns_what_it_holds_and_the_province_the_ministry_s(
    link: Link, anhui: Keyring, ministry_keys: Keyring
) -> None:
    note = countersigned(link, "甲", "乙", "丙")

    assert note.is_countersigned_by("00", anhui.verifier("00"))  # type: ignore[arg-type]
    assert note.size == 3
    mirrored = published(folder_of(ministry_keys, "34"))
    assert mirrored == note
    rows = Checkpoint.objects.order_by("id").values_list("node", "size", "cosigner", "refusal")
    assert set(rows) == {("34", 3, "00", "")}


def test_a_log_is_countersigned_once_a_minute_while_it_grows(link: Link) -> None:
    countersigned(link, "甲")
    happened("乙")
    publish(link.keyring)
    push(link, at=MORNING)

    done = [
        exchange(link.client, link.keyring, "00", MORNING + after)
        for after in (EVERY - timedelta(seconds=1), EVERY, 2 * EVERY)
    ]

    assert done == [False, True, False]


def test_a_checkpoint_beyond_what_is_held_is_not_countersigned(
    link: Link, ministry_keys: Keyring
) -> None:
    happened("甲")
    publish(link.keyring)

    assert not exchange(link.client, link.keyring, "00", MORNING)

    note = published(folder_of(link.keyring, "34"))
    assert note is not None
    refused = countersign(ministry_keys, note, MORNING)
    assert getattr(refused, "code", "") == "sync.not_held"
    assert not Checkpoint.objects.exists()


def test_a_checkpoint_that_contradicts_the_copy_is_kept_and_not_countersigned(
    link: Link, anhui: Keyring, ministry_keys: Keyring
) -> None:
    countersigned(link, "甲")
    happened("乙")
    push(link, at=MORNING)
    lie = Note("34", 2, bytes(32)).signed(anhui.signer())

    refused = [countersign(ministry_keys, lie, MORNING) for _ in range(2)]

    assert {getattr(one, "code", "") for one in refused} == {"sync.note_forked"}
    [kept] = Checkpoint.objects.exclude(refusal="")
    assert read_note(kept.note.encode()) == lie


def test_a_stranger_s_note_is_refused(client: httpx.Client, jiangsu: Keyring) -> None:
    forged = Note("34", 1, bytes(32)).signed(jiangsu.signer())
    ours = Note("00", 1, bytes(32)).countersigned("34", jiangsu.signer(), MORNING)

    statuses = [
        client.post("/sync/checkpoints", content=content).status_code
        for content in (b"", b"\xff" * 100_000, str(forged).encode(), str(ours).encode())
    ]

    assert statuses == [400, 400, 401, 401]
    assert not Checkpoint.objects.exists()


def test_what_is_published_as_countersigned_never_goes_back(
    client: httpx.Client, anhui: Keyring, ministry_keys: Keyring
) -> None:
    notes = []
    for name, minutes in (("甲", 0), ("乙", 2)):
        happened(name)
        publish(ministry_keys)
        note = published(folder_of(ministry_keys, "00"))
        assert note is not None
        at = MORNING + minutes * MINUTE
        notes.append(note.countersigned("34", anhui.signer(), at))
        assert client.post("/sync/checkpoints", content=str(notes[-1])).status_code == 200

    again = client.post("/sync/checkpoints", content=str(notes[0]))

    assert again.status_code == 200
    assert published(folder_of(ministry_keys, "00"), COUNTERSIGNED) == notes[1]


def test_nothing_is_published_that_no_node_signed(
    client: httpx.Client, anhui: Keyring, ministry_keys: Keyring
) -> None:
    happened("甲")
    publish(ministry_keys)
    made = published(folder_of(ministry_keys, "00"))
    assert made is not None
    note = made.countersigned("34", anhui.signer(), MORNING)
    strange = replace(note, lines=(("99", bytes(76)), ("34", bytes(76)), *note.lines))

    assert client.post("/sync/checkpoints", content=str(strange)).status_code == 200
    assert published(folder_of(ministry_keys, "00"), COUNTERSIGNED) == note
    assert [row.note for row in Checkpoint.objects.all()] == [str(note)]


def test_outsiders_fetch_checkpoints_and_tiles_and_nothing_else(
    link: Link, client: httpx.Client, home: Path
) -> None:
    note = countersigned(link, "甲", "乙")

    found = client.get("/log/34/checkpoint")
    tile = client.get("/log/34/tile/0/000.p/2")

    assert read_note(found.content) == note
    assert found.headers["Cache-Control"] == "no-cache"
    assert len(tile.content) == 64
    assert "immutable" in tile.headers["Cache-Control"]
    (home / "nodes/00/log/34/secret").write_text("no one's")
    places = (
        "34/secret", "34/../../key.pem", "34/tile/0/999", "34/tile/0", "34/tile", "3a/checkpoint",
        "../nodes/checkpoint", "34/tile/0/..%2f..%2fsecret", "99/checkpoint", "34/",
    )  # fmt: skip
    assert {client.get(f"/log/{place}").status_code for place in places} == {404}


def bundled(keyring: Keyring, file: Path) -> list[Any]:
    """Write a node's bundle as the command does, and return its lines."""
    contents = bundle.contents(keyring, MORNING + MINUTE)
    pages = [
        {"log": log, **bundle.page(keyring, log, after, last)}
        for log, last in contents["logs"].items()
        for after in range(0, last, bundle.PAGE)
    ]
    write(file, [contents, *pages])
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def write(file: Path, lines: list[Any]) -> None:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def judged(file: Path) -> tuple[int, str]:
    """Return how the stand-alone script ends, and what it prints."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def lines(link: Link, ministry_keys: Keyring, tmp_path: Path) -> list[Any]:
    """Return the bundle of a ministry that holds a log of two algorithms in two envelopes."""
    countersigned(link, "甲", "乙", "丙")
    happened("丁", algorithm=SM3)
    push(link, at=MORNING)
    return bundled(ministry_keys, tmp_path / "bundle")


def test_a_stranger_verifies_a_bundle_with_nothing_of_ours(
    lines: list[Any], tmp_path: Path, anhui: Keyring
) -> None:
    code, said = judged(tmp_path / "bundle")

    assert (code, said.splitlines()[0]) == (0, "OK"), said
    assert f"34 {anhui.signer().key_id}" in said
    assert "甲" not in (tmp_path / "bundle").read_text("utf-8")
    assert lines[0]["logs"] == {"00": 0, "34": 4}


def digit(text: str) -> str:
    """Return a hexadecimal text with its last digit changed."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def changed_entry(lines: list[Any]) -> None:
    lines[1]["entries"][1] = [*lines[1]["entries"][1][:2], digit(lines[1]["entries"][1][2]), "00"]


def changed_root(lines: list[Any]) -> None:
    said = lines[0]["checkpoints"][0]
    text = said["note"].split("\n")
    said["note"] = "\n".join([text[0], text[1], "A" * 43 + "=", *text[3:]])


def without_countersignature(lines: list[Any]) -> None:
    said = lines[0]["checkpoints"][0]
    note = read_note(said["note"].encode())
    lie = note.with_line("00", note.lines[1][1][:-1] + bytes([note.lines[1][1][-1] ^ 1]))
    said["note"] = str(lie)


TAMPERINGS: dict[str, tuple[Callable[[list[Any]], None], str]] = {
    "a digest": (changed_entry, "position 2 does not follow"),
    "a hash": (
        lambda lines: lines[1]["entries"][3].__setitem__(3, "00" * 32),
        "position 4 does not follow",
    ),
    "an algorithm": (
        lambda lines: lines[1]["entries"][3].__setitem__(1, "sha256"),
        "position 4 does not follow",
    ),
    "a position removed": (lambda lines: lines[1]["entries"].pop(1), "does not follow"),
    "the end removed": (lambda lines: lines[1]["entries"].pop(), "4 told, 3 here"),
    "a head removed": (lambda lines: lines[1]["heads"].pop(0), "0 signed for"),
    "a signature": (
        lambda lines: lines[1]["heads"][0].update(signature="00" * 64),
        "head up to 3: not signed",
    ),
    "a head": (
        lambda lines: lines[1]["heads"][0].update(
            head=lines[1]["heads"][0]["head"].replace('"count":3', '"count":2')
        ),
        "head up to 2: not signed",
    ),
    "a key's end": (
        lambda lines: [key.update(ends_at="2000-01-01T00:00:00+00:00") for key in lines[0]["keys"]],
        "not signed by its node",
    ),
    "a checkpoint's root": (changed_root, "another root"),
    "a countersignature": (without_countersignature, "not signed by node 00"),
    "the log's own signature": (
        lambda lines: lines[0]["checkpoints"][0].update(
            note=lines[0]["checkpoints"][0]["note"].partition("—")[0]
        ),
        "not signed by node 34",
    ),
}


@pytest.mark.parametrize("what", sorted(TAMPERINGS))
def test_a_stranger_names_every_tampering_of_a_bundle(
    lines: list[Any], tmp_path: Path, what: str
) -> None:
    change, named = TAMPERINGS[what]
    change(lines)
    write(tmp_path / "tampered", lines)

    code, said = judged(tmp_path / "tampered")

    assert code == 1, said
    assert named in said
    assert "Traceback" not in said


def test_the_script_for_strangers_is_short_and_takes_nothing_of_ours() -> None:
    text = SCRIPT.read_text("utf-8")

    assert len(text.splitlines()) <= 100
    assert "import tongchou" not in text
    assert "from tongchou" not in text


def test_a_position_and_a_growth_are_proven_from_the_tiles(anhui: Keyring) -> None:
    happened("甲", "乙", "丙")
    publish(anhui)
    entry = bytes.fromhex(bundle.page(anhui, "34", 1, 2)["entries"][0][3])

    found = proofs.inclusion(anhui, "34", 2, entry)
    growth = proofs.consistency(anhui, "34", 1, 3)
    beyond = proofs.inclusion(anhui, "34", 4, entry)

    assert isinstance(found, dict)
    assert isinstance(growth, dict)
    assert (len(found["path"]), len(growth["path"])) == (2, 2)
    assert growth["root_after"] == found["root"]
    assert getattr(beyond, "code", "") == "sync.not_published"
