"""A signed line 签名行: what one node says to another beside the log, of bounded size.

It is one line of canonical JSON and a line with the signature under it, and no event. The words
before the line that is signed say what kind of line it is, so that none passes for another.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tongchou.standards.messages import canonical_json
from tongchou.standards.refusal import Refusal
from tongchou.sync.envelope import NodeCode
from tongchou.sync.keys import Keyring
from tongchou.sync.register import verifier_at


class SignedLine(BaseModel):
    """A message between two nodes: who writes it, to whom, and with which key it is signed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    signed_as: ClassVar[bytes]

    node: NodeCode
    to: NodeCode
    key: Annotated[str, Field(max_length=64)] = ""
    """The key that it is signed with, by its id."""

    def signed(self, keyring: Keyring) -> bytes:
        """Return the message as it travels, signed by its writer."""
        signer = keyring.signer()
        said = self.model_dump(mode="json") | {"key": signer.key_id}
        line = canonical_json(said).encode()
        return b"%b\n%b\n" % (line, signer.sign(self._said(line)).hex().encode())

    @classmethod
    def read(
        cls, content: bytes, keyring: Keyring, *, at: datetime, sender: str = ""
    ) -> Self | None:
        """Return a message to this node, signed with a key valid then; None for anything else.

        Whoever asked one node takes only that `sender`'s answer.
        """
        message = cls.proven(content, keyring, at=at)
        if message is None or message.to != keyring.node:
            return None
        return message if message.node == (sender or message.node) else None

    @classmethod
    def proven(cls, content: bytes, keyring: Keyring, *, at: datetime) -> Self | None:
        """Return a message whoever it is for, signed by its writer's key valid then; or None."""
        line, _, signature = content.partition(b"\n")
        try:
            message = cls.model_validate_json(line)
            signed = bytes.fromhex(signature.decode("ascii"))
        except (ValidationError, ValueError):
            return None
        verifier = verifier_at(keyring, message.node, message.key, at)
        if isinstance(verifier, Refusal) or not verifier.is_signed(cls._said(line), signed):
            return None
        return message

    @classmethod
    def _said(cls, line: bytes) -> bytes:
        return cls.signed_as + b"\n" + line
