"""Reading enrolments: where a person works, and since and until when."""

from collections.abc import Iterable

from django.db.models import Max

from tongchou.registry.models import Enrolment
from tongchou.standards import codes
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch


def enrolled_with(
    credit_codes: Iterable[str], month: Month, *, province: str
) -> set[tuple[str, str]]:
    """Return the (number, credit code) pairs that need no enrolment to be declared for a month.

    Their enrolment with the employer is open, or it held that month before it ended.
    """
    rows = fetch(
        """
        SELECT person.ssn, employer.credit_code
        FROM registry_employer AS employer
        JOIN registry_enrolment AS enrolment
            ON enrolment.employer_id = employer.id
            AND (enrolment.until_month IS NULL
                 OR %(month)s BETWEEN enrolment.from_month AND enrolment.until_month - 1)
        JOIN registry_person AS person ON person.id = enrolment.person_id
        WHERE employer.province = %(province)s AND employer.credit_code = ANY(%(credit_codes)s)
        """,
        province=province,
        credit_codes=sorted(set(credit_codes)),
        month=month,
    )
    return {(ssn, credit_code) for ssn, credit_code in rows}


def open_enrolments(ssn: str, *, province: str) -> list[Enrolment]:
    """Return the enrolments of a person that have not ended."""
    open_ones = Enrolment.objects.filter(
        person__ssn=ssn, person__province=province, until_month__isnull=True
    )
    return list(open_ones.select_related("employer"))


def enrolled_until(ssn: str, *, province: str, credit_code: str) -> Month | None:
    """Return the month before which all of a person's ended enrolments with an employer lie."""
    ended = Enrolment.objects.filter(
        person__ssn=ssn, person__province=province, employer__credit_code=credit_code
    )
    until: Month | None = ended.aggregate(until=Max("until_month"))["until"]
    return until


def last_city(ssn: str, *, province: str) -> str | None:
    """Return the city (six digits) of the person's latest employer, or None."""
    found = Enrolment.objects.filter(
        person__ssn=ssn, person__province=province, employer__isnull=False
    ).order_by("-from_month", "-id")
    last = found.values_list("employer__division_code", flat=True).first()
    return None if last is None else codes.city_of(last)
