"""One row per province: its link, its people and months, and what its fund holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from tongchou.ledger.books import Book
from tongchou.ledger.queries import balances_by_province
from tongchou.registry.models import Benefit, Contribution, Person
from tongchou.standards import codes
from tongchou.sync.queries import Link, links

CASH = ("1005", "1003", "1004")
"""Treasury 国库, special fiscal account 财政专户 and payment account 支出户."""


@dataclass(frozen=True)
class ProvinceRow:
    """A province as the ministry sees it now; money in fen."""

    province: str
    link: Link | None
    state: str
    people: int
    contribution_months: int
    pensioners: int
    cash_fen: Mapping[str, int]

    @property
    def held(self) -> int:
        """The last position of the province's log that the ministry holds."""
        return self.link.held if self.link else 0

    @property
    def sealed(self) -> int:
        """The last position that the province said it had sealed."""
        return self.link.sealed if self.link else 0

    @property
    def lag(self) -> int:
        """How many sealed events are still on their way."""
        return self.sealed - self.held

    def as_json(self) -> dict[str, Any]:
        """Return the row as JSON."""
        contact = self.link.last_contact_at if self.link else None
        return {
            "province": self.province,
            "state": self.state,
            "sealed": self.sealed,
            "held": self.held,
            "lag": self.lag,
            "last_contact_at": contact.isoformat() if contact else None,
            "quarantined": self.link.quarantined if self.link else 0,
            "fault": self.link.fault if self.link else "",
            "people": self.people,
            "contribution_months": self.contribution_months,
            "pensioners": self.pensioners,
            "cash_fen": dict(self.cash_fen),
        }


def province_rows(*, at: datetime) -> list[ProvinceRow]:
    """Return one row for every province that ever spoke, set-based."""
    known = links()
    people = _counted(Person.objects.values_list("province").annotate(Count("id")))
    months = _counted(Contribution.objects.values_list("person__province").annotate(Count("id")))
    pensioners = _counted(Benefit.objects.values_list("person__province").annotate(Count("id")))
    cash = balances_by_province(Book.FUND, CASH)
    return [
        ProvinceRow(
            province=code,
            link=known[code],
            state=known[code].state(at=at),
            people=people.get(code, 0),
            contribution_months=months.get(code, 0),
            pensioners=pensioners.get(code, 0),
            cash_fen=cash.get(code, dict.fromkeys(CASH, 0)),
        )
        for code in codes.table("divisions")
        if code in known
    ]


def _counted(rows: Any) -> dict[str, int]:
    return dict(rows)
