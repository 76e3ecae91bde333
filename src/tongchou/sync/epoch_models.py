"""What a node keeps of epochs: those of its own log, those it accepted, what it set aside then."""

from typing import Any, ClassVar

from django.db import models


class Opened(models.Model):
    """An epoch of our own log 本节点纪元, opened by an act: behind which mark, when, who, why."""

    append_only: ClassVar[bool] = True

    epoch = models.IntegerField(primary_key=True)
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    opened_at = models.CharField(max_length=27)
    opened_by = models.CharField(max_length=64)
    why = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"epoch {self.epoch} behind {self.position}"


class Acceptance(models.Model):
    """The acceptance of a peer's epoch 接受新纪元记录: what was held behind a mark is set aside.

    Heads that were kept up to `last_head` and end behind `position` are of what was set aside.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    node = models.CharField(max_length=2)
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    set_aside = models.BigIntegerField()
    last_head = models.BigIntegerField()
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=64)
    why = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"epoch {self.epoch} of {self.node}"


class FormerEvent(models.Model):
    """A former event 旧纪元事件: held of an earlier epoch, set aside when `epoch` was accepted.

    It is kept as it came. `fault` says why its effects had not been written, where they had not.
    """

    append_only: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("node", "epoch", "position")
    node = models.CharField(max_length=2)
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    kind = models.CharField(max_length=64, blank=True)
    item_number = models.CharField(max_length=32, blank=True)
    addressee = models.CharField(max_length=2, blank=True)
    recorded_at = models.CharField(max_length=27, blank=True)
    body = models.TextField(blank=True)
    algorithm = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    fault = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.node} {self.position} before epoch {self.epoch}"

    def as_json(self) -> dict[str, Any]:
        """Return where it stood and what it was, without what it says."""
        return {
            "province": self.node,
            "epoch": self.epoch,
            "position": self.position,
            "kind": self.kind,
            "item": self.item_number,
        }


class WrittenBefore(models.Model):
    """A former event whose effects are written here, and which the new epoch has not told again.

    Told again, its effects are not written a second time, and the row goes. What stays is named on
    the status: its effects are here, and the log no longer tells of it.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.CharField(max_length=2)
    content = models.BinaryField(max_length=32)
    epoch = models.IntegerField()
    position = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["node", "content"], name="written_before_content")]

    def __str__(self) -> str:
        return f"{self.node} {self.position} before epoch {self.epoch}"
