"""Reading the registry: who is known, what they paid, what is due, what must be paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet, Sum

from tongchou.registry.models import (
    Assessment,
    Benefit,
    Contribution,
    EarlierRecord,
    Employer,
    Enrolment,
    Payment,
    Person,
    Transfer,
)
from tongchou.registry.rows import fetch
from tongchou.standards.time import Month


@dataclass(frozen=True)
class DueBenefit:
    """A benefit that is to be paid for a month; amounts in fen."""

    ssn: str
    name: str
    total_fen: int
    account_fen: int


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


def person_of(ssn: str, *, province: str) -> Person | None:
    """Return the person as the province knows them, or None."""
    return Person.objects.filter(ssn=ssn, province=province).first()


def name_of(ssn: str) -> str | None:
    """Return the name under which any province known here registered a number, or None."""
    return (
        Person.objects.filter(ssn=ssn).order_by("province").values_list("name", flat=True).first()
    )


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


def names_of(ssns: Iterable[str], *, province: str) -> dict[str, str]:
    """Return the names under which these numbers are registered; unknown ones are left out."""
    rows = fetch(
        "SELECT ssn, name FROM registry_person WHERE province = %(province)s"
        " AND ssn = ANY(%(ssns)s)",
        province=province,
        ssns=list(ssns),
    )
    return dict(rows)


def employers_known(credit_codes: Iterable[str], *, province: str) -> set[str]:
    """Return those of the credit codes that are registered in the province."""
    found = Employer.objects.filter(province=province, credit_code__in=set(credit_codes))
    return set(found.values_list("credit_code", flat=True))


def employer_of(credit_code: str, *, province: str) -> Employer | None:
    """Return the employer as the province knows it, or None."""
    return Employer.objects.filter(credit_code=credit_code, province=province).first()


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


def pensioners_among(ssns: Iterable[str], *, province: str) -> set[str]:
    """Return those of the numbers whose holders draw a pension in the province."""
    rows = fetch(
        """
        SELECT person.ssn FROM registry_person AS person
        JOIN registry_benefit AS benefit ON benefit.person_id = person.id
        WHERE person.province = %(province)s AND person.ssn = ANY(%(ssns)s)
        """,
        province=province,
        ssns=list(ssns),
    )
    return {ssn for (ssn,) in rows}


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
    """Return the city (six digits) of the person's latest employer, or None.

    A county that stands under the province itself (90 in its code) is its own city.
    """
    codes = Enrolment.objects.filter(
        person__ssn=ssn, person__province=province, employer__isnull=False
    ).order_by("-from_month", "-id")
    last = codes.values_list("employer__division_code", flat=True).first()
    if last is None or last[2:4] == "90":
        return last
    return f"{last[:4]}00"


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


def earlier_records(ssn: str, *, province: str) -> list[EarlierRecord]:
    """Return what the person earned earlier or elsewhere, as the province holds it."""
    records = EarlierRecord.objects.filter(person__ssn=ssn, person__province=province)
    return list(records.order_by("from_month", "id"))


def benefit_of(ssn: str, *, province: str) -> Benefit | None:
    """Return the pension the person draws in the province, or None."""
    return Benefit.objects.filter(person__ssn=ssn, person__province=province).first()


def benefits_due(month: Month, *, province: str) -> list[DueBenefit]:
    """Return the benefits to be paid for a month and not yet paid for it."""
    due = (
        Benefit.objects.filter(person__province=province, from_month__lte=month)
        .exclude(payments__month=month)
        .order_by("person__ssn")
    )
    rows = due.values_list("person__ssn", "person__name", "total_fen", "account_fen")
    return [DueBenefit(*row) for row in rows]


def payments_of(item_number: str) -> list[Payment]:
    """Return the payments of one roll 发放名册, person by person."""
    rows = Payment.objects.filter(item_number=item_number)
    return list(rows.select_related("benefit__person").order_by("benefit__person__name_key"))


def transfers_of(ssn: str) -> list[Transfer]:
    """Return the transfers of a person that this node has a part in."""
    return list(Transfer.objects.filter(ssn=ssn).order_by("requested_on", "letter"))


def is_moving(ssn: str, *, but: str = "") -> bool:
    """Whether a transfer of the person is under way, `but` for the one of this letter."""
    return any(
        transfer.completed_on is None and not transfer.refused
        for transfer in transfers_of(ssn)
        if transfer.letter != but
    )


def transfer_by(letter: str) -> Transfer | None:
    """Return the transfer with this contact letter, or None."""
    return Transfer.objects.filter(letter=letter).first()


def moved_away(ssn: str, *, province: str) -> bool:
    """Whether the person's record was transferred out of the province and did not return."""
    last = (
        Transfer.objects.filter(ssn=ssn, refused=False, answered_on__isnull=False)
        .filter(Q(origin=province) | Q(destination=province))
        .order_by("-answered_on", "-id")
        .first()
    )
    return last is not None and last.origin == province


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


def assessed_totals(item_number: str) -> dict[str, int]:
    """Return people, base, employer's and employees' part of one declaration, in fen."""
    totals = Assessment.objects.filter(item_number=item_number).aggregate(
        people=Sum("people"),
        base_fen=Sum("base_fen"),
        employer_fen=Sum("employer_fen"),
        employee_fen=Sum("employee_fen"),
    )
    return {name: value or 0 for name, value in totals.items()}


def paid_on_roll(ssn: str) -> list[tuple[Month, int, date]]:
    """Return (month, amount in fen, paid on) of every pension payment of a person."""
    rows = (
        Payment.objects.filter(benefit__person__ssn=ssn)
        .order_by("month")
        .values_list("month", "amount_fen", "paid_on")
    )
    return [(month, amount, paid) for month, amount, paid in rows]
