"""Signals and what was decided about them; what was asked of the ministry, and its answers."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Signal(models.Model):
    """A signal 疑点: something a person must look at; raised once a person, month and check.

    It is open until `judged_on` is set. `places` says where the facts stand: the province,
    item number and row of each.

    Read newest first, all or the open ones alone, and by the item in which they were found; each
    has its index. One person in thousands has a signal, so that none of them is felt in bulk.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=64)
    ssn = models.CharField(max_length=18, db_index=True)
    month = models.IntegerField(help_text="months since year 0")
    places = models.JSONField()
    raised_on = models.DateField()
    judged_on = models.DateField(null=True)
    judged_by = models.CharField(max_length=40, blank=True, default="")
    judgement = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "ssn", "month"], name="signal_once"),
        ]
        indexes = [
            models.Index(fields=["-raised_on", "-id"], name="signal_by_day"),
            models.Index(
                fields=["-raised_on", "-id"],
                condition=models.Q(judged_on=None),
                name="signal_open_by_day",
            ),
            GinIndex(fields=["places"], opclasses=["jsonb_path_ops"], name="signal_places"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.id}"


class Inquiry(models.Model):
    """A signed question 协查问询 about people, byte for byte, where it was asked and where it came.

    Its key is the SHA-256 of its signed line, by which the answer names it. How many came from
    a node within the last minute is asked at each question, by the index.
    """

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    node = models.CharField(max_length=2, help_text="who asks")
    people = models.IntegerField()
    text = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["node", "kept_at"], name="inquiry_by_node")]

    def __str__(self) -> str:
        return self.digest


class InquiryAnswer(models.Model):
    """A signed answer 协查答复 to an inquiry, byte for byte, at both nodes.

    One a question: the same question again gets the same answer.
    """

    append_only: ClassVar[bool] = True

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, primary_key=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of its signed line")
    text = models.TextField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Asked(models.Model):
    """What is asked of the ministry about the person of one matter 协查事项, and its last answer.

    `answer` is the digest of the signed answer, '' while there is none; `found` are the facts
    that it holds of this person. Until it is answered it is asked again at `ask_after`.
    """

    item_number = models.CharField(max_length=32, primary_key=True)
    ssn = models.CharField(max_length=18)
    scheme = models.CharField(max_length=3)
    kinds = ArrayField(models.CharField(max_length=16))
    from_month = models.IntegerField(help_text="contributions since then; 0 where none are asked")
    until_month = models.IntegerField()
    wanted_at = models.DateTimeField()
    ask_after = models.DateTimeField()
    tries = models.IntegerField(default=0, help_text="how often nobody answered since")
    answer = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    found = models.JSONField(default=list)
    unheard = ArrayField(models.CharField(max_length=2), default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=["ask_after"],
                condition=models.Q(answered_at=None),
                name="asked_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return self.item_number
