"""Statements 声明: what a node signs with every request for a peer's log, and every answer.

A statement says where the node stands: the tip of its own log and how far it holds the peer's,
each with the hash there, so a log that ends too early or differs shows at once, also when
nothing travels. A request counts once: its moment must lie after that of the one before, and
near to now. An answer names the moment of the request that it answers. Beside it goes the head
that proves how far the peer's log is held (`kept.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tongchou.events.chain import moment_text
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.envelope import HEAD_BYTES_MAX, POSITION_MAX, Epoch, Hash, Moment, NodeCode
from tongchou.sync.kept import Shown, shown_in
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import proven_standing
from tongchou.sync.protocol.links import is_near
from tongchou.sync.protocol.marks import Mark, Opening, Standing
from tongchou.sync.register import verifier_at

Life = Annotated[str, Field(pattern=r"^[0-9a-f]{0,32}$")]

STATEMENT, SIGNATURE = "Tongchou-Statement", "Tongchou-Signature"


class Place(BaseModel):
    """A mark as it travels."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    epoch: Epoch
    position: Annotated[int, Field(ge=0, le=POSITION_MAX)]
    hash: Hash

    @classmethod
    def of(cls, mark: Mark) -> "Place":
        """Return a mark as it travels."""
        return cls(epoch=mark.epoch, position=mark.position, hash=mark.hash.hex())

    @property
    def mark(self) -> Mark:
        """The mark."""
        return Mark(self.epoch, self.position, bytes.fromhex(self.hash))


class ToldOpening(BaseModel):
    """The opening of a new epoch as it travels, to a peer that holds more of an earlier one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    since: Place
    agreed: Place
    moment: Moment
    by: Annotated[str, Field(max_length=64)]
    why: Annotated[str, Field(max_length=200)]

    @classmethod
    def of(cls, opening: Opening) -> "ToldOpening":
        """Return an opening as it travels."""
        return cls(
            since=Place.of(opening.since),
            agreed=Place.of(opening.agreed),
            moment=opening.moment,
            by=opening.by,
            why=opening.why,
        )

    @property
    def opening(self) -> Opening:
        """The opening."""
        return Opening(self.since.mark, self.agreed.mark, self.moment, self.by, self.why)


class Statement(BaseModel):
    """A statement 声明: who says to whom, when, how far its own log is and how far it holds theirs.

    `answers` is the moment of the request that it answers, empty in a request. What the others
    say stands at `Standing`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    node: NodeCode
    receiver: NodeCode
    moment: Moment
    answers: Annotated[str, Field(pattern=r"^([0-9T:.Z-]{27})?$")]
    own: Place
    held: Place
    confirmed: Place
    opening: ToldOpening | None
    refusal: Annotated[str, Field(pattern=r"^[a-z_.]{0,64}$")]
    life: Life
    echo: Life
    algorithm: Annotated[str, Field(max_length=32)]
    key: Hash
    """The fingerprint of the key that signed."""

    @property
    def standing(self) -> Standing:
        """Where the node stands."""
        return Standing(
            own=self.own.mark,
            held=self.held.mark,
            confirmed=self.confirmed.mark,
            refusal=self.refusal,
            life=self.life,
            echo=self.echo,
            opening=self.opening.opening if self.opening else None,
        )

    @property
    def made_at(self) -> datetime | None:
        """When it was signed; None for a moment that no calendar has."""
        try:
            return datetime.fromisoformat(self.moment)
        except ValueError:
            return None

    def text(self) -> str:
        """Return the statement's line: canonical JSON, in ASCII as a header must be."""
        return json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Heard:
    """A statement whose sender is proven, when it was signed, and the head of ours beside it."""

    said: Statement
    made_at: datetime
    shown: Shown | None = None


def sign(
    standing: Standing,
    *,
    keyring: Keyring,
    receiver: str,
    at: datetime,
    answers: str = "",
) -> dict[str, str]:
    """Return the headers under which a node says to a peer where it stands."""
    signer = keyring.signer()
    said = Statement(
        node=keyring.node,
        receiver=receiver,
        moment=moment_text(at),
        answers=answers,
        own=Place.of(standing.own),
        held=Place.of(standing.held),
        confirmed=Place.of(standing.confirmed),
        opening=ToldOpening.of(standing.opening) if standing.opening else None,
        refusal=standing.refusal,
        life=standing.life,
        echo=standing.echo,
        algorithm=signer.algorithm,
        key=signer.key_id,
    )
    return {STATEMENT: said.text(), SIGNATURE: signer.sign(_signed(said)).hex()}


def say(peer: str, *, keyring: Keyring, at: datetime, answers: str = "") -> dict[str, str]:
    """Return the headers under which this node says to a peer where it stands, and proves it."""
    standing, proof = proven_standing(peer)
    said = sign(standing, keyring=keyring, receiver=peer, at=at, answers=answers)
    return said | (proof.headers() if proof else {})


def prove(headers: Mapping[str, str], *, keyring: Keyring, at: datetime) -> Heard | Refusal:
    """Return what a peer says, or why it is not believed to have said so with a key valid then."""
    line = headers.get(STATEMENT, "")
    try:
        said = Statement.model_validate_json(line if len(line) <= HEAD_BYTES_MAX else "")
        signature = bytes.fromhex(headers.get(SIGNATURE, ""))
    except (ValidationError, ValueError):
        return refusals.bad_signature()
    if said.receiver != keyring.node:
        return refusals.unknown_peer()
    verifier = verifier_at(keyring, said.node, said.key, at)
    if isinstance(verifier, Refusal):
        return verifier
    if said.algorithm != verifier.algorithm or not verifier.is_signed(_signed(said), signature):
        return refusals.bad_signature()
    made_at = said.made_at
    if made_at is None:
        return refusals.stale_request()
    return Heard(said, made_at, shown_in(headers, keyring=keyring))


def prove_request(headers: Mapping[str, str], *, keyring: Keyring, at: datetime) -> Heard | Refusal:
    """Return who asks, or why that is not believed; one from another time is not."""
    heard = prove(headers, keyring=keyring, at=at)
    if isinstance(heard, Refusal):
        return heard
    if heard.said.answers or not is_near(heard.made_at, at):
        return refusals.stale_request()
    return heard


def prove_answer(
    headers: Mapping[str, str], *, keyring: Keyring, peer: str, answers: str
) -> Heard | None:
    """Return what a peer answered to the request of a moment; None when it is not believed."""
    heard = prove(headers, keyring=keyring, at=datetime.fromisoformat(answers))
    if isinstance(heard, Refusal) or (heard.said.node, heard.said.answers) != (peer, answers):
        return None
    return heard


def _signed(said: Statement) -> bytes:
    return b"tongchou statement\n" + said.text().encode()
