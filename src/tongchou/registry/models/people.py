"""People, employers, and the enrolments that join them."""

from django.db import models


class Person(models.Model):
    """An insured person 参保人, as one province knows them."""

    id = models.BigAutoField(primary_key=True)
    province = models.CharField(max_length=2)
    ssn = models.CharField(max_length=18)
    name = models.CharField(max_length=64)
    name_key = models.CharField(max_length=200, help_text="pinyin, so that lists sort as people do")
    sex = models.CharField(max_length=1)
    birth_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ssn", "province"], name="person_once_a_province"),
        ]
        indexes = [
            models.Index(fields=["province", "name_key"]),
            models.Index(fields=["name"], opclasses=["text_pattern_ops"], name="person_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    """An employer 用人单位, known by its credit code."""

    id = models.BigAutoField(primary_key=True)
    province = models.CharField(max_length=2)
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=128)
    division_code = models.CharField(max_length=6)
    registered_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code", "province"], name="employer_once_a_province"
            ),
        ]
        indexes = [models.Index(fields=["province", "division_code"])]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """An enrolment 参保: a person's insured time with one employer, or on their own."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="enrolments")
    from_month = models.IntegerField()
    until_month = models.IntegerField(null=True, help_text="exclusive; empty while it lasts")
    end_reason = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer"],
                condition=models.Q(until_month=None),
                nulls_distinct=False,
                name="enrolment_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until_month=None)
                | models.Q(until_month__gte=models.F("from_month")),
                name="enrolment_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.id}"
