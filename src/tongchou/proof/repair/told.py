"""What the logs say now of damaged rows: the deep proof of their tables, done once more."""

from collections.abc import Iterable, Iterator, Sequence

from tongchou.proof.deep import letters, rebuilt
from tongchou.proof.deep.differences import Difference
from tongchou.proof.deep.logs import Log
from tongchou.proof.deep.rows import of_ledger, of_registry
from tongchou.proof.deep.steps import chain_of, held_logs
from tongchou.proof.repair.damage import (
    BOOKS,
    CHANGING,
    GROWING,
    SHARED,
    Cells,
    Damaged,
    Identity,
)

Said = dict[Identity, tuple[Cells | None, Cells | None]]
"""Of each row that is not as the log says: how it is told, and how it is held."""


def said_now(damaged: Sequence[Damaged]) -> Said:
    """Return what is not as the log says in the tables of these rows, in this transaction.

    Of the logs themselves too: rows are judged by whole logs only.
    """
    found: Said = {}
    for one in _differences(damaged):
        key = tuple(sorted((name, str(value)) for name, value in one.key.items()))
        whole = one.whole
        found[one.node, one.table, key] = (whole.told, whole.held) if whole else (None, None)
    return found


def _differences(damaged: Iterable[Damaged]) -> Iterator[Difference]:
    tables: dict[str, set[str]] = {}
    for one in damaged:
        tables.setdefault(one.node, set()).add(one.table)
    for node, named in sorted(tables.items()):
        log = Log(node)
        if named & GROWING:
            yield from of_registry(log, items=None, read=_nobody)
        if named & BOOKS:
            yield from of_ledger(log, items=None, read=_nobody)
        yield from chain_of(log, 0)
        if named & CHANGING:
            yield from rebuilt.differences(log, _nobody)
    if any(named & SHARED for named in tables.values()):
        for log in held_logs():
            yield from () if log.node in tables else chain_of(log, 0)
        yield from letters.differences(held_logs())


def _nobody(size: int) -> None:
    """Tell nobody how far it is: the command waits."""
    del size
