"""What is due, who it is for, what was received, and what was earned before this system."""

from typing import ClassVar

from django.db import models

from tongchou.storage.proven import Proven


class Assessment(models.Model):
    """An assessment 应缴核定: what one employer owes for one month by one declaration."""

    partition_by: ClassVar[str] = "credit_code"
    proven: ClassVar[Proven] = Proven(
        key=("credit_code", "scheme", "month", "item_number"), month="month"
    )

    pk = models.CompositePrimaryKey("credit_code", "province", "scheme", "month", "item_number")
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    credit_code = models.CharField(max_length=18)
    month = models.IntegerField()
    item_number = models.CharField(max_length=32)
    people = models.IntegerField()
    base_fen = models.BigIntegerField()
    employer_fen = models.BigIntegerField()
    employee_fen = models.BigIntegerField()
    received_on = models.DateField(null=True)
    receipt_item_number = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["item_number"]),
            models.Index(
                fields=["province", "scheme", "month"],
                condition=models.Q(received_on=None),
                name="assessment_unreceived",
            ),
        ]

    def __str__(self) -> str:
        return f"assessment of {self.credit_code}"


class Contribution(models.Model):
    """A contribution record 缴费记录: one person's month with one employer.

    Whether its money came says the assessment of the same declaration, employer and month.
    """

    partition_by: ClassVar[str] = "ssn"
    proven: ClassVar[Proven] = Proven(key=("ssn", "scheme", "month", "credit_code"), month="month")
    is_copied: ClassVar[bool] = True
    """The application may add rows to its partitions too (see `storage.partitions.holder_of`)."""

    pk = models.CompositePrimaryKey("ssn", "province", "scheme", "month", "credit_code")
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    ssn = models.CharField(max_length=18)
    month = models.IntegerField()
    credit_code = models.CharField(max_length=18)
    item_number = models.CharField(max_length=32, help_text="the declaration that told it")
    row = models.IntegerField(help_text="its row in the declaration's file")
    wage_fen = models.BigIntegerField()
    base_fen = models.BigIntegerField()
    employer_fen = models.BigIntegerField()
    employee_fen = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["credit_code", "month"])]

    def __str__(self) -> str:
        return f"contribution of {self.ssn}"


class Receipt(models.Model):
    """A receipt 到账流水: one payment of an employer as the treasury confirmed it, taken once."""

    partition_by: ClassVar[str] = "serial"
    proven: ClassVar[Proven] = Proven(key=("serial", "scheme"), month="month")

    pk = models.CompositePrimaryKey("serial", "province", "scheme")
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    serial = models.CharField(max_length=64)
    credit_code = models.CharField(max_length=18)
    month = models.IntegerField()
    amount_fen = models.BigIntegerField()
    received_on = models.DateField()
    item_number = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"receipt {self.serial}"


class EarlierRecord(models.Model):
    """A span earned elsewhere or before 历史缴费记录: from the archive, or by transfer."""

    partition_by: ClassVar[str] = "ssn"
    proven: ClassVar[Proven] = Proven(
        key=("ssn", "scheme", "source", "paid_in", "from_month", "until_month", "place")
    )

    pk = models.CompositePrimaryKey(
        "ssn", "province", "scheme", "source", "paid_in", "from_month", "until_month", "place"
    )
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    ssn = models.CharField(max_length=18)
    source = models.CharField(max_length=8, help_text="prior, or transfer")
    paid_in = models.CharField(max_length=2, help_text="the province where it was paid")
    from_month = models.IntegerField()
    until_month = models.IntegerField()
    place = models.IntegerField(help_text="counts the spans alike that one transfer brings, from 1")
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
        return f"earlier record of {self.ssn}"
