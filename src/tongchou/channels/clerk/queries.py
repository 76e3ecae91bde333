"""Reading what only a clerk's page shows: people searched for, an employer's months and people."""

import re

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tongchou.registry.models import Assessment, Employer, Enrolment, Person

NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")
LAST_FOUR = re.compile(r"[0-9]{3}[0-9Xx]")


def people_searched(text: str, *, province: str, scope: str) -> QuerySet[Person]:
    """Return the people of a scope by whole number, by name, or by name and last four characters.

    Names match from their beginning. A part of a number alone finds nobody: by trying one digit
    after the other a masked number could be completed. Without a text everybody is returned.
    """
    found = Person.objects.filter(province=province)
    if scope:
        found = found.filter(Exists(_enrolments_in(scope, province)))
    names = []
    for word in text.split():
        if NUMBER.fullmatch(word):
            found = found.filter(ssn=word.upper())
        elif LAST_FOUR.fullmatch(word):
            found = found.filter(ssn__endswith=word.upper())
        else:
            names.append(word)
    if names:
        return found.filter(name__startswith=" ".join(names))
    is_answered = not text.split() or NUMBER.search(text)
    return found if is_answered else found.none()


def _enrolments_in(scope: str, province: str) -> QuerySet[Enrolment]:
    inside = Employer.objects.filter(province=province, division_code__startswith=scope)
    return Enrolment.objects.filter(
        ssn=OuterRef("ssn"), province=province, credit_code__in=inside.values("credit_code")
    )


def assessments_of(employer: Employer) -> list[Assessment]:
    """Return what an employer was assessed, the latest month first."""
    assessed = Assessment.objects.filter(
        credit_code=employer.credit_code, province=employer.province
    )
    return list(assessed.order_by("-month", "item_number")[:120])


def people_of(employer: Employer) -> QuerySet[Enrolment]:
    """Return the enrolments with an employer, the open ones first.

    Each has its person's `name`, `name_key` and `handle` beside it.
    """
    person = Person.objects.filter(ssn=OuterRef("ssn"), province=OuterRef("province"))
    enrolments = Enrolment.objects.filter(
        credit_code=employer.credit_code, province=employer.province
    ).annotate(
        name=Subquery(person.values("name")),
        name_key=Subquery(person.values("name_key")),
        handle=Subquery(person.values("handle")),
    )
    return enrolments.order_by("-until_month", "name_key", "ssn", "from_month")
