"""The log 事件日志: events, the queue of those not yet sealed, and their seals."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.db.models.lookups import LessThanOrEqual

from tongchou.events.chain import BODY_BYTES_MAX

FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)
"""Between these an event is recorded: the log writes a year with four digits."""


class Event(models.Model):
    """An event 事件: one thing that happened, as a message says it; never changed, never deleted.

    `rows` is how many rows its message carries, by which envelopes are cut; it is not sealed. What
    no envelope may carry is not taken: sealed, it would hold up all that comes behind it for good.
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
            models.CheckConstraint(
                condition=models.Q(
                    kind__regex=r"^[a-z][a-z0-9_]{0,63}$",
                    item_number__regex=r"^[0-9A-Za-z._:-]{0,32}$",
                    addressee__regex=r"^([0-9]{2})?$",
                    recorded_at__range=(FIRST_MOMENT, LAST_MOMENT),
                )
                & models.Q(
                    LessThanOrEqual(
                        models.Func(
                            "body", function="octet_length", output_field=models.IntegerField()
                        ),
                        BODY_BYTES_MAX,
                    )
                ),
                name="event_can_travel",
            ),
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


class Unsaid(models.Model):
    """An event that is never sealed: while it waited, our log came back and told the same.

    `position` is where it told it. The proof lets no other event be without a seal.
    """

    append_only: ClassVar[bool] = True

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"unsaid {self.event_id}"


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
