"""Reading enrolments: where a person works, and since and until when."""

from django.db.models import Max

from tongchou.registry.models import Enrolment
from tongchou.standards import codes
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch


def open_enrolments(ssn: str, *, province: str, scheme: str) -> list[Enrolment]:
    """Return the enrolments of a person that have not ended, the oldest first."""
    open_ones = Enrolment.objects.filter(
        ssn=ssn, province=province, scheme=scheme, until_month__isnull=True
    )
    return list(open_ones.order_by("from_month", "credit_code"))


def enrolled_until(ssn: str, *, province: str, scheme: str, credit_code: str) -> Month | None:
    """Return the month before which all of a person's ended enrolments with an employer lie."""
    ended = Enrolment.objects.filter(
        ssn=ssn, province=province, scheme=scheme, credit_code=credit_code
    )
    until: Month | None = ended.aggregate(until=Max("until_month"))["until"]
    return until


def last_city(ssn: str, *, province: str, scheme: str) -> str | None:
    """Return the city (six digits) of the person's latest employer, or None."""
    place = last_place(ssn, province=province, scheme=scheme)
    return codes.city_of(place) if place else None


def last_place(ssn: str, *, province: str, scheme: str = "") -> str:
    """Return the division of the person's latest employer, in a scheme or in any; '' for none."""
    rows = fetch(
        """
        SELECT employer.division_code
        FROM registry_enrolment AS enrolment
        JOIN registry_employer AS employer
            ON employer.credit_code = enrolment.credit_code
            AND employer.province = enrolment.province
        WHERE enrolment.ssn = %(ssn)s AND enrolment.province = %(province)s
          AND %(scheme)s IN ('', enrolment.scheme)
        ORDER BY enrolment.from_month DESC, enrolment.until_month DESC NULLS FIRST,
                 enrolment.credit_code DESC
        LIMIT 1
        """,
        ssn=ssn,
        province=province,
        scheme=scheme,
    )
    return str(rows[0][0]) if rows else ""
