"""The two files of a joining 接入文件: a province's request, and the ministry's answer to it.

Each is one JSON object of text fields, signed with the key that it introduces. Nobody believes a
file for that: whoever takes one in is told its fingerprint by who made it, in person or over the
phone, so that a file which was exchanged on its way is found. Neither holds a secret.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from tongchou.standards import codes
from tongchou.sync.keys import BadKey, NoSM2, Signer, verifier_of

VERSION = "tongchou join 1"
BYTES_MAX = 64 * 1024
GROUPS, GROUP = 6, 5
"""A fingerprint has six groups of five digits, 99 bits: nobody makes another file with the same."""


class NotJoined(Exception):
    """A step of a joining cannot be taken; the message says why, and what to do."""


@dataclass(frozen=True)
class Paper:
    """A file of a joining. What it does not tell is empty.

    `node` introduces its `public_key`. A request asks for a certificate by `certificate_request`;
    an answer is `to` the node that asked, for the request with the digest `answers`, and brings
    the ministry's address, the `certificate` with its authority's, and what that took back.
    """

    node: str
    public_key: str
    to: str = ""
    answers: str = ""
    certificate_request: str = ""
    url: str = ""
    certificate: str = ""
    revoked: str = ""
    signature: str = ""

    @property
    def said(self) -> bytes:
        """What is signed, and what the fingerprint is of: every field but the signature."""
        told = asdict(replace(self, signature=""))
        return f"{VERSION}\n{json.dumps(told, sort_keys=True, ensure_ascii=True)}".encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, in hexadecimal."""
        return sha256(self.said).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The fingerprint 指纹 to be read out: digits, which sound the same in every dialect."""
        number = int(self.digest, 16) % 10 ** (GROUPS * GROUP)
        digits = str(number).zfill(GROUPS * GROUP)
        return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))

    def signed(self, signer: Signer) -> "Paper":
        """Return it signed by the node that it introduces."""
        return replace(self, signature=signer.sign(self.said).hex())

    def is_read_out(self, typed: str) -> bool:
        """Whether what somebody typed is its fingerprint, however it is spaced."""
        digits = "".join(sign for sign in typed if sign.isdigit())
        return hmac.compare_digest(digits.encode(), self.fingerprint.replace(" ", "").encode())

    def as_json(self) -> str:
        """Return it as its file holds it."""
        return json.dumps({"format": VERSION, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def read_paper(path: Path) -> Paper:
    """Return what a file of a joining says; raises `NotJoined` for any other."""
    fault = NotJoined(f"{path}: 不是接入文件 / This is no file of a joining")
    try:
        if path.stat().st_size > BYTES_MAX:
            raise fault
        told: Any = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise fault from None
    if not isinstance(told, Mapping) or told.get("format") != VERSION:
        raise fault
    fields = {name: value for name, value in told.items() if name != "format"}
    if not all(isinstance(value, str) for value in fields.values()):
        raise fault
    try:
        paper = Paper(**fields)
        verifier = verifier_of(paper.public_key.encode())
        is_signed = verifier.is_signed(paper.said, bytes.fromhex(paper.signature))
    except (TypeError, ValueError, BadKey, NoSM2):
        raise fault from None
    if paper.node not in codes.table("divisions") or not is_signed:
        raise NotJoined(
            f"{path}: 签名不符，文件被改动过 / The file was changed: its signature fails"
        )
    return paper
