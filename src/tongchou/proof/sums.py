"""The tables that both tiers write alike: which they are, and that all of them are watched."""

from functools import cache

from django.apps import apps
from django.db.models import Model

from tongchou.storage.proven import Proven, Summed
from tongchou.storage.rows import execute, fetch

_NOT_WATCHED = """
SELECT found.relid::regclass::text, found.isleaf
FROM pg_partition_tree(%(table)s::regclass) AS found
WHERE NOT EXISTS (SELECT FROM pg_trigger
                  WHERE tgrelid = found.relid AND tgname = 'summed_insert')
ORDER BY found.level, 1
"""


@cache
def proven_tables() -> dict[str, Summed]:
    """Return the proven tables of this node by name: those of the models that say `proven`."""
    summed = (
        summed_as(model, model.proven) for model in apps.get_models() if hasattr(model, "proven")
    )
    return {table.table: table for table in sorted(summed, key=lambda table: table.table)}


def summed_as(model: type[Model], proven: Proven) -> Summed:
    """Return how a model's table is summed: all of its columns but those that are set apart.

    Province and month stand in no row's text where they choose the sum that it counts in, nor
    does what the database makes of other columns.
    """
    chosen_by = {proven.month, *(proven.provinces if len(proven.provinces) == 1 else ())}
    fields = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's documented name for it
        if field.column not in chosen_by.union(proven.apart) and not field.generated
    ]
    return Summed(
        model._meta.db_table,  # noqa: SLF001 - as above
        proven,
        tuple(str(field.column) for field in fields),
        tuple(str(field.column) for field in fields if field.null),
    )


def watch_partitions() -> None:
    """Watch the partitions made since: a statement that names one fires no other's triggers."""
    for table, summed in proven_tables().items():
        for relation, holds_rows in fetch(_NOT_WATCHED, table=table):
            for statement in summed.create_triggers(relation, holds_rows=holds_rows):
                execute(statement)
