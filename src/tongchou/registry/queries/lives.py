"""Reading what a life comes to: earlier records, moves, benefits and their payments."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from tongchou.registry.models import Benefit, EarlierRecord, Transfer
from tongchou.standards.schemes import PENSION
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch


@dataclass(frozen=True)
class DueBenefit:
    """A benefit that is to be paid for a month; amounts in fen."""

    ssn: str
    name: str
    total_fen: int
    account_fen: int


@dataclass(frozen=True)
class PaidPerson:
    """A payment of a roll 发放名册, with the name of who gets it; amounts in fen."""

    handle: UUID
    ssn: str
    name: str
    amount_fen: int
    account_part_fen: int


def earlier_records(ssn: str, *, province: str, scheme: str) -> list[EarlierRecord]:
    """Return what the person earned earlier or elsewhere, as the province holds it."""
    records = EarlierRecord.objects.filter(ssn=ssn, province=province, scheme=scheme)
    return list(records.order_by("from_month", "until_month", "source", "paid_in", "place"))


def awaits_answer(letter: str) -> bool:
    """Whether a contact letter is held here that was not answered yet."""
    return Transfer.objects.filter(letter=letter, answered_on=None).exists()


def transfers_of(ssn: str, *, scheme: str) -> list[Transfer]:
    """Return the transfers of a person that this node has a part in."""
    found = Transfer.objects.filter(ssn=ssn, scheme=scheme)
    return list(found.order_by("requested_on", "letter"))


def is_moving(ssn: str, *, scheme: str, but: str = "") -> bool:
    """Whether a transfer of the person is under way, `but` for the one of this letter."""
    return any(
        transfer.completed_on is None and not transfer.refused
        for transfer in transfers_of(ssn, scheme=scheme)
        if transfer.letter != but
    )


def moved_away(ssn: str, *, province: str, scheme: str) -> bool:
    """Whether the person's record was transferred out of the province and did not return."""
    last = (
        Transfer.objects.filter(ssn=ssn, scheme=scheme, refused=False, answered_on__isnull=False)
        .filter(Q(origin=province) | Q(destination=province))
        .order_by("-answered_on", "-id")
        .first()
    )
    return last is not None and last.origin == province


def benefit_of(ssn: str, *, province: str, scheme: str) -> Benefit | None:
    """Return the pension the person draws in the province, or None."""
    found = Benefit.objects.filter(ssn=ssn, province=province, scheme=scheme, kind=PENSION)
    return found.first()


def benefits_due(month: Month, *, province: str, scheme: str, kind: str) -> list[DueBenefit]:
    """Return the benefits of a kind to be paid for a month and not yet paid for it."""
    rows = fetch(
        """
        SELECT benefit.ssn, person.name, benefit.total_fen, benefit.account_fen
        FROM registry_benefit AS benefit
        JOIN registry_person AS person
            ON person.ssn = benefit.ssn AND person.province = benefit.province
        WHERE benefit.province = %(province)s AND benefit.scheme = %(scheme)s
          AND benefit.kind = %(kind)s AND benefit.from_month <= %(month)s
          AND NOT EXISTS (
              SELECT FROM registry_payment AS payment
              WHERE payment.ssn = benefit.ssn AND payment.province = benefit.province
                AND payment.scheme = benefit.scheme AND payment.kind = benefit.kind
                AND payment.month = %(month)s)
        ORDER BY benefit.ssn
        """,
        province=province,
        scheme=scheme,
        kind=kind,
        month=month,
    )
    return [DueBenefit(*row) for row in rows]


def payments_of(item_number: str, *, province: str, limit: int) -> list[PaidPerson]:
    """Return the first payments of a roll 发放名册, person by person in the order of names."""
    rows = fetch(
        """
        SELECT person.handle, payment.ssn, person.name, payment.amount_fen, payment.account_part_fen
        FROM registry_payment AS payment
        JOIN registry_person AS person
            ON person.ssn = payment.ssn AND person.province = payment.province
        WHERE payment.item_number = %(item_number)s AND payment.province = %(province)s
        ORDER BY person.name_key, payment.ssn
        LIMIT %(limit)s
        """,
        item_number=item_number,
        province=province,
        limit=limit,
    )
    return [PaidPerson(*row) for row in rows]
