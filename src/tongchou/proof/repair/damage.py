"""What a deep proof found of one row, and which rows can be brought to what the log says."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from tongchou.ledger.balances import BALANCES
from tongchou.proof.deep.letters import SIGNALS, TRANSFERS
from tongchou.proof.deep.lines import CONTRIBUTIONS, ENTRIES, PAYMENTS, POSTINGS, RECEIPTS
from tongchou.proof.deep.shadows import SHADOWED
from tongchou.proof.models import Finding
from tongchou.proof.reconcile.queries import TABLES
from tongchou.registry.counters import COUNTERS
from tongchou.standards.text import Text

BOOKS = frozenset({ENTRIES.name, POSTINGS.name, BALANCES.table})
"""The ledger's tables; an entry is put right whole, with all its postings."""
GROWING = frozenset({CONTRIBUTIONS.name, PAYMENTS.name, RECEIPTS.name})
CHANGING = frozenset({*(table.name for table in SHADOWED), COUNTERS.table})
SHARED = frozenset({TRANSFERS.name, SIGNALS.name})
"""The tables of which a row is told by several logs."""
COPY = "sync_heldevent"
"""The copies of peers' logs; what they lack is sent again by the peer."""
LOGS = frozenset({COPY, "events_event"})
"""Where a log is broken: rows are not judged by it before it is whole."""

REPAIRED: Mapping[str, Text] = {
    **TABLES,
    SIGNALS.name: Text("疑点", "Signals"),
    COUNTERS.table: Text("计数", "Counters"),
    BALANCES.table: Text("科目余额", "Balances"),
    COPY: Text("日志副本", "Copies of logs"),
}
"""The tables that a repair reaches, and how they are called."""

KINDS = frozenset({"changed", "missing", "surplus"})
KINDS_OF_COPY = frozenset({"missing", "content", "chain", "withheld"})

Cells = tuple[str | None, ...]
Identity = tuple[str, str, tuple[tuple[str, str], ...]]


class Damaged(BaseModel, frozen=True, extra="forbid"):
    """A damaged row 受损记录: where it stands, how the log says it, and how it is held.

    `told` is None where no event tells of the row, `held` where it is missing. Both are None for
    a position of a copy, which `key` names, and for a balance.
    """

    node: str
    table: str
    key: dict[str, str]
    position: int | None
    columns: tuple[str, ...] = ()
    told: Cells | None = None
    held: Cells | None = None
    findings: tuple[int, ...] = ()

    @property
    def identity(self) -> Identity:
        """What names the row among all."""
        return self.node, self.table, tuple(sorted(self.key.items()))


def is_repairable(finding: Finding) -> bool:
    """Whether the row of a finding can be brought to what the log says."""
    if finding.table == COPY:
        return finding.kind in KINDS_OF_COPY
    return finding.table in REPAIRED and finding.kind in KINDS


def judged_by_whole_logs(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that rest on whole logs, and those of the copies themselves.

    Where a copy lacks an event, its rows seem surplus: removing them would lose them.
    """
    found = list(findings)
    broken = {one.node for one in found if one.table in LOGS}
    return [
        one
        for one in found
        if one.table in LOGS or not (one.node in broken or (broken and one.table in SHARED))
    ]


def damaged_in(findings: Iterable[Finding]) -> list[Damaged]:
    """Return the rows that findings are about, each once, in the order of the findings."""
    rows: dict[Identity, Damaged] = {}
    for one in findings:
        whole = one.whole or {}
        found = Damaged(
            node=one.node,
            table=one.table,
            key={name: str(value) for name, value in one.key.items()},
            position=one.position,
            columns=whole.get("columns", ()),
            told=whole.get("told"),
            held=whole.get("held"),
            findings=(one.id,),
        )
        known = rows.get(found.identity, found)
        numbers = tuple(dict.fromkeys((*known.findings, *found.findings)))
        rows[found.identity] = known.model_copy(update={"findings": numbers})
    return list(rows.values())
