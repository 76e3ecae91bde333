"""Reading who is insured and who insures them: by number, by name, by division."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from tongchou.registry.models import (
    Employer,
    Person,
)
from tongchou.storage.rows import fetch


def person_of(ssn: str, *, province: str) -> Person | None:
    """Return the person as the province knows them, or None."""
    return Person.objects.filter(ssn=ssn, province=province).first()


def name_of(ssn: str) -> str | None:
    """Return the name under which any province known here registered a number, or None."""
    return (
        Person.objects.filter(ssn=ssn).order_by("province").values_list("name", flat=True).first()
    )


def names_of(ssns: Iterable[str], *, province: str) -> dict[str, str]:
    """Return the names under which these numbers are registered; unknown ones are left out."""
    rows = fetch(
        "SELECT ssn, name FROM registry_person WHERE province = %(province)s"
        " AND ssn = ANY(%(ssns)s)",
        province=province,
        ssns=list(ssns),
    )
    return dict(rows)


def people_like(text: str, *, province: str, divisions: Sequence[str]) -> QuerySet[Person]:
    """Return the people whose number or name begins with `text`, of employers in these divisions.

    `divisions` are prefixes of division codes; an empty prefix is the whole province.
    """
    found = Person.objects.filter(province=province)
    text = text.strip()
    if text:
        found = found.filter(Q(ssn__startswith=text.upper()) | Q(name__startswith=text))
    return _in_divisions(found, divisions).order_by("name_key", "ssn")


def _in_divisions(people: QuerySet[Person], divisions: Sequence[str]) -> QuerySet[Person]:
    if any(division == "" for division in divisions):
        return people
    inside = Q(pk__in=[])
    for division in divisions:
        inside |= Q(enrolments__employer__division_code__startswith=division)
    return people.filter(inside).distinct()


def employers_known(credit_codes: Iterable[str], *, province: str) -> dict[str, str]:
    """Return those of the credit codes that are registered in the province, with their division."""
    found = Employer.objects.filter(province=province, credit_code__in=set(credit_codes))
    return dict(found.values_list("credit_code", "division_code"))


def employer_of(credit_code: str, *, province: str) -> Employer | None:
    """Return the employer as the province knows it, or None."""
    return Employer.objects.filter(credit_code=credit_code, province=province).first()


def employers_in(*, province: str, divisions: Sequence[str]) -> QuerySet[Employer]:
    """Return the employers of these divisions with their open enrolments counted."""
    inside = Q(pk__in=[])
    for division in divisions:
        inside |= Q(division_code__startswith=division)
    return (
        Employer.objects.filter(province=province)
        .filter(inside)
        .annotate(people=Count("enrolments", filter=Q(enrolments__until_month=None)))
        .order_by("division_code", "credit_code")
    )
