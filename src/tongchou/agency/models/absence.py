"""Absences of clerks, and who stands in for them."""

from django.db import models

from tongchou.agency.models.people import Clerk


class Substitution(models.Model):
    """A substitution 代办: who takes on what is in an absent clerk's hand, from day to day.

    It gives no duty: a substitute does what their own duties let them do.
    """

    absent = models.ForeignKey(Clerk, models.PROTECT, related_name="substitutions")
    substitute = models.ForeignKey(Clerk, models.PROTECT, related_name="stands_in")
    first_day = models.DateField()
    last_day = models.DateField()
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")),
                name="substitution_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id} {self.substitute_id}"
