"""Reading what only a clerk's page shows: an employer's months and people."""

from django.db.models import OuterRef, QuerySet, Subquery

from tongchou.registry.models import Assessment, Employer, Enrolment, Person


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
