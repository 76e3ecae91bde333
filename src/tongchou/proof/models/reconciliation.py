"""The sums of proven tables, the proofs that compared them, and what was found."""

from typing import ClassVar

from django.db import models


class Summed(models.Model):
    """Sums of a table's rows by province, month and bucket; see `storage.proven`."""

    derived: ClassVar[bool] = True

    name = models.CharField(max_length=63, help_text="the table")
    province = models.CharField(max_length=2)
    month = models.IntegerField(help_text="months since year 0; 0 in a table without months")
    bucket = models.IntegerField()
    rows = models.DecimalField(max_digits=20, decimal_places=0)
    low = models.DecimalField(max_digits=40, decimal_places=0)
    high = models.DecimalField(max_digits=40, decimal_places=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} {self.province} {self.month} {self.bucket}"


class TableSum(Summed):
    """The sums as far as they are folded; written by the database alone."""

    pk = models.CompositePrimaryKey("province", "name", "month", "bucket")

    class Meta:
        db_table = "proof_sum"


class TableSumDelta(Summed):
    """What one statement added to the sums, until it is folded into them."""

    class Meta:
        db_table = "proof_sum_delta"


class State(models.TextChoices):
    """How far a proof is."""

    ASKED = "asked", "待应答"
    COMPARING = "comparing", "对账中"
    EQUAL = "equal", "一致"
    DIFFERENT = "different", "不一致"
    UNFINISHED = "unfinished", "未完成"


class Reconciliation(models.Model):
    """A proof 对账: one comparison of a province's rows with the ministry's copy of them.

    `own` and `down` are the positions at which both were compared: of the province's log, and
    of the ministry's, whose letters change a province too. `agenda` holds the questions not
    asked yet; the last is the one that is being answered, and `step` counts them. `missing`,
    `surplus` and `different` count rows.
    """

    province = models.CharField(max_length=2)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64, blank=True, help_text="'' when nobody asked for it")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    step = models.IntegerField(default=0)
    tries = models.IntegerField(default=0, help_text="how often it was begun")
    agenda = models.JSONField(default=list)
    own = models.BigIntegerField(default=0)
    down = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    missing = models.BigIntegerField(default=0)
    surplus = models.BigIntegerField(default=0)
    different = models.BigIntegerField(default=0)
    is_whole = models.BooleanField(default=True, help_text="nothing that differs was left unseen")

    class Meta:
        indexes = [
            models.Index(fields=["province", "-asked_at"], name="reconciliation_newest_first"),
            models.Index(
                fields=["province", "id"],
                condition=models.Q(state__in=("asked", "comparing")),
                name="reconciliation_open",
            ),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk} of {self.province}"

    @property
    def seconds(self) -> float | None:
        """How long it took from its first question to its end."""
        if not (self.began_at and self.ended_at):
            return None
        return (self.ended_at - self.began_at).total_seconds()


class Mismatch(models.Model):
    """A mismatch 不符: a finding of a proof; see `dialogue.Finding`."""

    proof = models.ForeignKey(Reconciliation, models.CASCADE, related_name="mismatches")
    kind = models.CharField(max_length=12)
    table = models.CharField(max_length=63)
    month = models.IntegerField()
    key = models.JSONField()
    field = models.CharField(max_length=63, blank=True)
    in_province = models.TextField(null=True)  # noqa: DJ001 - no value is another than an empty one
    at_ministry = models.TextField(null=True)  # noqa: DJ001 - as above
    rows = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.table}"
