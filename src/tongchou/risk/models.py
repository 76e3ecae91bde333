"""Signals: facts that do not fit together, and what a person decided about them."""

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
