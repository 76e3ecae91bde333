"""Reading who is insured and who insures them: by number, by name, by division."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongchou.registry.models import Employer, Enrolment, Person
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
        """
        SELECT person.ssn, person.name FROM unnest(%(ssns)s::text[]) AS given (ssn)
        JOIN registry_person AS person
            ON person.ssn = given.ssn AND person.province = %(province)s
        """,
        province=province,
        ssns=list(ssns),
    )
    return dict(rows)


def people_in(division: str, *, province: str) -> QuerySet[Person]:
    """Return the people of employers in a division; '' is the whole province.

    `division` is a prefix of division codes. Whoever was enrolled with such an employer in any
    scheme is found.
    """
    found = Person.objects.filter(province=province)
    if not division:
        return found
    inside = Employer.objects.filter(province=province, division_code__startswith=division)
    return found.filter(
        Exists(
            Enrolment.objects.filter(
                ssn=OuterRef("ssn"),
                province=province,
                credit_code__in=inside.values("credit_code"),
            )
        )
    )


def employers_known(credit_codes: Iterable[str], *, province: str) -> dict[str, str]:
    """Return those of the credit codes that are registered in the province, with their division."""
    found = Employer.objects.filter(province=province, credit_code__in=set(credit_codes))
    return dict(found.values_list("credit_code", "division_code"))


def employer_of(credit_code: str, *, province: str) -> Employer | None:
    """Return the employer as the province knows it, or None."""
    return Employer.objects.filter(credit_code=credit_code, province=province).first()


def employers_in(*, province: str, divisions: Sequence[str]) -> QuerySet[Employer]:
    """Return the employers of these divisions with their open enrolments counted, as `people`."""
    enrolled = (
        Enrolment.objects.filter(
            credit_code=OuterRef("credit_code"), province=province, until_month=None
        )
        .values("credit_code")
        .annotate(people=Count("ssn", distinct=True))
        .values("people")
    )
    return (
        _employers_inside(divisions, province)
        .annotate(people=Coalesce(Subquery(enrolled, output_field=IntegerField()), 0))
        .order_by("division_code", "credit_code")
    )


def _employers_inside(divisions: Sequence[str], province: str) -> QuerySet[Employer]:
    inside = Q()
    for division in divisions:
        inside |= Q(division_code__startswith=division)
    employers = Employer.objects.filter(province=province)
    return employers.filter(inside) if divisions else employers.none()
