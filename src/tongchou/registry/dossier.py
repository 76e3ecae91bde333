"""The dossier 电子档案袋: one life, wherever it was earned, from one number.

A province sees its own part, the ministry the whole: the same questions over the same
tables. The account's movements stand in the ledger and are handed in as a column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from tongchou.registry.dossier_parts import AccountMovement, Insured, ProvincePart, Stretch
from tongchou.registry.models import (
    Benefit,
    EarlierRecord,
    Payment,
    Person,
    Transfer,
)
from tongchou.registry.queries import transfers_of
from tongchou.standards.time import Month, month_text
from tongchou.storage.rows import fetch

__all__ = ["AccountMovement", "Dossier", "Insured", "ProvincePart", "Stretch", "dossier_of"]


@dataclass(frozen=True)
class Dossier:
    """One person's whole record in one scheme 险种, as this node holds it."""

    ssn: str
    scheme: str
    name: str
    birth_on: date
    sex: str
    parts: tuple[ProvincePart, ...]
    transfers: tuple[Transfer, ...]
    benefits: tuple[Benefit, ...]
    payments: tuple[Payment, ...]
    movements: tuple[AccountMovement, ...]

    @property
    def months(self) -> int:
        """All contribution months, each counted once.

        A month that two provinces hold counts once, and so does one that was transferred
        and still shows in the province that earned it.
        """
        runs = [run for part in self.parts for run in part.stretches if not self.tells_again(run)]
        paid = {
            month
            for run in runs
            if run.kind == "paid"
            for month in range(run.from_month, run.until_month)
        }
        return len(paid) + sum(run.months for run in runs if run.kind in {"prior", "transfer"})

    def tells_again(self, run: Stretch) -> bool:
        """Whether a run came by transfer from a province whose own rows are in this dossier.

        So it is in the ministry's dossier; a province's own holds the transferred run only.
        """
        here = {part.province for part in self.parts}
        return run.kind == "transfer" and any(
            transfer.destination == run.province and transfer.origin in here
            for transfer in self.transfers
            if transfer.answered_on and not transfer.refused
        )

    @property
    def account_fen(self) -> int:
        """What the individual accounts hold in all, in fen."""
        return sum(part.account_fen for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        """Return the dossier as JSON: months as 2024-09, money in fen."""
        return {
            "ssn": self.ssn,
            "scheme": self.scheme,
            "name": self.name,
            "birth_on": self.birth_on.isoformat(),
            "sex": self.sex,
            "months": self.months,
            "account_fen": self.account_fen,
            "provinces": [part.as_json() for part in self.parts],
            "transfers": [_transfer_json(transfer) for transfer in self.transfers],
            "benefits": [_benefit_json(benefit) for benefit in self.benefits],
            "payments": [
                {
                    "month": month_text(payment.month),
                    "amount_fen": payment.amount_fen,
                    "paid_on": payment.paid_on.isoformat(),
                }
                for payment in self.payments
            ],
            "account_movements": [
                {
                    "province": movement.province,
                    "posted_on": movement.posted_on.isoformat(),
                    "month": month_text(movement.month),
                    "memo": movement.memo.as_json(),
                    "amount_fen": movement.amount_fen,
                }
                for movement in self.movements
            ],
        }


def dossier_of(ssn: str, movements: Sequence[AccountMovement], *, scheme: str) -> Dossier | None:
    """Return the dossier of a person this node knows, or None.

    `movements` are those of the person's individual account in the scheme, oldest first.
    """
    people = list(Person.objects.filter(ssn=ssn).order_by("province"))
    if not people:
        return None
    about: dict[str, Any] = {
        "ssn": ssn,
        "scheme": scheme,
        "province__in": [person.province for person in people],
    }
    stretches = _stretches(about)
    enrolments = _enrolments(about)
    return Dossier(
        ssn=ssn,
        scheme=scheme,
        name=people[0].name,
        birth_on=people[0].birth_on,
        sex=people[0].sex,
        parts=tuple(
            ProvincePart(
                province=person.province,
                enrolments=tuple(one for one in enrolments if one.province == person.province),
                stretches=tuple(run for run in stretches if run.province == person.province),
                account_fen=sum(
                    movement.amount_fen
                    for movement in movements
                    if movement.province == person.province
                ),
            )
            for person in people
        ),
        transfers=tuple(transfers_of(ssn, scheme=scheme)),
        benefits=tuple(Benefit.objects.filter(**about).order_by("from_month", "province", "kind")),
        payments=tuple(Payment.objects.filter(**about).order_by("month", "province", "kind")),
        movements=tuple(movements),
    )


_ENROLMENTS = """
SELECT enrolment.province, coalesce(employer.name, ''), enrolment.from_month,
       enrolment.until_month, enrolment.end_reason
FROM registry_enrolment AS enrolment
LEFT JOIN registry_employer AS employer
    ON employer.credit_code = enrolment.credit_code AND employer.province = enrolment.province
WHERE enrolment.ssn = %(ssn)s AND enrolment.scheme = %(scheme)s
  AND enrolment.province = ANY(%(province__in)s)
ORDER BY enrolment.from_month, enrolment.province, enrolment.credit_code
"""

_MONTHS = """
SELECT contribution.province, contribution.month, bool_or(assessment.received_on IS NOT NULL)
FROM registry_contribution AS contribution
JOIN registry_assessment AS assessment
    ON assessment.credit_code = contribution.credit_code
    AND assessment.province = contribution.province
    AND assessment.scheme = contribution.scheme AND assessment.month = contribution.month
    AND assessment.item_number = contribution.item_number
WHERE contribution.ssn = %(ssn)s AND contribution.scheme = %(scheme)s
  AND contribution.province = ANY(%(province__in)s)
GROUP BY contribution.province, contribution.month
"""


def _enrolments(about: dict[str, Any]) -> list[Insured]:
    return [Insured(*row) for row in fetch(_ENROLMENTS, **about)]


def _stretches(about: dict[str, Any]) -> list[Stretch]:
    """Return every run of months, oldest first: from the archive, by transfer, paid and due."""
    earlier = [
        Stretch(
            province=record.province,
            from_month=record.from_month,
            until_month=record.until_month,
            kind=record.source,
            months=record.months,
            paid_in=record.paid_in,
        )
        for record in EarlierRecord.objects.filter(**about).order_by("pk")
    ]
    months = fetch(_MONTHS, **about)
    paid = [(province, month) for province, month, is_paid in months if is_paid]
    due = [(province, month) for province, month, is_paid in months if not is_paid]
    runs = [*_runs(paid, "paid"), *_runs(due, "due")]
    return sorted([*earlier, *runs], key=lambda run: (run.from_month, run.province))


def _runs(months: Iterable[tuple[str, Month]], kind: str) -> Iterable[Stretch]:
    """Join the months of a province that follow each other."""
    numbered = enumerate(sorted(months))
    for (province, _), run in groupby(numbered, key=lambda row: (row[1][0], row[1][1] - row[0])):
        first, *_, last = [month for _, (_, month) in run] * 2
        yield Stretch(province, first, last + 1, kind, last + 1 - first, province)


def _transfer_json(transfer: Transfer) -> dict[str, Any]:
    return {
        "letter": transfer.letter,
        "origin": transfer.origin,
        "destination": transfer.destination,
        "requested_on": transfer.requested_on.isoformat(),
        "answered_on": transfer.answered_on.isoformat() if transfer.answered_on else None,
        "completed_on": transfer.completed_on.isoformat() if transfer.completed_on else None,
        "refused": transfer.refused,
        "reason": transfer.reason,
        "months": transfer.months,
        "account_fen": transfer.account_fen,
        "pooled_fen": transfer.pooled_fen,
    }


def _benefit_json(benefit: Benefit) -> dict[str, Any]:
    return {
        "province": benefit.province,
        "kind": benefit.kind,
        "from_month": month_text(benefit.from_month),
        "retirement_month": month_text(benefit.retirement_month),
        "basic_fen": benefit.basic_fen,
        "account_fen": benefit.account_fen,
        "total_fen": benefit.total_fen,
        "contribution_months": benefit.contribution_months,
        "provisional": benefit.provisional,
        "worksheet": benefit.worksheet,
    }
