"""What a node knows of its peers: how far each link is, what it holds, what it set aside."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongchou.events.chain import NO_HASH
from tongchou.sync.protocol.marks import FIRST_EPOCH


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
    sealed_hash = models.BinaryField(max_length=32, default=NO_HASH)
    sent_position = models.BigIntegerField(default=0, help_text="of our log, held by the peer")
    sent_hash = models.BinaryField(max_length=32, default=NO_HASH)
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
    life_there = models.CharField(max_length=32, blank=True, default="")

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
