"""What stands guard over the tables 表约束: keys, rules of columns and rows, triggers, as declared.

A comparison of rows rests on them: where a key is gone a row may stand there twice, and be like
what the log tells both times; where a trigger is switched off sums are not kept. The owner of the
tables can take each away, so each is looked for in the database's own catalogue.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, CheckConstraint, Model, UniqueConstraint

from tongchou.proof.deep.differences import OF_A_TABLE_MAX, TWICE, UNGUARDED, Difference
from tongchou.proof.sums import proven_tables
from tongchou.storage.rows import fetch

Guard = tuple[str, str]
"""A table and what guards it, in words."""


class Key(NamedTuple):
    """Columns of which no two rows have the same; `is_partial` where only some rows count."""

    table: str
    columns: tuple[str, ...]
    is_partial: bool = False

    @property
    def guard(self) -> Guard:
        """The key in words."""
        some = " of some rows" if self.is_partial else ""
        return self.table, f"unique ({', '.join(self.columns)}){some}"


def differences() -> Iterator[Difference]:
    """Name what should guard a table and does not, and rows that stand there twice since."""
    models = [model for model in apps.get_models() if model._meta.managed]  # noqa: SLF001
    tables = [model._meta.db_table for model in models]  # noqa: SLF001
    there = {
        Key(table, tuple(columns), is_partial)
        for table, columns, is_partial in fetch(_KEYS, tables=tables)
    }
    gone = sorted({key for model in models for key in _keys_of(model)} - there)
    for table, guard in (key.guard for key in gone):
        yield _unguarded(table, guard)
    for key in gone:
        if not key.is_partial:
            yield from _twice(key)
    rules = {(table, name) for table, name in fetch(_RULES, tables=tables)}
    wanted = {rule for model in models for rule in _rules_of(model)}
    for table, guard in sorted(wanted - rules) + fetch(_SWITCHED_OFF) + _not_summed():
        yield _unguarded(table, guard)


def _unguarded(table: str, guard: str) -> Difference:
    return Difference(settings.NODE_CODE, table, {"guard": guard}, UNGUARDED)


def _keys_of(model: type[Model]) -> Iterator[Key]:
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    yield Key(meta.db_table, tuple(sorted(str(field.column) for field in meta.pk_fields)))
    for field in meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield Key(meta.db_table, (str(field.column),))
    columns_of = {field.name: str(field.column) for field in meta.concrete_fields}
    for one in meta.constraints:
        if isinstance(one, UniqueConstraint) and one.fields:
            columns = sorted(columns_of[name] for name in one.fields)
            yield Key(meta.db_table, tuple(columns), one.condition is not None)


def _rules_of(model: type[Model]) -> Iterator[Guard]:
    meta = model._meta  # noqa: SLF001 - as above
    for field in meta.concrete_fields:
        if not (field.null or field.generated):
            yield meta.db_table, f"not null {field.column}"
        if isinstance(field, CharField):
            yield meta.db_table, f"at most {field.max_length} signs in {field.column}"
    for one in meta.constraints:
        if isinstance(one, CheckConstraint):
            yield meta.db_table, f"check {one.name}"


def _twice(key: Key) -> Iterator[Difference]:
    """Name the rows that have their key in common, now that nothing keeps them apart."""
    columns = ", ".join(key.columns)
    texts = ", ".join(f"{column}::text" for column in key.columns)
    # Names come from code.
    statement = f"""
        SELECT count(*)::text, {texts} FROM {key.table}
        GROUP BY {columns} HAVING count(*) > 1 ORDER BY {columns} LIMIT {OF_A_TABLE_MAX}
    """  # noqa: S608
    for count, *values in fetch(statement):
        place = dict(zip(key.columns, values, strict=True))
        node = place.get("province") or settings.NODE_CODE
        yield Difference(node, key.table, place, TWICE, told="1", held=count)


def _not_summed() -> list[Guard]:
    """Return the proven tables and partitions without a trigger of their sums, or with another."""
    found: list[Guard] = []
    for table, summed in proven_tables().items():
        function = f"{table}_summed"
        found += fetch(_UNWATCHED, table=table, function=function)
        ((source,),) = fetch(_SOURCE, function=function)
        if source != summed.function():
            found.append((table, f"function {function}"))
    return found


_KEYS = """
SELECT indrelid::regclass::text,
       (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
        WHERE attrelid = indrelid AND attnum = ANY((indkey::int2[])[0 : indnkeyatts - 1])),
       indpred IS NOT NULL
FROM pg_index WHERE indisunique AND indisvalid AND indexprs IS NULL
  AND indrelid::regclass::text = ANY(%(tables)s::text[])
"""

_RULES = """
SELECT attrelid::regclass::text, 'not null ' || attname FROM pg_attribute
WHERE attnotnull AND attrelid::regclass::text = ANY(%(tables)s::text[])
UNION ALL
SELECT attrelid::regclass::text, format('at most %%s signs in %%s', atttypmod - 4, attname)
FROM pg_attribute
WHERE atttypid = 'varchar'::regtype AND attrelid::regclass::text = ANY(%(tables)s::text[])
UNION ALL
SELECT conrelid::regclass::text, 'check ' || conname FROM pg_constraint
WHERE contype = 'c' AND convalidated AND conrelid::regclass::text = ANY(%(tables)s::text[])
"""

_SWITCHED_OFF = """
SELECT tgrelid::regclass::text, 'trigger ' || coalesce(conname, tgname)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
LEFT JOIN pg_constraint ON pg_constraint.oid = tgconstraint
WHERE tgenabled <> 'O' AND relnamespace = 'public'::regnamespace
UNION
SELECT conrelid::regclass::text, 'not validated ' || conname FROM pg_constraint
WHERE NOT convalidated AND connamespace = 'public'::regnamespace
UNION
SELECT oid::regclass::text, 'hidden by row security' FROM pg_class
WHERE relrowsecurity AND relnamespace = 'public'::regnamespace
UNION
SELECT ev_class::regclass::text, 'rewritten by ' || rulename
FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
ORDER BY 1, 2
"""

_UNWATCHED = """
SELECT relid::regclass::text, 'trigger ' || name
FROM (SELECT relid, isleaf FROM pg_partition_tree(%(table)s::regclass)
      UNION  -- a table in one piece is no tree
      SELECT oid, relkind = 'r' FROM pg_class WHERE oid = %(table)s::regclass) AS relations
CROSS JOIN unnest(ARRAY['summed_insert', 'summed_update', 'summed_delete', 'summed_truncate'])
    AS name
WHERE (isleaf OR name <> 'summed_truncate')
  AND NOT EXISTS (SELECT FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
                  WHERE tgrelid = relid AND tgname = name AND proname = %(function)s)
ORDER BY 1, 2
"""

_SOURCE = """
SELECT (SELECT prosrc FROM pg_proc
        WHERE proname = %(function)s AND pronamespace = 'public'::regnamespace)
"""
