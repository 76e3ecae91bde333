"""Runs of the deep proof, and what they found."""

from typing import Any, ClassVar

from django.db import models

from tongchou.standards.time import value_said


class Outcome(models.TextChoices):
    """How a run ended; empty while it goes on."""

    WHOLE = "whole", "相符"
    DIFFERS = "differs", "不符"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "失败"


class Run(models.Model):
    """A run of the deep proof 深度核对: from when it was asked for to its outcome.

    `steps` are the steps done, in order: what a run that was interrupted need not do again.
    `province` is the node whose log is proven, '' for every log that is held. `position` is the
    own log's last position when the run began.
    """

    id = models.BigAutoField(primary_key=True)
    province = models.CharField(max_length=2, blank=True, default="")
    since = models.BigIntegerField(default=0)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True, help_text="when it last told how far it is")
    ended_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="bytes of the logs that are to be read")
    done = models.BigIntegerField(default=0, help_text="bytes of them that were read")
    steps = models.JSONField(default=list)
    findings = models.BigIntegerField(default=0)
    gaps = models.BigIntegerField(default=0, help_text="findings that are known gaps")
    is_cancelled = models.BooleanField(default=False, help_text="somebody asked it to stop")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")
    fault = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(outcome=""), name="proof_run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.id} {self.outcome}"

    @property
    def percent(self) -> int:
        """How far it is, in whole parts of a hundred."""
        return 100 * self.done // self.size if self.size else 0


class Finding(models.Model):
    """A finding 差异: a row that is not as the log says, or a position that is not as sealed.

    `kind` is `changed`, `missing` (told by the log, not held), `surplus` (held, told by nothing),
    `twice` (rows whose key is the same), `incomplete` (an entry of which parts never came),
    `unguarded` (a key or a rule of a table that is gone, or a trigger that is off), `known_gap` (an
    item whose papers a restore lost, and somebody took note: `held` says who), or for a position
    of a log what `verify` names: `missing`, `content`, `chain`, `surplus` for one behind the end of
    a copy, and `withheld` for one whose text is not held, `set_aside` for one that could not be
    written into the tables (`held` says why); or `unsigned` for the end of a copy. A balance is
    held against its postings: `told` is what they come to.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="named")
    node = models.CharField(max_length=2, help_text="whose log")
    table = models.CharField(max_length=40)
    key = models.JSONField(help_text="the columns by which the row is known")
    field = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=12)
    position = models.BigIntegerField(null=True, help_text="of the event that told it, if any")
    told = models.TextField(blank=True, default="", help_text="the field as the log says it")
    held = models.TextField(blank=True, default="", help_text="the field as it is held")
    whole = models.JSONField(null=True, help_text="the row, as it is told and as it is held")

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.node}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return {
            "province": self.node,
            "table": self.table,
            "key": {name: value_said(name, value) for name, value in self.key.items()},
            "field": self.field,
            "kind": self.kind,
            "position": self.position,
            "told": value_said(self.field, self.told),
            "held": value_said(self.field, self.held),
            "repaired_by": self.repaired_by,
        }

    @property
    def repaired_by(self) -> str:
        """The number of the item that put the row right; '' while none has."""
        return next((repair.item_number for repair in self.repairs.all()), "")
