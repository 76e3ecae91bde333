"""Benefits determined, and the months of them that were paid."""

from typing import ClassVar

from django.db import models

from tongchou.storage.proven import Proven


class Benefit(models.Model):
    """A benefit 待遇: a monthly pension or grant as it was determined, with its worksheet."""

    partition_by: ClassVar[str] = "ssn"
    proven: ClassVar[Proven] = Proven(key=("ssn", "scheme", "kind"))

    pk = models.CompositePrimaryKey("ssn", "province", "scheme", "kind")
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    ssn = models.CharField(max_length=18)
    kind = models.CharField(max_length=24, help_text="a code of the table of benefits")
    from_month = models.IntegerField()
    retirement_month = models.IntegerField()
    basic_fen = models.BigIntegerField()
    account_fen = models.BigIntegerField()
    total_fen = models.BigIntegerField()
    contribution_months = models.IntegerField()
    wage_index_e4 = models.IntegerField()
    worksheet = models.JSONField()
    provisional = models.BooleanField()
    item_number = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["province", "scheme", "from_month"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ssn}"


class Payment(models.Model):
    """A payment 发放: one month of a benefit, paid once."""

    partition_by: ClassVar[str] = "ssn"
    proven: ClassVar[Proven] = Proven(key=("ssn", "scheme", "kind", "month"), month="month")

    pk = models.CompositePrimaryKey("ssn", "province", "scheme", "kind", "month")
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    ssn = models.CharField(max_length=18)
    kind = models.CharField(max_length=24, help_text="the kind of benefit")
    month = models.IntegerField()
    amount_fen = models.BigIntegerField()
    account_part_fen = models.BigIntegerField(help_text="taken from the individual account")
    paid_on = models.DateField()
    item_number = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["item_number"])]

    def __str__(self) -> str:
        return f"payment to {self.ssn}"
