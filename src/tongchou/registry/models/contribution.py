"""What is due, who it is for, and what was earned before this system knew of it."""

from django.db import models

from tongchou.registry.models.people import Employer, Person


class Assessment(models.Model):
    """An assessment 应缴核定: what one employer owes for one month by one declaration."""

    id = models.BigAutoField(primary_key=True)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="assessments")
    month = models.IntegerField()
    item_number = models.CharField(max_length=32)
    people = models.IntegerField()
    base_fen = models.BigIntegerField()
    employer_fen = models.BigIntegerField()
    employee_fen = models.BigIntegerField()
    received_on = models.DateField(null=True)
    receipt_item_number = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "month", "item_number"], name="assessment_once"
            ),
        ]
        indexes = [models.Index(fields=["item_number"])]

    def __str__(self) -> str:
        return f"assessment {self.id}"


class Contribution(models.Model):
    """A contribution record 缴费记录: one person's month with one employer."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contributions")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_index=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="contributions")
    month = models.IntegerField()
    wage_fen = models.BigIntegerField()
    base_fen = models.BigIntegerField()
    employer_fen = models.BigIntegerField()
    employee_fen = models.BigIntegerField()
    row = models.IntegerField(help_text="the row of the declaration it came from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month", "employer"], name="contribution_once"
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.id}"


class EarlierRecord(models.Model):
    """A span earned elsewhere or before 历史缴费记录: from the archive, or by transfer."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="earlier_records")
    source = models.CharField(max_length=8, help_text="prior, or transfer")
    paid_in = models.CharField(max_length=2, help_text="the province where it was paid")
    from_month = models.IntegerField()
    until_month = models.IntegerField()
    months = models.IntegerField()
    wage_index_e4 = models.IntegerField()
    base_sum_fen = models.BigIntegerField()
    account_fen = models.BigIntegerField()
    item_number = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months__gt=0)
                & models.Q(until_month__gte=models.F("from_month") + models.F("months")),
                name="earlier_record_fits_its_span",
            ),
        ]

    def __str__(self) -> str:
        return f"earlier record {self.id}"
