"""The log 事件日志: events, the queue of those not yet sealed, and their seals."""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """An event 事件: one thing that happened, as a message says it; never changed, never deleted.

    `rows` is how many rows its message carries, by which envelopes are cut; it is not sealed.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=64)
    item_number = models.CharField(max_length=32, db_index=True)
    addressee = models.CharField(max_length=2, blank=True, default="")
    recorded_at = models.DateTimeField()
    rows = models.IntegerField(default=1)
    body = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind=""), name="event_kind_given"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_number}"


class Unsealed(models.Model):
    """An event that waits for its position; written with the event, removed with the seal."""

    event = models.OneToOneField(
        Event, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )

    def __str__(self) -> str:
        return f"unsealed {self.event_id}"


class Seal(models.Model):
    """A seal 封印: an event's place in the log, chained by hash to the place before.

    A database sequence is handed out before commit, so ids of committed events may appear out
    of order; positions are given after commit and have no gaps. `algorithm` names the hash
    function of this seal, so that a log can go on under another one.
    """

    append_only: ClassVar[bool] = True

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.DO_NOTHING, db_constraint=False)
    algorithm = models.CharField(max_length=16)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"seal {self.position}"
