"""One row per province: its link, its people and months, and what its fund holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongchou.ledger.balances import balances_by_province
from tongchou.ledger.books import Book
from tongchou.ledger.queries import PAYMENT, SPECIAL, TREASURY
from tongchou.ministry.supervision.figures import counted_figures
from tongchou.proof.models.reconciliation import Reconciliation
from tongchou.proof.reconcile.queries import last_proofs, proof_as_json
from tongchou.registry.counters import counted_by_province
from tongchou.standards.schemes import EMPLOYEES
from tongchou.sync.lags import Lag, lags_of
from tongchou.sync.queries import LinkState, links
from tongchou.workflow.forwarding import open_between

CASH = (TREASURY, SPECIAL, PAYMENT)


@dataclass(frozen=True)
class ProvinceRow:
    """A province as the ministry sees it now: its figures by name, its cash in fen by account."""

    link: LinkState
    counted: Mapping[str, int]
    cash_fen: Mapping[str, int]
    reconciliation: Reconciliation | None
    """The last proof 对账 that its rows and their copy here are the same, or are not."""
    sent: int = 0
    """How many open matters it took in for other provinces 异地受理."""
    deciding: int = 0
    """How many open matters it decides that other provinces took in."""
    way: Lag | None = None
    """How long its events were on their way of late; None where none came, or it was not asked."""

    @property
    def province(self) -> str:
        """The province's code."""
        return self.link.peer

    @property
    def state(self) -> str:
        """How its link stands: level, behind, silent, halted or never."""
        return self.link.state

    @property
    def sealed(self) -> int:
        """The last position that the province said it had sealed."""
        return self.link.sealed

    @property
    def held(self) -> int:
        """The last position of the province's log that the ministry holds."""
        return self.link.held

    @property
    def lag(self) -> int:
        """How many sealed events are still on their way."""
        return self.link.lag

    def as_json(self) -> dict[str, Any]:
        """Return the row as JSON."""
        return {
            "province": self.province,
            **self.link.as_json(),
            **self.counted,
            "cash_fen": dict(self.cash_fen),
            "forwarded": {"sent": self.sent, "deciding": self.deciding},
            "way": self.way.as_json() if self.way else None,
            "reconciliation": proof_as_json(self.reconciliation) if self.reconciliation else None,
        }


def province_rows(*, at: datetime, with_lags: bool = False) -> list[ProvinceRow]:
    """Return one row for every province that is linked, heard or not.

    Its lags and open matters are asked for only `with_lags`: a page that is polled shows neither.
    """
    counted = counted_by_province()
    cash = balances_by_province(Book.FUND, CASH, scheme=EMPLOYEES)
    proofs, found = last_proofs(), links(at=at)
    sent, deciding = Counter[str](), Counter[str]()
    for sender, competent, matters in open_between() if with_lags else ():
        sent[sender] += matters
        deciding[competent] += matters
    lags = lags_of(link.peer for link in found) if with_lags else {}
    return [
        ProvinceRow(
            link=link,
            counted=counted_figures(counted.get(link.peer, {})),
            cash_fen=cash.get(link.peer, dict.fromkeys(CASH, 0)),
            reconciliation=proofs.get(link.peer),
            sent=sent[link.peer],
            deciding=deciding[link.peer],
            way=lags.get(link.peer),
        )
        for link in found
    ]
