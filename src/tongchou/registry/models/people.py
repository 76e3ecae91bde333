"""People, employers, and the enrolments that join them.

People and employers are one and the same in every scheme 险种, so their keys name none.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models

from tongchou.storage.proven import Proven


class Person(models.Model):
    """An insured person 参保人, as one province knows them.

    Not partitioned: the ministry asks by number alone which provinces know somebody.

    A list of people is read in the order of their sounds, a search by the keys of their names
    (`SearchKey`); each stops after one page. Sounds are each node's own: a newer table of them may
    read a name otherwise.
    """

    proven: ClassVar[Proven] = Proven(key=("ssn",), apart=("name_key", "handle"))

    pk = models.CompositePrimaryKey("ssn", "province")
    province = models.CharField(max_length=2)
    ssn = models.CharField(max_length=18)
    name = models.CharField(max_length=64, db_collation="C")
    name_key = models.CharField(max_length=200, help_text="pinyin, so that lists sort as people do")
    sex = models.CharField(max_length=1)
    birth_on = models.DateField()
    handle = models.UUIDField(
        db_default=RandomUUID(),
        unique=True,
        help_text="names the person in this node's addresses, which must not show the number",
    )

    class Meta:
        indexes = [models.Index(fields=["province", "name_key"])]

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    """An employer 用人单位, known by its credit code."""

    proven: ClassVar[Proven] = Proven(key=("credit_code",))

    pk = models.CompositePrimaryKey("credit_code", "province")
    province = models.CharField(max_length=2)
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=128)
    division_code = models.CharField(max_length=6)
    registered_on = models.DateField()
    former_names = ArrayField(
        models.CharField(max_length=128),
        db_default=[],
        help_text="曾用名: those it had before, in order; it is still found by them",
    )

    class Meta:
        indexes = [models.Index(fields=["province", "division_code"])]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """An enrolment 参保: a person's insured time with one employer, or on their own."""

    partition_by: ClassVar[str] = "ssn"
    proven: ClassVar[Proven] = Proven(key=("ssn", "scheme", "credit_code", "from_month"))
    is_copied: ClassVar[bool] = True
    """The application may add rows to its partitions too (see `storage.partitions.holder_of`)."""

    pk = models.CompositePrimaryKey("ssn", "province", "scheme", "credit_code", "from_month")
    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    ssn = models.CharField(max_length=18)
    credit_code = models.CharField(
        max_length=18, blank=True, help_text="the employer; empty for a person on their own"
    )
    from_month = models.IntegerField()
    until_month = models.IntegerField(null=True, help_text="exclusive; empty while it lasts")
    end_reason = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ssn", "province", "scheme", "credit_code"],
                condition=models.Q(until_month=None),
                name="enrolment_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until_month=None)
                | models.Q(until_month__gte=models.F("from_month")),
                name="enrolment_ends_after_it_began",
            ),
        ]
        # The people of an employer, and of an agency's employers, are listed from the index alone.
        indexes = [models.Index(fields=["credit_code", "province", "ssn"])]

    def __str__(self) -> str:
        return f"enrolment of {self.ssn}"
