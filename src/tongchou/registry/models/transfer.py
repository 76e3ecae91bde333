"""Records that move from one province to another."""

from typing import ClassVar

from django.db import models

from tongchou.storage.proven import Proven


class Transfer(models.Model):
    """A transfer 关系转移接续, as every node that has a part in it holds it.

    Two provinces have a part in it, its `origin` and its `destination`, so its key is the number
    of the contact letter 联系函, which is unique in the country. `id` is each node's own: the order
    in which it heard of letters, which tells what came last on one day. The books ask which are
    under way: not completed yet, or of late. The index on that day finds those few.
    """

    proven: ClassVar[Proven] = Proven(
        key=("letter",), provinces=("origin", "destination"), apart=("id",)
    )

    id = models.BigAutoField(primary_key=True)
    letter = models.CharField(max_length=32, unique=True)
    scheme = models.CharField(max_length=3)
    ssn = models.CharField(max_length=18, db_index=True)
    name = models.CharField(max_length=64)
    origin = models.CharField(max_length=2)
    destination = models.CharField(max_length=2)
    requested_on = models.DateField()
    answered_on = models.DateField(null=True)
    completed_on = models.DateField(null=True, db_index=True)
    refused = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True, default="")
    months = models.IntegerField(default=0)
    account_fen = models.BigIntegerField(default=0)
    pooled_fen = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.letter
