"""In whose hands an item is, who works on it now, and what clerks note of it among themselves."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from tongchou.workflow.models.items import Item


class Hand(models.Model):
    """In whose hand an item is 经手, and who works on it now 锁定; the next step ends both.

    `login` is '' while it lies with the group, `worker` '' while nobody works on it. An item
    that nobody took in hand or opened has no row.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="+")
    login = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=64, blank=True, default="")
    since = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, blank=True, default="")
    worker_name = models.CharField(max_length=64, blank=True, default="")
    works_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["login"], condition=~models.Q(login=""), name="hand_login"),
            models.Index(fields=["worker"], condition=~models.Q(worker=""), name="hand_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.login}"

    def is_worked_on(self, at: datetime) -> bool:
        """Whether somebody works on the item at this instant."""
        return bool(self.worker) and self.works_until is not None and self.works_until > at


class HandOver(models.Model):
    """A hand-over 交接: who put an item from whose hand into whose, when, with which words.

    `login` is who has it from then on, `before` who had it or worked on it; '' is the group.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="hand_overs")
    before = models.CharField(max_length=40, blank=True, default="")
    before_name = models.CharField(max_length=64, blank=True, default="")
    login = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=64, blank=True, default="")
    by = models.CharField(max_length=40)
    by_person = models.CharField(max_length=40)
    by_name = models.CharField(max_length=64)
    at = models.DateTimeField()
    word = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.verb} {self.by}"

    @property
    def verb(self) -> str:
        """What was done, a code of the table hand_overs."""
        if not self.login:
            return "give_back"
        if self.login == self.by:
            return "take_over" if self.before else "take"
        return "hand_on" if self.before == self.by else "assign"


class Comment(models.Model):
    """A comment 内部留言 on an item, for clerks alone: it is shown at no other entrance."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="comments")
    login = models.CharField(max_length=40)
    person_code = models.CharField(max_length=40)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    text = models.CharField(max_length=1_000)

    def __str__(self) -> str:
        return f"{self.item_id} {self.login}"


class FormChange(models.Model):
    """What a correction changed in an item's form 更正内容: each field with before and after."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="form_changes")
    login = models.CharField(max_length=40)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    fields = models.JSONField(help_text="name of a field: [before, after]")

    def __str__(self) -> str:
        return f"{self.item_id} {self.login}"
