"""Tables partitioned by province, so that a province's rows can be moved or detached as a whole.

A model that grows says `partition_by`, the column by which a large province is split further,
and is made by `CreatePartitioned` in its migration. A province's own node keeps all its rows in
the default partition; the ministry makes one partition a province with `make_partitions`.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.db.models import Model

from tongchou.standards import codes
from tongchou.storage.rows import execute, fetch

LARGE: Mapping[str, int] = {"44": 4}
"""Into how many parts a province is split by hash, where one table would be too large to handle.

广东 insures more than forty million people in the employees' scheme; no other province does, and
one partition serves it. Every part costs each question that names no province one more index.
"""

DEFAULT = "rest"
"""How the name of a default partition ends."""

_EXISTING = """
SELECT child.relname FROM pg_inherits
JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
WHERE parent.relname = %(table)s
"""


_HOLDER = """
SELECT child.relname, child.relkind = 'r' FROM pg_inherits
JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = %(table)s::regclass AND child.relname IN (%(own)s, %(rest)s)
ORDER BY child.relname = %(own)s DESC LIMIT 1
"""


class CreatePartitioned(migrations.CreateModel):
    """Create a model's table, partitioned by province, with a default partition.

    The model has a column `province`, and every unique key of it contains that column and the
    one named by `partition_by`: PostgreSQL asks for both.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the table, then the partition that takes the rows no other partition takes."""
        plain = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{plain} PARTITION BY LIST (province)"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = plain
        table = _table_of(to_state.apps.get_model(app_label, self.name))
        schema_editor.execute(_part(f"{table}_{DEFAULT}", table, "DEFAULT"))


def partitioned() -> dict[str, str]:
    """Return the partitioned tables of this node, each with the column that splits it further."""
    columns = {model: getattr(model, "partition_by", "") for model in apps.get_models()}
    return {_table_of(model): column for model, column in columns.items() if column}


def make_partitions(provinces: Iterable[str]) -> None:
    """Make the partitions of these provinces in every partitioned table; safe to repeat.

    Raises `IntegrityError` when the default partition holds rows of such a province already.
    """
    provinces = sorted(provinces)
    for table, column in partitioned().items():
        existing = {name for (name,) in fetch(_EXISTING, table=table)}
        for province in provinces:
            if f"{table}_{province}" not in existing:
                for statement in partition(table, column, province):
                    execute(statement)


def holder_of(table: str, province: str) -> str:
    """Return which table to COPY a province's rows into: its partition, if that is not split.

    Where a table that is split keeps sums of its rows, PostgreSQL copies into it row by row, and
    into one of its partitions page by page. What hides the table (a shadow of it) is no parent.
    """
    facts = {"table": table, "own": f"{table}_{province}", "rest": f"{table}_{DEFAULT}"}
    return next((name for name, is_whole in fetch(_HOLDER, **facts) if is_whole), table)


def partition_names(table: str = "") -> list[str]:
    """Return the names of all partitions, those of partitions too, safe to put into SQL.

    Of one table, or of every one.
    """
    return [
        name
        for (name,) in fetch(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relispartition AND relkind IN ('r', 'p')"
            " AND %(table)s IN ('', pg_partition_root(oid)::text) ORDER BY oid",
            table=table,
        )
    ]


def partition(table: str, column: str, province: str) -> Iterator[str]:
    """Return the statements that make one province's partition, split by hash where it is large.

    Raises `KeyError` for a code that is no province's.
    """
    own = f"{table}_{codes.table('divisions')[province].code}"
    bound = f"FOR VALUES IN ('{province}')"
    parts = LARGE.get(province, 1)
    if parts == 1:
        yield _part(own, table, bound)
        return
    yield _part(own, table, f"{bound} PARTITION BY HASH ({_quoted(column)})")
    for remainder in range(parts):
        which = f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {remainder})"
        yield _part(f"{own}_{remainder}", own, which)


def _part(name: str, table: str, bound: str) -> str:
    return f"CREATE TABLE {_quoted(name)} PARTITION OF {_quoted(table)} {bound}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _table_of(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's documented name for it
