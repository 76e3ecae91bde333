"""Reading contributions: what was assessed, what is due, what was received."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Sum

from tongchou.registry.models import Assessment, Contribution, Employer
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch


@dataclass(frozen=True)
class AmountDue:
    """What one employer still owes for a month 应缴, over all its declarations; in fen."""

    credit_code: str
    name: str
    month: Month
    people: int
    employer_fen: int
    employee_fen: int
    declarations: tuple[str, ...]

    @property
    def total_fen(self) -> int:
        """The employer's and the employees' part together."""
        return self.employer_fen + self.employee_fen


def amounts_due(
    month: Month,
    *,
    province: str,
    scheme: str,
    credit_codes: Iterable[str] | None = None,
    hold: bool = False,
) -> list[AmountDue]:
    """Return what employers still owe for a month, employer by employer.

    With `hold`, nobody else can settle these amounts before the transaction ends, nor can a
    declaration add to them: it waits for its employer.
    """
    wanted = None if credit_codes is None else set(credit_codes)
    employers = Employer.objects.filter(province=province)
    if hold:
        held = employers.filter(credit_code__in=wanted or ())
        list(held.select_for_update().order_by("credit_code").values_list("credit_code"))
    unpaid = Assessment.objects.filter(
        province=province, scheme=scheme, month=month, received_on__isnull=True
    )
    if wanted is not None:
        unpaid = unpaid.filter(credit_code__in=wanted)
    rows = (
        unpaid.values_list("credit_code")
        .annotate(
            Sum("people"),
            Sum("employer_fen"),
            Sum("employee_fen"),
            declarations=ArrayAgg("item_number", order_by="item_number"),
        )
        .order_by("credit_code")
    )
    found = list(rows)
    named = employers.filter(credit_code__in=[row[0] for row in found])
    names = dict(named.values_list("credit_code", "name"))
    return [
        AmountDue(
            credit_code=credit_code,
            name=names[credit_code],
            month=month,
            people=people,
            employer_fen=employer_fen,
            employee_fen=employee_fen,
            declarations=tuple(declarations),
        )
        for credit_code, people, employer_fen, employee_fen, declarations in found
    ]


def account_shares_due(
    month: Month, credit_codes: Iterable[str], *, province: str, scheme: str
) -> list[tuple[str, int]]:
    """Return (number, employee's part in fen) of every unreceived person-month of employers.

    They come in the order of their numbers: what is written by number is written in order then.
    """
    rows = fetch(
        """
        SELECT contribution.ssn, contribution.employee_fen
        FROM registry_assessment AS assessment
        JOIN registry_contribution AS contribution
            ON contribution.credit_code = assessment.credit_code
            AND contribution.province = %(province)s AND contribution.scheme = %(scheme)s
            AND contribution.month = %(month)s
            AND contribution.item_number = assessment.item_number
        WHERE assessment.province = %(province)s AND assessment.scheme = %(scheme)s
          AND assessment.credit_code = ANY(%(credit_codes)s)
          AND assessment.month = %(month)s AND assessment.received_on IS NULL
        ORDER BY contribution.ssn, contribution.item_number
        """,
        province=province,
        scheme=scheme,
        credit_codes=list(credit_codes),
        month=month,
    )
    return [(ssn, amount) for ssn, amount in rows]


def serials_taken(serials: Iterable[str], *, province: str, scheme: str) -> set[str]:
    """Return those of the serials 流水号 under which a receipt was taken before."""
    rows = fetch(
        """
        SELECT receipt.serial FROM unnest(%(serials)s::text[]) AS given (serial)
        JOIN registry_receipt AS receipt ON receipt.serial = given.serial
            AND receipt.province = %(province)s AND receipt.scheme = %(scheme)s
        """,
        province=province,
        scheme=scheme,
        serials=list(serials),
    )
    return {serial for (serial,) in rows}


_MONTHS = """
SELECT contribution.month, sum(contribution.base_fen)::bigint
FROM registry_contribution AS contribution
JOIN registry_assessment AS assessment
    ON assessment.credit_code = contribution.credit_code
    AND assessment.province = %(province)s AND assessment.scheme = %(scheme)s
    AND assessment.month = contribution.month
    AND assessment.item_number = contribution.item_number
WHERE contribution.ssn = %(ssn)s AND contribution.province = %(province)s
  AND contribution.scheme = %(scheme)s
  AND (assessment.received_on IS NOT NULL) = %(received)s
GROUP BY contribution.month
ORDER BY contribution.month
"""


def paid_months(ssn: str, *, province: str, scheme: str) -> list[tuple[Month, int]]:
    """Return (month, contribution base in fen) of the months received, one row a month."""
    rows = fetch(_MONTHS, ssn=ssn, province=province, scheme=scheme, received=True)
    return [(month, base) for month, base in rows]


def last_contribution_month(
    ssn: str, *, province: str, scheme: str, credit_code: str
) -> Month | None:
    """Return the last month for which an employer's contribution for the person was assessed."""
    found = Contribution.objects.filter(
        ssn=ssn, province=province, scheme=scheme, credit_code=credit_code
    )
    last: Month | None = found.aggregate(last=Max("month"))["last"]
    return last


def unreceived_months(ssn: str, *, province: str, scheme: str) -> int:
    """Return how many months of a person hold a contribution that was not received."""
    return len(fetch(_MONTHS, ssn=ssn, province=province, scheme=scheme, received=False))
