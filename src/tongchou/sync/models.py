"""What a node knows of its peers: how far each link is, what it holds, what it set aside."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongchou.events.chain import NO_HASH
from tongchou.sync.epoch_models import Acceptance, FormerEvent, Opened, WrittenBefore
from tongchou.sync.protocol.marks import FIRST_EPOCH

__all__ = [
    "Acceptance",
    "Checkpoint",
    "FormerEvent",
    "HeldEvent",
    "KeptHead",
    "NodeKey",
    "NodeKeyEnd",
    "Opened",
    "Peer",
    "Quarantine",
    "Retold",
    "Returned",
    "WrittenBefore",
]


class Peer(models.Model):
    """A peer 对端节点: how far the log of another node is held here, and ours there.

    Position and hash received move in the transaction that writes the effects of the events, so
    each event counts exactly once.
    """

    code = models.CharField(max_length=2, primary_key=True)
    epoch = models.IntegerField(default=FIRST_EPOCH, help_text="of the peer's log held here")
    received_position = models.BigIntegerField(default=0)
    received_hash = models.BinaryField(max_length=32, default=NO_HASH)
    sealed_there = models.BigIntegerField(default=0, help_text="the peer's tip, as last signed")
    sealed_epoch = models.IntegerField(default=FIRST_EPOCH)
    sealed_hash = models.BinaryField(max_length=32, default=NO_HASH)
    sent_position = models.BigIntegerField(default=0, help_text="of our log, held by the peer")
    sent_epoch = models.IntegerField(default=FIRST_EPOCH)
    sent_hash = models.BinaryField(max_length=32, default=NO_HASH)
    agreed_position = models.BigIntegerField(
        default=0, help_text="of our log, the last at which the peer's copy was the same"
    )
    agreed_epoch = models.IntegerField(default=FIRST_EPOCH)
    agreed_hash = models.BinaryField(max_length=32, default=NO_HASH)
    contact_at = models.DateTimeField(null=True, help_text="when the peer was last heard")
    signed_at = models.DateTimeField(null=True, help_text="the moment of its last request")
    level_at = models.DateTimeField(null=True, help_text="when nothing was last outstanding")
    refusal_code = models.CharField(
        max_length=64, blank=True, default="", help_text="why its log does not go on here"
    )
    refusal_zh = models.TextField(blank=True, default="")
    refusal_en = models.TextField(blank=True, default="")
    refused_code = models.CharField(
        max_length=64, blank=True, default="", help_text="why our log does not go on there"
    )
    refused_zh = models.TextField(blank=True, default="")
    refused_en = models.TextField(blank=True, default="")
    outage = models.TextField(
        blank=True, default="", help_text="is retried until the peer is heard"
    )
    failed_at = models.DateTimeField(null=True)
    life = models.CharField(
        max_length=32, blank=True, default="", help_text="our restore since which it is not heard"
    )
    is_waived = models.BooleanField(default=False, help_text="it is not waited for, by an act")
    life_there = models.CharField(max_length=32, blank=True, default="")
    opening = models.TextField(
        blank=True, default="", help_text="its new epoch, to be accepted here, as it told it"
    )
    echo_seconds = models.FloatField(
        null=True, help_text="from an event of ours to the peer's word that it holds it"
    )
    echoed_at = models.DateTimeField(null=True, help_text="when the peer last said so")

    def __str__(self) -> str:
        return f"peer {self.code}"


class HeldEvent(models.Model):
    """A held event 留存事件: another node's sealed event, kept as it came, with its place.

    Of an event addressed to someone else only the digest is kept; kind and body are empty, and
    the chain can still be proven across it. `algorithm` names the chain's hash function there.
    """

    append_only: ClassVar[bool] = True
    partition_by: ClassVar[str] = "position"

    pk = models.CompositePrimaryKey("node", "position")
    node = models.CharField(max_length=2, db_column="province")
    position = models.BigIntegerField()
    kind = models.CharField(max_length=64, blank=True)
    item_number = models.CharField(max_length=32, blank=True)
    addressee = models.CharField(max_length=2, blank=True)
    recorded_at = models.CharField(max_length=27, blank=True, help_text="the text that was sealed")
    body = models.TextField(blank=True)
    algorithm = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__gt=0), name="held_event_position_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.position}"


class Returned(models.Model):
    """A returned event 返还事件: an event of our own log as a peer gave it back from its copy.

    It is kept until all peers have given theirs back and the log is brought forward; the text is
    empty where the peer has only the digest.
    """

    pk = models.CompositePrimaryKey("peer", "position")
    peer = models.CharField(max_length=2)
    position = models.BigIntegerField()
    algorithm = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    text = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.position} from {self.peer}"


class Retold(models.Model):
    """What our log tells already, brought forward, and will be caused once more: kept by digest.

    What peers' events cause is caused again when they are taken in again; see `tell_once`.
    """

    position = models.BigIntegerField(primary_key=True)
    content = models.BinaryField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return f"told at {self.position}"


class KeptHead(models.Model):
    """A kept head 留存信封头: what a peer signed of its log, word for word, with the signature.

    By these a third party can say whose copy is right. `refusal` is empty for a run that was
    taken in; a head that contradicts what is held is kept once, with the code of its refusal.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    node = models.CharField(max_length=2, help_text="whose log it is, and who signed")
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    head = models.TextField(help_text="the line that was signed, without its end")
    signature = models.BinaryField(max_length=512)
    key_id = models.CharField(max_length=64)
    refusal = models.CharField(max_length=64, blank=True, default="")
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["node", "last_position"], name="kept_head_place")]

    def __str__(self) -> str:
        return f"{self.node} {self.first_position}-{self.last_position}"


