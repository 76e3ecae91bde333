"""How many people, pensioners and person-months there are, kept as the writers count them."""

from typing import ClassVar

from django.db import models


class Count(models.Model):
    """A count by province, scheme and name; see `storage.deltas` and `registry.counters`."""

    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    name = models.CharField(max_length=32)
    amount = models.DecimalField(max_digits=20, decimal_places=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.province} {self.scheme} {self.name} {self.amount}"


class Counter(Count):
    """A count as far as it is folded; written by the database alone."""

    derived: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("province", "scheme", "name")

    class Meta:
        db_table = "registry_counter"


class CounterDelta(Count):
    """What one message added to a count, until it is folded into it."""

    append_only: ClassVar[bool] = True

    class Meta:
        db_table = "registry_counter_delta"
