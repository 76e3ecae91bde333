"""Reading what a life comes to: earlier records, moves, pensions and their payments."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from tongchou.registry.models import (
    Benefit,
    EarlierRecord,
    Payment,
    Transfer,
)
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch


@dataclass(frozen=True)
class DueBenefit:
    """A benefit that is to be paid for a month; amounts in fen."""

    ssn: str
    name: str
    total_fen: int
    account_fen: int


def earlier_records(ssn: str, *, province: str) -> list[EarlierRecord]:
    """Return what the person earned earlier or elsewhere, as the province holds it."""
    records = EarlierRecord.objects.filter(person__ssn=ssn, person__province=province)
    return list(records.order_by("from_month", "id"))


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


def moved_away(ssn: str, *, province: str) -> bool:
    """Whether the person's record was transferred out of the province and did not return."""
    last = (
        Transfer.objects.filter(ssn=ssn, refused=False, answered_on__isnull=False)
        .filter(Q(origin=province) | Q(destination=province))
        .order_by("-answered_on", "-id")
        .first()
    )
    return last is not None and last.origin == province


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
