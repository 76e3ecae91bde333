"""Batches: many items carried on by one person as one job, each decided by itself."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Batch(models.Model):
    """A batch 批量办理: whose it is, what they may do, and how far the job is.

    It is chosen first and begun when its summary was seen. `duties` and `agency_code` are those of
    the sign-in or token that began it: the job has no more.
    """

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=40)
    duties = ArrayField(models.CharField(max_length=40), default=list)
    agency_code = models.CharField(max_length=9, blank=True, default="")
    chosen_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_stopped = models.BooleanField(default=False, help_text="somebody asked it to stop")

    class Meta:
        indexes = [
            models.Index(
                fields=["begun_at", "id"],
                condition=models.Q(begun_at__isnull=False, ended_at=None),
                name="batch_going_on",
            ),
            models.Index(fields=["login", "-id"], name="batch_of_login"),
        ]

    def __str__(self) -> str:
        return f"batch {self.id} of {self.login}"


class Outcome(models.TextChoices):
    """What became of an entry; empty while it waits for its turn."""

    LEFT = "left", "未纳入"
    TAKEN = "taken", "已办理"
    REFUSED = "refused", "未通过"
    STOPPED = "stopped", "已停止"
    BROKEN = "broken", "出错"


class BatchEntry(models.Model):
    """An entry of a batch: an item, and the step that came next when it was chosen, none after it.

    `tries` counts how often the job began with it: what ends the job each time is left at last.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries")
    item = models.ForeignKey("workflow.Item", models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=12)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    refusals = models.JSONField(default=list)
    tries = models.IntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "item"], name="batch_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.item_id}"
