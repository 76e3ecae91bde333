"""Matters that one province takes in and another one decides."""

from typing import ClassVar

from django.db import models

from tongchou.storage.proven import Proven

ENDED = ("completed", "refused", "withdrawn")
"""How a matter stands of which nothing more is heard."""


class Forwarded(models.Model):
    """A matter forwarded 异地受理, as every node that has a part in it holds it.

    Its `sender` took it in and its `competent` province decides it, so its key is the number of
    the letter, which is unique in the country. What the sender tells (form, round, papers) and what
    the competent province tells (from `turn` on) stand in columns of their own: whichever log is
    read first, the row comes out the same. A `turn` of 0 says that nothing was heard yet, a `round`
    of 0 that only the answer was.
    """

    proven: ClassVar[Proven] = Proven(key=("letter",), provinces=("sender", "competent"))

    letter = models.CharField(max_length=32, primary_key=True)
    scheme = models.CharField(max_length=3)
    sender = models.CharField(max_length=2)
    competent = models.CharField(max_length=2)
    agency = models.CharField(max_length=9, blank=True, default="", help_text="that took it in")
    forwarded_on = models.DateField(null=True)
    item = models.CharField(max_length=32, blank=True, default="")
    subject = models.CharField(max_length=32, blank=True, default="", db_index=True)
    subject_name = models.CharField(max_length=128, blank=True, default="")
    form = models.JSONField(default=dict)
    round = models.IntegerField(default=0)
    papers = models.JSONField(default=list, help_text="paper, name and digest of each scan")
    turn = models.IntegerField(default=0)
    seen_round = models.IntegerField(default=0, help_text="the form that it tells of")
    followed_on = models.DateField(null=True)
    status = models.CharField(max_length=12, blank=True, default="")
    waits_for = models.CharField(max_length=12, blank=True, default="")
    item_number = models.CharField(max_length=32, blank=True, default="", db_index=True)
    due_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    points = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    refusals = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-letter"], name="forwarded_by_agency"),
            models.Index(
                fields=["sender", "competent"],
                condition=~models.Q(status__in=ENDED),
                name="forwarded_open",
            ),
        ]

    def __str__(self) -> str:
        return self.letter
