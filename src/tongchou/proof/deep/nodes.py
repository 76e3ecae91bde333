"""The nodes whose rows and logs are held here, read from the rows: no table of links is trusted.

Whoever takes a node out of the links would take its rows out of the proof, and rows of a node of
which no log is held are told by nothing.
"""

from collections.abc import Collection

from django.conf import settings

from tongchou.ledger.balances import BALANCES
from tongchou.proof.sums import proven_tables
from tongchou.registry.counters import COUNTERS
from tongchou.standards import codes
from tongchou.storage.partitions import partition_names
from tongchou.storage.rows import fetch
from tongchou.sync import queries as sync

COPIES = "sync_heldevent"


def nodes_held(with_rows: Collection[str]) -> list[str]:
    """Return the nodes whose logs are held here, and those `with_rows`; this one first."""
    others = {*sync.peers_heard(), *_nodes_in(COPIES), *with_rows} - {settings.NODE_CODE}
    return [settings.NODE_CODE, *sorted(others)]


def nodes_with_rows() -> set[str]:
    """Return the nodes of which rows stand in registry or ledger, also a code that is none's."""
    proven = [name for name, one in proven_tables().items() if len(one.proven.provinces) == 1]
    sums = [
        name for table in (BALANCES.table, COUNTERS.table) for name in (table, f"{table}_delta")
    ]
    return {node for table in (*proven, *sums) for node in _nodes_in(table)}


def _nodes_in(table: str) -> set[str]:
    names = partition_names(table)
    if not names:
        return {node for (node,) in fetch(_all(table))}
    own = [code for code in codes.table("divisions") if f"{table}_{code}" in names]
    return {node for one in (_OWN, _REST) for (node,) in fetch(one.format(table), nodes=own)}


# Names of tables come from code. A partition of one province's rows is looked into, the one for
# the rest is read once; a table that is in one piece has an index that begins with the node.
_OWN = """
SELECT node FROM unnest(%(nodes)s::text[]) AS node
CROSS JOIN LATERAL (SELECT FROM {} WHERE province = node LIMIT 1) AS first_row
"""
_REST = "SELECT DISTINCT province FROM {} WHERE province <> ALL(%(nodes)s::text[])"


def _all(table: str) -> str:
    return f"""
        WITH RECURSIVE walk AS (
            (SELECT province FROM {table} ORDER BY province LIMIT 1)
            UNION ALL
            SELECT (SELECT province FROM {table} WHERE province > walk.province
                    ORDER BY province LIMIT 1)
            FROM walk WHERE walk.province IS NOT NULL
        ) SELECT province FROM walk WHERE province IS NOT NULL
    """  # noqa: S608 - from code
