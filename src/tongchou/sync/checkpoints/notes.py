"""Signed notes 签名便条: a checkpoint of a log, signed by its node and countersigned by a peer.

Text and signatures are those of C2SP's signed-note, tlog-checkpoint and tlog-cosignature. SM2
has no byte of its own there: its signatures are of the type 0xff with a name.
"""

import base64
import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from tongchou.sync.keys import ED25519, Signer, Verifier
from tongchou.sync.protocol.marks import FIRST_EPOCH

NOTE_BYTES_MAX = 8_192
ORIGIN = "tongchou/"
"""How a log's origin begins: the node's code follows, and the epoch, as in `tongchou/34/1`. Under
this name the node signs its own log; a peer countersigns under `tongchou/` and its code."""
_SIGNED, _COUNTERSIGNED = b"\x01", b"\x04"
_ID_BYTES, _TIME_BYTES = 4, 8
_TEXT = re.compile(r"tongchou/(\d\d)/([1-9]\d{0,6})\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n")
_LINE = re.compile(r"— tongchou/(\d\d(?:/[1-9]\d{0,6})?) ([A-Za-z0-9+/]{8,1024}={0,2})\n")


class BadNote(ValueError):
    """What arrived is no checkpoint."""


@dataclass(frozen=True)
class Note:
    """A checkpoint: whose log, how many positions, the root over them; and the signature lines.

    `lines` are (name, bytes): the log or the node that signs, the short id of its key and the
    signature under it. `epoch` is that of the log.
    """

    node: str
    size: int
    root: bytes
    lines: tuple[tuple[str, bytes], ...] = ()
    epoch: int = FIRST_EPOCH

    @property
    def log(self) -> str:
        """The log by its name: the node and the epoch."""
        return f"{self.node}/{self.epoch}"

    @property
    def text(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return f"{ORIGIN}{self.log}\n{self.size}\n{root}\n"

    def __str__(self) -> str:
        lines = (
            f"— {ORIGIN}{name} {base64.b64encode(told).decode()}\n" for name, told in self.lines
        )
        return f"{self.text}\n{''.join(lines)}"

    def signed(self, signer: Signer) -> "Note":
        """Return the note with the signature of the log's own node."""
        told = _id(self.log, signer, _SIGNED) + signer.sign(self.text.encode())
        return self.with_line(self.log, told)

    def countersigned(self, node: str, signer: Signer, at: datetime) -> "Note":
        """Return the note with the countersignature of another node at a moment."""
        time = int(at.timestamp()).to_bytes(_TIME_BYTES, "big")
        signature = signer.sign(_cosigned(self.text, time))
        return self.with_line(node, _id(node, signer, _COUNTERSIGNED) + time + signature)

    def with_line(self, name: str, told: bytes) -> "Note":
        """Return the note with one more signature line."""
        return replace(self, lines=(*self.lines, (name, told)))

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether the log's own node signed this with a key."""
        key = _id(self.log, verifier, _SIGNED)
        return any(
            told[:_ID_BYTES] == key and verifier.is_signed(self.text.encode(), told[_ID_BYTES:])
            for name, told in self.lines
            if name == self.log
        )

    def is_countersigned_by(self, node: str, verifier: Verifier) -> bool:
        """Whether another node countersigned this with a key."""
        key, end = _id(node, verifier, _COUNTERSIGNED), _ID_BYTES + _TIME_BYTES
        return any(
            told[:_ID_BYTES] == key
            and verifier.is_signed(_cosigned(self.text, told[_ID_BYTES:end]), told[end:])
            for name, told in self.lines
            if name == node
        )


def read_note(content: bytes) -> Note:
    """Return the checkpoint that a note says; raises `BadNote` for anything else."""
    try:
        text, _, lines = content.decode().partition("\n\n")
        said = _TEXT.fullmatch(f"{text}\n")
        if said is None or len(content) > NOTE_BYTES_MAX:
            raise BadNote("no checkpoint")
        found = [_LINE.fullmatch(line) for line in lines.splitlines(keepends=True)]
        told = tuple((one[1], base64.b64decode(one[2], validate=True)) for one in found if one)
        if not found or len(told) != len(found):
            raise BadNote("no signature lines")
        root = base64.b64decode(said[4], validate=True)
        return Note(said[1], int(said[3]), root, told, int(said[2]))
    except ValueError as fault:
        raise BadNote(str(fault)) from None


def _id(signs: str, key: Signer | Verifier, use: bytes) -> bytes:
    """Return the short id of a key for one use, as its signature line begins."""
    lines = key.public_pem.splitlines()
    der = base64.b64decode(b"".join(lines[1:-1]))
    name = f"{ORIGIN}{signs}\n".encode()
    named = use + der[-32:] if key.algorithm == ED25519 else b"\xffSM2" + use + der
    return sha256(name + named).digest()[:_ID_BYTES]


def _cosigned(text: str, time: bytes) -> bytes:
    return f"cosignature/v1\ntime {int.from_bytes(time, 'big')}\n{text}".encode()
