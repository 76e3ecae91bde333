"""What other departments said of people, as they signed it, and what clerks made of it."""

from typing import ClassVar

from django.db import models


class Delivery(models.Model):
    """A delivery 部门数据 of another department: its signed text, byte for byte.

    Its key is the SHA-256 of the signed line, so that the same delivery is kept once.
    """

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    department = models.CharField(max_length=32)
    said_on = models.DateField()
    rows = models.IntegerField()
    text = models.TextField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Report(models.Model):
    """A report 部门反馈: that a department said a fact of a person on a day; nothing more is known.

    `facts` are the day of a death, or number and name as they read now. A row that could not be
    read has `faults`, which say why, and no number by which it is found.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="reports")
    row = models.IntegerField()
    department = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, blank=True, default="")
    ssn = models.CharField(max_length=18, blank=True, default="", db_index=True)
    name = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    said_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row"], name="report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.row}"


class OpenReport(models.Model):
    """A report that is not judged yet, or no more: the work list."""

    report = models.OneToOneField(Report, models.PROTECT, primary_key=True, related_name="open")

    def __str__(self) -> str:
        return str(self.report_id)


class ReportVerb(models.TextChoices):
    """What a clerk does with a report; by `propose` the first of two persons found it true."""

    PROPOSE = "propose", "初核"
    CONFIRM = "confirm", "确认"
    REJECT = "reject", "否定"
    REOPEN = "reopen", "撤回结论"


class ReportStep(models.Model):
    """A step on a report 核实: by whom, when, on what grounds; the last one says how it stands."""

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=8, choices=ReportVerb.choices)
    login = models.CharField(max_length=40)
    person_code = models.CharField(max_length=40)
    name = models.CharField(max_length=64)
    why = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.report_id}"
