"""Reading what an employer's own pages show: what is due month by month, and whom it insures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from tongchou.registry import queries as registry
from tongchou.registry.models import Employer, Enrolment, Person
from tongchou.standards.search import Search
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch

_LAST_WAGES = """
SELECT DISTINCT ON (ssn) ssn, wage_fen FROM registry_contribution
WHERE ssn = ANY(%(ssns)s) AND province = %(province)s AND credit_code = %(credit_code)s
ORDER BY ssn, month DESC
"""
_MONTHS = """
SELECT month, sum(people), sum(employer_fen), sum(employee_fen),
       sum(CASE WHEN received_on IS NULL THEN 0 ELSE employer_fen + employee_fen END),
       CASE WHEN bool_and(received_on IS NOT NULL) THEN max(received_on) END
FROM registry_assessment
WHERE credit_code = %(credit_code)s AND province = %(province)s
GROUP BY month ORDER BY month DESC LIMIT %(limit)s
"""

NAMES_READ = 5_000
"""How many names of an employer's people are read for one search: a quarter of a second."""


@dataclass(frozen=True)
class MonthDue:
    """A month of an employer: for how many people, what was due, and what came of it.

    `received_on` is the day on which the last of it came; None while some is missing.
    """

    month: Month
    people: int
    employer_fen: int
    employee_fen: int
    received_fen: int
    received_on: date | None

    @property
    def due_fen(self) -> int:
        """Both parts together."""
        return self.employer_fen + self.employee_fen

    @property
    def missing_fen(self) -> int:
        """What is due and did not come yet."""
        return self.due_fen - self.received_fen


def months_of(employer: Employer, *, limit: int) -> list[MonthDue]:
    """Return an employer's months, the latest first, all its declarations of a month together."""
    facts = {"credit_code": employer.credit_code, "province": employer.province}
    rows = fetch(_MONTHS, **facts, limit=limit)
    return [
        MonthDue(month, int(people), int(employer_fen), int(employee_fen), int(received_fen), on)
        for month, people, employer_fen, employee_fen, received_fen, on in rows
    ]


def people_in_force(employer: Employer) -> QuerySet[Enrolment]:
    """Return the open enrolments with an employer, each with its person's `name` beside it."""
    person = Person.objects.filter(ssn=OuterRef("ssn"), province=OuterRef("province"))
    found = Enrolment.objects.filter(
        credit_code=employer.credit_code, province=employer.province, until_month=None
    )
    return found.annotate(name=Subquery(person.values("name")))


def people_sought(employer: Employer, search: Search) -> QuerySet[Enrolment]:
    """Return the people in force for whom a search looks; all where it looks for nobody.

    The names of the employer's own people are read, so that namesakes elsewhere hide nobody; of an
    employer with more than `NAMES_READ` of them the others are found as a province's clerk would.
    """
    found = people_in_force(employer)
    if search.refusal or search.item_number:
        return found.none()
    if search.number:
        return found.filter(ssn=search.number)
    if not search.name:
        return found
    own = found.filter(ssn__endswith=search.last_four).order_by("ssn")
    read = list(own.values_list("ssn", flat=True)[:NAMES_READ])
    names = registry.names_of(read, province=employer.province)
    called = {ssn for ssn, name in names.items() if registry.is_called_so(name, search.name)}
    if len(read) == NAMES_READ:
        called |= set(
            registry.subjects_found(
                search.name, ending=search.last_four, province=employer.province
            )
        )
    return found.filter(ssn__in=called)


def last_wages(employer: Employer, ssns: Iterable[str]) -> dict[str, int]:
    """Return the wage in fen that an employer declared last for each of some people."""
    facts = {"credit_code": employer.credit_code, "province": employer.province}
    return dict(fetch(_LAST_WAGES, ssns=list(ssns), **facts))
