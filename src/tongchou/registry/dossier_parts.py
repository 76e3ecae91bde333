"""What a dossier is made of: movements of the account, runs of months, enrolments, by province."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

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
class Insured:
    """An enrolment as a dossier shows it; `employer` is empty for a person on their own."""

    province: str
    employer: str
    from_month: Month
    until_month: Month | None
    end_reason: str

    def as_json(self) -> dict[str, Any]:
        """Return the enrolment as JSON."""
        until = self.until_month
        return {
            "from_month": month_text(self.from_month),
            "until_month": None if until is None else month_text(until),
            "employer": self.employer or None,
            "end_reason": self.end_reason,
        }


@dataclass(frozen=True)
class ProvincePart:
    """What one province holds of a person."""

    province: str
    enrolments: tuple[Insured, ...]
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
            "enrolments": [enrolment.as_json() for enrolment in self.enrolments],
            "stretches": [run.as_json() for run in self.stretches],
        }
