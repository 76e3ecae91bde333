"""The messages of nodes about themselves: keys handed over and revoked, and echoes."""

from typing import Annotated, ClassVar

from pydantic import Field

from tongchou.standards.messages.message import Message
from tongchou.standards.text import Text

Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""The fingerprint of a public key: SHA-256 of its SubjectPublicKeyInfo."""

NodeCode = Annotated[str, Field(pattern=r"^\d{2}$")]
"""A node: a province's code, or 00 for the ministry."""

UtcMoment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
"""An instant as the log writes it."""

SignatureText = Annotated[str, Field(pattern=r"^([0-9a-f]{2}){1,512}$")]
"""A signature in hexadecimal."""

LogHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""The hash at a position of a log."""

EpochNumber = Annotated[int, Field(ge=2, le=1_000_000)]
"""The number of an epoch that was opened; the first one is opened by nobody."""


class NodeKeyEntered(Message):
    """A node's key was entered by hand 密钥登记, where its log tells of it: who says it is theirs.

    The first key of a node comes from its file and is told by no message.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("密钥登记", "Node key entered")
    about: ClassVar[tuple[str, ...]] = ("node",)

    node: NodeCode
    key: Fingerprint
    algorithm: Annotated[str, Field(min_length=1, max_length=32)]
    public_key: Annotated[str, Field(min_length=1, max_length=2_000)]
    valid_from: UtcMoment
    valid_until: UtcMoment
    entered_by: Annotated[str, Field(min_length=1, max_length=64)]


class NodeKeyHandedOver(Message):
    """A node hands over 密钥交接 from one key to the next; both sign the other fields.

    The old key says that the new one speaks for the node, and until when it speaks itself; the
    new key says that whoever holds it agrees.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("密钥交接", "Node key handed over")
    about: ClassVar[tuple[str, ...]] = ("node",)

    node: NodeCode
    old_key: Fingerprint
    old_until: UtcMoment
    next_key: Fingerprint
    algorithm: Annotated[str, Field(min_length=1, max_length=32)]
    public_key: Annotated[str, Field(min_length=1, max_length=2_000)]
    valid_from: UtcMoment
    valid_until: UtcMoment
    signature: SignatureText
    proof: SignatureText


class NodeKeyRevoked(Message):
    """A node's key was revoked 密钥吊销: what it signs from a moment on is not believed."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("密钥吊销", "Node key revoked")
    about: ClassVar[tuple[str, ...]] = ("node",)

    node: NodeCode
    key: Fingerprint
    revoked_at: UtcMoment
    why: Annotated[str, Field(min_length=1, max_length=200)]


class EpochOpened(Message):
    """A node opened a new epoch of its log 开启新纪元: what it said since a mark is given up.

    `position` and `hash` are the last mark of the earlier epoch that goes on in the new one.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("开启新纪元", "Epoch opened")
    about: ClassVar[tuple[str, ...]] = ("node",)

    node: NodeCode
    epoch: EpochNumber
    position: Annotated[int, Field(ge=0)]
    hash: LogHash
    opened_at: UtcMoment
    opened_by: Annotated[str, Field(min_length=1, max_length=64)]
    why: Annotated[str, Field(min_length=1, max_length=200)]


class EpochAccepted(Message):
    """A peer's new epoch was accepted 接受新纪元: its log is held from a mark on as it is now.

    `set_aside` is how many events of the earlier epoch, behind `position`, were held and are kept
    aside; none where the copy held was the same as the new epoch.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("接受新纪元", "Epoch accepted")
    about: ClassVar[tuple[str, ...]] = ("node",)

    node: NodeCode
    epoch: EpochNumber
    position: Annotated[int, Field(ge=0)]
    hash: LogHash
    set_aside: Annotated[int, Field(ge=0)]
    accepted_at: UtcMoment
    accepted_by: Annotated[str, Field(min_length=1, max_length=64)]
    why: Annotated[str, Field(max_length=200)]


class PeerWaived(Message):
    """A restored node goes on without having heard a peer again 免等对端, by an operator's act.

    What that peer alone held of its log departs from it, if there is such.
    """

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("免等对端", "Peer waived")
    about: ClassVar[tuple[str, ...]] = ("node",)

    node: NodeCode
    waived_at: UtcMoment
    waived_by: Annotated[str, Field(min_length=1, max_length=64)]
    why: Annotated[str, Field(min_length=1, max_length=200)]


class NodeEchoed(Message):
    """A node calls 回声 while it is idle; that the peer says it holds this is the answer."""

    version: ClassVar[int] = 1
    label: ClassVar[Text] = Text("回声", "Echo")
    about: ClassVar[tuple[str, ...]] = ()

    node: NodeCode
