"""What a node proves by the head that it kept: that a peer signed its log up to where it is held.

A claim to hold more of a log than its writer has would halt the writer. So whoever holds a log
shows with every statement the head of the last run that it took in, which the writer signed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from tongchou.storage.rows import Prepared, fetch
from tongchou.sync.envelope import HEAD_BYTES_MAX, SignedHead, Unreadable, read_head
from tongchou.sync.keys import Keyring, Verifier
from tongchou.sync.protocol.marks import START, Mark
from tongchou.sync.register import key_named

PROOF = "Tongchou-Proof"
"""The header: the signature in hexadecimal, a space, and the head's line."""

# Of two heads that end at one position the later one is of the epoch that is held.
_LAST = Prepared("""
SELECT head, signature FROM sync_kepthead
WHERE node = %(node)s AND refusal = '' AND last_position = %(position)s ORDER BY id DESC LIMIT 1
""")


@dataclass(frozen=True)
class KeptProof:
    """The head of the last run that is held of a peer's log, and the peer's signature under it."""

    head: str
    signature: bytes

    @property
    def mark(self) -> Mark:
        """The mark that the peer signed."""
        said = json.loads(self.head)
        last = said["first_position"] + said["count"] - 1
        return Mark(said["epoch"], last, bytes.fromhex(said["last_hash"]))

    def headers(self) -> dict[str, str]:
        """Return the header that shows it."""
        return {PROOF: f"{self.signature.hex()} {self.head}"}


@dataclass(frozen=True)
class Shown:
    """A head of our own log as a peer shows it; nothing is believed of it yet."""

    signed: SignedHead
    keyring: Keyring

    def mark(self) -> Mark:
        """Return the mark that we signed; the beginning, which proves nothing, if we did not.

        After a restore the register may not know our present key: the key file does.
        """
        head = self.signed.head
        verifier = self._verifier()
        if head.sender != self.keyring.node or head.log != head.sender or verifier is None:
            return START
        return head.run.end if self.signed.is_signed_by(verifier) else START

    def _verifier(self) -> Verifier | None:
        head = self.signed.head
        key = key_named(head.key)
        if key is not None:
            return key.verifier() if key.node == head.sender and not key.revoked_at else None
        return self.keyring.verifier(head.sender)


def kept_proof(node: str, position: int) -> KeptProof | None:
    """Return what proves that a node's log is rightly held up to a position; None for nothing."""
    found = fetch(_LAST, node=node, position=position) if position else []
    return KeptProof(found[0][0], bytes(found[0][1])) if found else None


def shown_in(headers: Mapping[str, str], *, keyring: Keyring) -> Shown | None:
    """Return the head of ours that a peer shows with a statement; None where it shows none."""
    said = headers.get(PROOF, "")
    signature, _, line = said.partition(" ")
    if not line or len(said) > 2 * HEAD_BYTES_MAX:
        return None
    try:
        return Shown(read_head(BytesIO(f"{line}\n{signature}\n".encode())), keyring)
    except Unreadable:
        return None
