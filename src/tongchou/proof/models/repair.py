"""What was put right after a finding, and what a peer is asked to send again."""

from typing import ClassVar

from django.db import models

from tongchou.proof.models.run import Finding


class Repair(models.Model):
    """A repair 修复: the row of a finding was brought to what the log says, by which item, when."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="repairs")
    item_number = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item_number} {self.finding_id}"


class Wanted(models.Model):
    """A wanted position 待重发: an event of a peer's log that the peer is to send again.

    `came_at` is set when the event came and was proven to be the one that was signed.
    """

    pk = models.CompositePrimaryKey("node", "position", "item_number")
    node = models.CharField(max_length=2, help_text="whose log")
    position = models.BigIntegerField()
    item_number = models.CharField(max_length=32, help_text="the item that asked for it")
    came_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["node", "position"],
                condition=models.Q(came_at=None),
                name="wanted_not_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.position}"
