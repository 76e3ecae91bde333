"""Business items, the steps they took, and the files they came with."""

from typing import ClassVar

from django.db import models


class Status(models.TextChoices):
    """Where a business item stands 办件状态."""

    ACCEPTED = "accepted", "已受理"
    REVIEWED = "reviewed", "已复核"
    WAITING = "waiting", "等待对方"
    COMPLETED = "completed", "已办结"
    RETURNED = "returned", "已退回"
    REFUSED = "refused", "不予办理"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN = (Status.ACCEPTED, Status.REVIEWED, Status.WAITING, Status.RETURNED)


class Item(models.Model):
    """A business item 业务事项: one matter, from its acceptance to its end.

    `digest` makes feeds and uploads idempotent: the same content is the same item.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=32)
    status = models.CharField(max_length=12, choices=Status.choices)
    source = models.CharField(max_length=8, help_text="clerk, system or peer")
    agency_code = models.CharField(max_length=9)
    division_code = models.CharField(max_length=9, help_text="the place it concerns, for scope")
    subject = models.CharField(max_length=32, blank=True, default="")
    subject_name = models.CharField(max_length=128, blank=True, default="")
    form = models.JSONField()
    worksheet = models.JSONField(default=list)
    refusals = models.JSONField(default=list)
    hints = models.JSONField(default=list, help_text="to be looked at; they hinder nothing")
    outcome = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    accepted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "digest"], condition=~models.Q(digest=""), name="item_digest_once"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "division_code"]),
            models.Index(fields=["subject"]),
            models.Index(fields=["accepted_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """A step 环节: who did what to an item, when, and with which words."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    login = models.CharField(max_length=40)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.verb} {self.login}"


class Attachment(models.Model):
    """A file 附件 as it was handed in, byte for byte."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
