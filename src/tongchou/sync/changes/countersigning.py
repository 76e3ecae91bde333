"""Countersigning 会签: a peer that holds the log so far says that it holds the same.

A province brings its checkpoint to the ministry and takes it back countersigned, and with it the
ministry's own, which it countersigns in turn. Notes prove themselves by their signatures.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync.checkpoints.notes import NOTE_BYTES_MAX, BadNote, Note, read_note
from tongchou.sync.checkpoints.publishing import (
    CHECKPOINT,
    COUNTERSIGNED,
    folder_of,
    grown,
    published,
)
from tongchou.sync.checkpoints.tiles import Tree, write_whole
from tongchou.sync.keys import Keyring, Verifier
from tongchou.sync.models import Checkpoint, Peer
from tongchou.sync.queries import received_position
from tongchou.sync.register import KnownKey, known_keys

PATH = "/sync/checkpoints"
EVERY = timedelta(minutes=1)
"""How often a log that grows is countersigned: each is kept for good."""


def take(keyring: Keyring, content: bytes, at: datetime) -> Note | Refusal:
    """Take a note from a peer: countersign one of its log, or keep one of ours that it signed.

    Returns the note, countersigned.
    """
    try:
        note = read_note(content)
    except BadNote:
        return _refused("note", "不是检查点", "This is no checkpoint")
    if note.node == keyring.node:
        return _kept(keyring, note, at)
    return countersign(keyring, note, at)


def countersign(keyring: Keyring, note: Note, at: datetime) -> Note | Refusal:
    """Return a peer's checkpoint with our countersignature, if the log held here bears it out."""
    if not any(note.is_signed_by(key) for key in _valid(note.node, at)):
        return _refused(
            "note_signature", "检查点签名不符", "The checkpoint is not signed by its node"
        )
    epoch = Peer.objects.filter(code=note.node).values_list("epoch", flat=True).first()
    if note.epoch != epoch:
        return _refused("note_epoch", "检查点属于其他纪元", "The checkpoint is of another epoch")
    again = _last(note.node, keyring.node, note.epoch)
    if again and again.size >= note.size:
        return again
    if note.size > received_position(note.node):
        return _refused("not_held", "尚未留存至该位置", "The log is not held so far yet")
    if grown(keyring, note.node, note.size, epoch=note.epoch).root() != note.root:
        _keep(note, keyring.node, at, refusal="sync.note_forked")
        return _refused(
            "note_forked",
            "检查点与留存的日志不一致",
            "The checkpoint contradicts the log held here",
        )
    done = note.countersigned(keyring.node, keyring.signer(), at)
    write_whole(folder_of(keyring, note.node) / CHECKPOINT, str(done).encode())
    _keep(done, keyring.node, at)
    return done


def exchange(client: httpx.Client, keyring: Keyring, peer: str, at: datetime) -> bool:
    """Bring our checkpoint to a peer, and countersign the peer's; return whether both were done.

    Nothing is done before a minute has passed since the last one, or while nothing is new; a log
    that is empty says nothing.
    """
    note = published(folder_of(keyring, keyring.node))
    if note is None or note.size == 0:
        return False
    last = _last_row(keyring.node, peer, note.epoch)
    if last and (at - last.at < EVERY or last.size == note.size):
        return False
    try:
        answer = _sent(client, note)
        done = read_note(answer["note"].encode())
        theirs = read_note(answer["own"].encode()) if answer["own"] else None
    except (httpx.HTTPError, BadNote, ValueError, LookupError, TypeError, AttributeError):
        return False  # the steps that exchange the log say what is wrong with the link
    if isinstance(_kept(keyring, done, at), Refusal):
        return False
    if theirs and theirs.node == peer and theirs.size:
        signed = countersign(keyring, theirs, at)
        if isinstance(signed, Note):
            client.post(PATH, content=str(signed).encode())
    return True


def own_note(keyring: Keyring) -> str:
    """Return the checkpoint that this node publishes of its own log; empty where there is none."""
    note = published(folder_of(keyring, keyring.node))
    return str(note) if note else ""


def _sent(client: httpx.Client, note: Note) -> dict[str, Any]:
    answer = client.post(PATH, content=str(note).encode()).raise_for_status()
    if len(answer.content) > 4 * NOTE_BYTES_MAX:
        raise BadNote("too long")
    told: dict[str, Any] = answer.json()
    return told


def _kept(keyring: Keyring, note: Note, at: datetime) -> Note | Refusal:
    """Keep a checkpoint of our own log that a peer countersigned, and publish it.

    Anybody may bring one, also one of earlier: what is published never grows shorter, and has the
    lines of nodes only.
    """
    keys = [key for key in known_keys() if key.state(at) == "valid"]
    lines = {
        line: key.node
        for line in note.lines
        for key in keys
        if _is_line_of(replace(note, lines=(line,)), key)
    }
    cosigners = set(lines.values()) - {note.node}
    note = replace(note, lines=tuple(lines))
    if not cosigners or not _is_ours(keyring, note, at):
        return _refused("note_signature", "检查点会签不符", "This is no countersigned note of ours")
    for node in sorted(cosigners):
        told = {"node": note.node, "epoch": note.epoch, "cosigner": node, "size": note.size}
        if not Checkpoint.objects.filter(**told).exists():
            _keep(note, node, at)
    folder = folder_of(keyring, keyring.node)
    before = published(folder, COUNTERSIGNED)
    if before is None or (before.epoch, before.size) < (note.epoch, note.size):
        write_whole(folder / COUNTERSIGNED, str(note).encode())
    return note


def _is_line_of(note: Note, key: KnownKey) -> bool:
    """Whether the only line of a note is a signature or a countersignature by this key."""
    ((name, _),) = note.lines
    if name == note.log:
        return key.node == note.node and note.is_signed_by(key.verifier())
    return name == key.node and note.is_countersigned_by(name, key.verifier())


def _is_ours(keyring: Keyring, note: Note, at: datetime) -> bool:
    """Whether this node signed a checkpoint of its log, and the tiles published bear it out."""
    folder = folder_of(keyring, keyring.node)
    said = published(folder)
    if said is None or note.epoch != said.epoch or note.size > said.size:
        return False
    is_signed = any(note.is_signed_by(key) for key in _valid(keyring.node, at))
    return is_signed and Tree(folder, said.size).root(note.size) == note.root


def _valid(node: str, at: datetime) -> list[Verifier]:
    return [key.verifier() for key in known_keys(node) if key.state(at) == "valid"]


def _last_row(node: str, cosigner: str, epoch: int) -> Checkpoint | None:
    found = Checkpoint.objects.filter(node=node, epoch=epoch, cosigner=cosigner, refusal="")
    return found.order_by("-size").first()


def _last(node: str, cosigner: str, epoch: int) -> Note | None:
    row = _last_row(node, cosigner, epoch)
    return read_note(row.note.encode()) if row else None


def _keep(note: Note, cosigner: str, at: datetime, *, refusal: str = "") -> None:
    told = {
        "node": note.node,
        "epoch": note.epoch,
        "size": note.size,
        "cosigner": cosigner,
        "refusal": refusal,
    }
    if not (refusal and Checkpoint.objects.filter(**told).exists()):
        Checkpoint.objects.create(**told, note=str(note), at=at)


def _refused(code: str, zh: str, en: str) -> Refusal:
    return Refusal(f"sync.{code}", Text(zh, en))
