"""Reading enrolments: where a person works, and since and until when."""

from collections.abc import Collection

from django.db.models import Max

from tongchou.registry.models import Enrolment
from tongchou.standards import codes
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch


def enrolled_with(
    ssns: Collection[str],
    credit_codes: Collection[str],
    month: Month,
    *,
    province: str,
    scheme: str,
) -> set[tuple[str, str]]:
    """Return those of these (number, credit code) pairs that need no enrolment for a month.

    Their enrolment with the employer is open, or it held that month before it ended. The pairs
    are given as two columns of one length.
    """
    rows = fetch(
        """
        SELECT enrolment.ssn, enrolment.credit_code
        FROM unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
        JOIN registry_enrolment AS enrolment
            ON enrolment.ssn = given.ssn AND enrolment.province = %(province)s
            AND enrolment.scheme = %(scheme)s AND enrolment.credit_code = given.credit_code
            AND (enrolment.until_month IS NULL
                 OR %(month)s BETWEEN enrolment.from_month AND enrolment.until_month - 1)
        """,
        province=province,
        scheme=scheme,
        ssns=list(ssns),
        credit_codes=list(credit_codes),
        month=month,
    )
    return {(ssn, credit_code) for ssn, credit_code in rows}


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
    rows = fetch(
        """
        SELECT employer.division_code
        FROM registry_enrolment AS enrolment
        JOIN registry_employer AS employer
            ON employer.credit_code = enrolment.credit_code
            AND employer.province = enrolment.province
        WHERE enrolment.ssn = %(ssn)s AND enrolment.province = %(province)s
          AND enrolment.scheme = %(scheme)s
        ORDER BY enrolment.from_month DESC, enrolment.until_month DESC NULLS FIRST,
                 enrolment.credit_code DESC
        LIMIT 1
        """,
        ssn=ssn,
        province=province,
        scheme=scheme,
    )
    return codes.city_of(rows[0][0]) if rows else None
