"""Reading what only a clerk's page shows: an employer's months and its people."""

from django.db.models import QuerySet

from tongchou.registry.models import Assessment, Employer, Enrolment


def assessments_of(employer: Employer) -> list[Assessment]:
    """Return what an employer was assessed, the latest month first."""
    return list(Assessment.objects.filter(employer=employer).order_by("-month", "id")[:120])


def people_of(employer: Employer) -> QuerySet[Enrolment]:
    """Return the enrolments with an employer, the open ones first."""
    enrolments = Enrolment.objects.filter(employer=employer).select_related("person")
    return enrolments.order_by("-until_month", "person__name_key", "person__ssn")
