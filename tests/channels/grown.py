"""A node whose tables have grown, and what its planner reads to answer a query.

Whoever adds a table says here why it stays small, or fills it: a test counts the rows.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

ROWS = 10_000
"""How many rows each table that grows is filled with, at least."""

READ_MAX = 3_000
"""How many rows of a table one query may read: a page, a capped count, and what a scope hides."""

FILL = Path(__file__).with_suffix(".sql")

SMALL = {
    "agency_agency": "an office a row",
    "agency_secondfactor": "someone who works here a row",
    "auth_group": "of Django, and empty",
    "auth_permission": "of Django, some for each model",
    "django_content_type": "of Django, a model a row",
    "events_unsaid": "what a recovery found told already",
    "events_unsealed": "sealed within a second",
    "ledger_balance": "one row a month, province and ledger account; bench/ledger.py measures it",
    "ledger_balance_delta": "folded within a second",
    "ledger_slice": "parts of large entries that are on their way",
    "proof_sum_delta": "folded within a second",
    "registry_counter": "some rows a province",
    "registry_counter_delta": "folded within a second",
    "sync_nodekey": "a node a row in years",
    "sync_nodekeyend": "a node a row in years",
    "sync_acceptance": "an act a row: a peer's new epoch was accepted",
    "sync_formerevent": "what was set aside with an earlier epoch",
    "sync_opened": "an act a row: a new epoch was opened",
    "sync_writtenbefore": "what was set aside, until it is told again",
    "sync_peer": "a node a row",
    "sync_retold": "what a recovery brings back, until it is told once more",
    "workflow_awaited": "a promised paper a row, until it comes",
    "workflow_piece": "a piece of a scan, until the scan is whole",
    "workflow_lostfile": "what a restore lost, when somebody takes note of it",
    "sync_returned": "what peers give back in a recovery, until it is done",
}
"""The tables that do not grow with people or with time, and why."""


def growing() -> dict[str, type[Model]]:
    """Return the tables that grow, by name: each table of each model that is not named above."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    return {table: model for table, model in models.items() if table not in SMALL}


def too_small() -> dict[str, int]:
    """Return the growing tables that were not filled, each with its rows."""
    rows = {table: model._default_manager.count() for table, model in growing().items()}
    return {table: count for table, count in rows.items() if count < ROWS}


_ROOTS = """
SELECT relname, coalesce(pg_partition_root(oid)::regclass::text, relname)
FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""


def much_read(queries: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the growing tables of which a query reads more than a page needs, with the query.

    Each query is run once more and its plan asked how many rows every step of it took in hand;
    so a scan that stops at a limit is none, and an index walked from end to end is one. Scans,
    and joins that begin with scans, are put aside where there is another way: they pay on tables
    as small as these, and would not on larger ones.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(_ROOTS)
        roots = dict(cursor.fetchall())
        found: dict[str, str] = {}
        for query in queries:
            if query["sql"].lstrip().startswith(("SELECT", "WITH")):
                for relation, rows in _read(cursor, query["sql"]).items():
                    if rows > READ_MAX and roots.get(relation) in growing():
                        found[f"{roots[relation]}: {rows:,.0f}"] = query["sql"]
    return found


def _read(cursor: Any, statement: str) -> dict[str, float]:
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
    told = cursor.fetchone()[0]
    (plan,) = json.loads(told) if isinstance(told, str) else told
    rows: dict[str, float] = {}
    _add(plan["Plan"], rows)
    return rows


def _add(step: dict[str, Any], rows: dict[str, float]) -> None:
    if "Relation Name" in step:
        removed = (step.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        read = (step["Actual Rows"] + sum(removed)) * step["Actual Loops"]
        rows[step["Relation Name"]] = rows.get(step["Relation Name"], 0) + read
    for inner in step.get("Plans", ()):
        _add(inner, rows)