class NodeKey(models.Model):
    """A key of a node 节点密钥登记: who may sign as this node, from when until when, who said so.

    Nothing here is changed: a key that was handed over or revoked has an end in `NodeKeyEnd`. No
    beginning means from the node's first event on.
    """

    append_only: ClassVar[bool] = True

    key_id = models.CharField(max_length=64, primary_key=True, help_text="its fingerprint")
    node = models.CharField(max_length=2, db_index=True)
    algorithm = models.CharField(max_length=32)
    public_key = models.TextField(help_text="SubjectPublicKeyInfo, PEM")
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.node} {self.key_id[:16]}"


class NodeKeyEnd(models.Model):
    """The end of a key before its time: handed over to the next one, or revoked, and why."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(NodeKey, models.DO_NOTHING, related_name="ends")
    ends_at = models.DateTimeField()
    is_revoked = models.BooleanField(help_text="or was handed over")
    why = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.key_id[:16]} ends {self.ends_at}"


class Checkpoint(models.Model):
    """A countersigned checkpoint 会签检查点 of a log, ours or a peer's: the note, word for word.

    `refusal` is empty; a checkpoint that contradicts the log held is kept with its code.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    node = models.CharField(max_length=2, help_text="whose log it is")
    epoch = models.IntegerField(default=FIRST_EPOCH, help_text="of that log")
    size = models.BigIntegerField(help_text="how many positions it covers")
    note = models.TextField()
    cosigner = models.CharField(max_length=2)
    refusal = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["node", "cosigner", "size"], name="checkpoint_place")]

    def __str__(self) -> str:
        return f"{self.node} {self.size} {self.cosigner}"


class Quarantine(models.Model):
    """An event set aside 隔离事件: held, but its effects could not be written; a person must look.

    Later events about one of its `subjects` wait behind it, set aside too with `behind` as the
    position of the event that they wait for; all others go on. `settled_at` is set once it could
    be written.
    """

    pk = models.CompositePrimaryKey("node", "position")
    node = models.CharField(max_length=2)
    position = models.BigIntegerField()
    kind = models.CharField(max_length=64)
    fault = models.TextField()
    subjects = ArrayField(models.TextField(), default=list)
    behind = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["node", "position"],
                condition=models.Q(settled_at=None),
                name="quarantine_not_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.position} {self.kind}"

    def as_json(self) -> dict[str, Any]:
        """Return the event as JSON: where it stands, and why it could not be written."""
        return {
            "province": self.node,
            "position": self.position,
            "kind": self.kind,
            "fault": self.fault,
            "behind": self.behind,
            "at": self.at.isoformat(),
        }
