"""The dossier 电子档案袋: one life, wherever it was earned, from one number.

A province sees its own part, the ministry the whole: the same questions over the same
tables. The account's movements stand in the ledger and are handed in as a column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Protocol

from django.db.models import Sum

from tongchou.registry.models import (
    Benefit,
    Contribution,
    EarlierRecord,
    Enrolment,
    Payment,
    Person,
    Transfer,
)
from tongchou.standards.identity import birth_on, sex_of
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text


class AccountMovement(Protocol):
    """A movement on an individual account, as the ledger tells it."""

    @property
    def province(self) -> str:
        """The province in whose books it stands."""

    @property
    def posted_on(self) -> date:
        """The day it was posted."""

    @property
    def month(self) -> Month:
        """The month it is for."""

    @property
    def memo(self) -> Text:
        """What it is."""

    @property
    def amount_fen(self) -> int:
        """By how much the account grew, in fen."""


@dataclass(frozen=True)
class Stretch:
    """An unbroken run of months in one province; `kind` is paid, due, prior or transfer.

    `paid_in` is where a transferred or archived run was earned; `months` may be fewer than
    the run is long.
    """

    province: str
    from_month: Month
    until_month: Month
    kind: str
    months: int
    paid_in: str

    def as_json(self) -> dict[str, Any]:
        """Return the run as JSON."""
        return {
            "from_month": month_text(self.from_month),
            "until_month": month_text(self.until_month),
            "kind": self.kind,
            "months": self.months,
            "paid_in": self.paid_in,
        }


@dataclass(frozen=True)
class ProvincePart:
    """What one province holds of a person."""

    province: str
    enrolments: tuple[Enrolment, ...]
    stretches: tuple[Stretch, ...]
    account_fen: int

    @property
    def months(self) -> int:
        """The months earned in this province: received here, or entered from its archive."""
        return sum(run.months for run in self.stretches if run.kind in {"paid", "prior"})

    @property
    def transferred_months(self) -> int:
        """The months that came here by transfer."""
        return sum(run.months for run in self.stretches if run.kind == "transfer")

    def as_json(self) -> dict[str, Any]:
        """Return the part as JSON."""
        return {
            "province": self.province,
            "months": self.months,
            "transferred_months": self.transferred_months,
            "account_fen": self.account_fen,
            "enrolments": [
                {
                    "from_month": month_text(enrolment.from_month),
                    "until_month": (
                        month_text(enrolment.until_month)
                        if enrolment.until_month is not None
                        else None
                    ),
                    "employer": enrolment.employer.name if enrolment.employer else None,
                    "end_reason": enrolment.end_reason,
                }
                for enrolment in self.enrolments
            ],
            "stretches": [run.as_json() for run in self.stretches],
        }


@dataclass(frozen=True)
class Dossier:
    """One person's whole record, as this node holds it."""

    ssn: str
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


def dossier_of(ssn: str, movements: Sequence[AccountMovement]) -> Dossier | None:
    """Return the dossier of a person this node knows, or None.

    `movements` are those of the person's individual account, oldest first.
    """
    people = list(Person.objects.filter(ssn=ssn).order_by("province"))
    if not people:
        return None
    stretches = _stretches(ssn)
    enrolments = list(
        Enrolment.objects.filter(person__ssn=ssn)
        .select_related("employer", "person")
        .order_by("from_month", "id")
    )
    return Dossier(
        ssn=ssn,
        name=people[0].name,
        birth_on=birth_on(ssn),
        sex=sex_of(ssn),
        parts=tuple(
            ProvincePart(
                province=person.province,
                enrolments=tuple(
                    enrolment for enrolment in enrolments if enrolment.person_id == person.id
                ),
                stretches=tuple(run for run in stretches if run.province == person.province),
                account_fen=sum(
                    movement.amount_fen
                    for movement in movements
                    if movement.province == person.province
                ),
            )
            for person in people
        ),
        transfers=tuple(Transfer.objects.filter(ssn=ssn).order_by("requested_on", "letter")),
        benefits=tuple(Benefit.objects.filter(person__ssn=ssn).select_related("person")),
        payments=tuple(Payment.objects.filter(benefit__person__ssn=ssn).order_by("month")),
        movements=tuple(movements),
    )


def _stretches(ssn: str) -> list[Stretch]:
    """Return every run of months, oldest first: from the archive, by transfer, paid and due."""
    earlier = [
        Stretch(
            province=record.person.province,
            from_month=record.from_month,
            until_month=record.until_month,
            kind=record.source,
            months=record.months,
            paid_in=record.paid_in,
        )
        for record in EarlierRecord.objects.filter(person__ssn=ssn).select_related("person")
    ]
    months = (
        Contribution.objects.filter(person__ssn=ssn)
        .values_list("person__province", "month", "assessment__received_on")
        .annotate(base=Sum("base_fen"))
        .order_by("person__province", "month")
    )
    paid = {(province, month) for province, month, received_on, _ in months if received_on}
    due = {(province, month) for province, month, _, _ in months} - paid
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
        "province": benefit.person.province,
        "from_month": month_text(benefit.from_month),
        "retirement_month": month_text(benefit.retirement_month),
        "basic_fen": benefit.basic_fen,
        "account_fen": benefit.account_fen,
        "total_fen": benefit.total_fen,
        "contribution_months": benefit.contribution_months,
        "provisional": benefit.provisional,
        "worksheet": benefit.worksheet,
    }
