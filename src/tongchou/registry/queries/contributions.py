"""Reading contributions: what was assessed, what is due, what was received."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Sum

from tongchou.registry.models import (
    Assessment,
    Contribution,
    Employer,
)
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


def already_assessed(
    credit_codes: Iterable[str], month: Month, *, province: str
) -> set[tuple[str, str]]:
    """Return the (number, credit code) pairs that a month already holds for these employers."""
    rows = fetch(
        """
        SELECT person.ssn, employer.credit_code
        FROM registry_employer AS employer
        JOIN registry_assessment AS assessment ON assessment.employer_id = employer.id
        JOIN registry_contribution AS contribution
            ON contribution.assessment_id = assessment.id
        JOIN registry_person AS person ON person.id = contribution.person_id
        WHERE employer.province = %(province)s AND employer.credit_code = ANY(%(credit_codes)s)
          AND assessment.month = %(month)s
        """,
        province=province,
        credit_codes=sorted(set(credit_codes)),
        month=month,
    )
    return {(ssn, credit_code) for ssn, credit_code in rows}


def amounts_due(
    month: Month, *, province: str, credit_codes: Iterable[str] | None = None, hold: bool = False
) -> list[AmountDue]:
    """Return what employers still owe for a month, employer by employer.

    With `hold`, nobody else can settle these amounts before the transaction ends, nor can a
    declaration add to them: it waits for its employer when it ends.
    """
    if hold:
        held = Employer.objects.filter(province=province, credit_code__in=set(credit_codes or ()))
        list(held.select_for_update().order_by("pk").values_list("pk"))
    unpaid = Assessment.objects.filter(
        employer__province=province, month=month, received_on__isnull=True
    )
    if credit_codes is not None:
        unpaid = unpaid.filter(employer__credit_code__in=set(credit_codes))
    rows = (
        unpaid.values_list("employer__credit_code", "employer__name")
        .annotate(
            Sum("people"),
            Sum("employer_fen"),
            Sum("employee_fen"),
            declarations=ArrayAgg("item_number", order_by="item_number"),
        )
        .order_by("employer__credit_code")
    )
    return [
        AmountDue(credit_code, name, month, people, employer_fen, employee_fen, tuple(declarations))
        for credit_code, name, people, employer_fen, employee_fen, declarations in rows
    ]


def account_shares_due(
    month: Month, credit_codes: Iterable[str], *, province: str
) -> list[tuple[str, int]]:
    """Return (number, employee's part in fen) of every unreceived person-month of employers."""
    rows = fetch(
        """
        SELECT person.ssn, contribution.employee_fen
        FROM registry_assessment AS assessment
        JOIN registry_employer AS employer ON employer.id = assessment.employer_id
        JOIN registry_contribution AS contribution ON contribution.assessment_id = assessment.id
        JOIN registry_person AS person ON person.id = contribution.person_id
        WHERE employer.province = %(province)s AND employer.credit_code = ANY(%(credit_codes)s)
          AND assessment.month = %(month)s AND assessment.received_on IS NULL
        ORDER BY contribution.id
        """,
        province=province,
        credit_codes=list(credit_codes),
        month=month,
    )
    return [(ssn, amount) for ssn, amount in rows]


def paid_months(ssn: str, *, province: str) -> list[tuple[Month, int]]:
    """Return (month, contribution base in fen) of the months received, one row a month."""
    rows = (
        Contribution.objects.filter(
            person__ssn=ssn, person__province=province, assessment__received_on__isnull=False
        )
        .values_list("month")
        .annotate(base=Sum("base_fen"))
        .order_by("month")
    )
    return [(month, base) for month, base in rows]


def last_contribution_month(ssn: str, *, province: str, credit_code: str) -> Month | None:
    """Return the last month for which an employer's contribution for the person was assessed."""
    found = Contribution.objects.filter(
        person__ssn=ssn, person__province=province, employer__credit_code=credit_code
    )
    last: Month | None = found.aggregate(last=Max("month"))["last"]
    return last


def unreceived_months(ssn: str, *, province: str) -> int:
    """Return how many months of a person hold a contribution that was not received."""
    unreceived = Contribution.objects.filter(
        person__ssn=ssn, person__province=province, assessment__received_on__isnull=True
    )
    return unreceived.values("month").distinct().count()
