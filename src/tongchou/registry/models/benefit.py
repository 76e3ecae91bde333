"""Pensions determined, and the months of them that were paid."""

from django.db import models

from tongchou.registry.models.people import Person


class Benefit(models.Model):
    """A benefit 待遇: a monthly pension as it was determined, with its worksheet."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="benefits")
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
        constraints = [
            models.UniqueConstraint(fields=["person"], name="benefit_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"benefit {self.id}"


class Payment(models.Model):
    """A payment 发放: one month of a benefit, paid once."""

    id = models.BigAutoField(primary_key=True)
    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="payments")
    month = models.IntegerField()
    amount_fen = models.BigIntegerField()
    account_part_fen = models.BigIntegerField(help_text="taken from the individual account")
    paid_on = models.DateField()
    item_number = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["benefit", "month"], name="payment_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"payment {self.id}"
