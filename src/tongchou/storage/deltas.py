"""Sums kept as appended deltas, so that many writers count at once and none waits for another.

A writer appends what it adds to a sum, in its own transaction; it never updates a row that
another writer updates too. One background step folds the appended deltas into the sums. Readers
add what waits to what is folded, in one statement, so an answer is exact the moment a writer
has committed.
"""

from dataclasses import dataclass
from typing import Any

from django.db.migrations import RunSQL

from tongchou.storage.rows import execute, fetch


@dataclass(frozen=True)
class Sums:
    """A table of sums by key, and the table of deltas beside it, named `<table>_delta`.

    Both have the columns of `keys` and of `amounts`; `keys` is the table's unique key. Names
    come from code and never from input.
    """

    table: str
    keys: tuple[str, ...]
    amounts: tuple[str, ...]

    @property
    def rows(self) -> str:
        """The rows to sum, folded and waiting, as SQL for a FROM clause."""
        columns = ", ".join((*self.keys, *self.amounts))
        return (
            f"(SELECT {columns} FROM {self.table}"  # noqa: S608  # names come from code
            f" UNION ALL SELECT {columns} FROM {self.table}_delta)"
        )

    def append(self, **delta: Any) -> None:
        """Append a delta: a value for every key and every amount."""
        columns = (*self.keys, *self.amounts)
        values = ", ".join(f"%({column})s" for column in columns)
        execute(
            f"INSERT INTO {self.table}_delta ({', '.join(columns)})"  # noqa: S608  # as above
            f" VALUES ({values})",
            **delta,
        )

    def fold(self) -> int:
        """Fold the deltas that wait into the sums; return how many there were.

        Of several processes only one folds at a time; the others return 0 at once.
        """
        ((folded,),) = fetch(f"SELECT {self.table}_fold()")  # names come from code
        return int(folded)

    def create_fold(self) -> RunSQL:
        """Return the migration that makes the function behind `fold`.

        It runs with its owner's rights: the application may read the sums and add deltas, but
        never change or remove either of them.
        """
        keys, amounts = ", ".join(self.keys), ", ".join(self.amounts)
        added = ", ".join(f"sum({amount}) AS {amount}" for amount in self.amounts)
        grown = ", ".join(f"{name} = kept.{name} + excluded.{name}" for name in self.amounts)
        return RunSQL(
            f"""
            CREATE FUNCTION {self.table}_fold() RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            DECLARE
                folded bigint;
            BEGIN
                IF NOT pg_try_advisory_xact_lock('{self.table}'::regclass::oid::bigint) THEN
                    RETURN 0;
                END IF;
                WITH taken AS (
                    DELETE FROM {self.table}_delta RETURNING {keys}, {amounts}
                ), written AS (
                    INSERT INTO {self.table} AS kept ({keys}, {amounts})
                    SELECT {keys}, {added} FROM taken GROUP BY {keys}
                    ON CONFLICT ({keys}) DO UPDATE SET {grown}
                )
                SELECT count(*) INTO folded FROM taken;
                RETURN folded;
            END $$
            """,  # noqa: S608  # names come from code
            f"DROP FUNCTION {self.table}_fold()",
        )
