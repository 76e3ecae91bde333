"""The databases tests write in: each is made once per worker, and cleaned after every test.

Cleaning asks the database what a test left behind, and undoes only that: rows of tables that
were written, rows that stood there from the start, sequences that went on. A test that changed
the tables themselves (a trigger, a right, a column) is given a new copy.
"""

import os
from pathlib import Path

import psycopg
from django.db import connection
from django.test.utils import override_settings
from psycopg import sql

from tongchou.node.postgres import Postgres
from tongchou.node.prepare import prepare
from tongchou.node.roles import role_of
from tongchou.sync.keys import create_keys

PASSWORD = "by-the-book"

DELETED_PAGES_MAX = 16
"""A larger table is truncated instead: that makes new files, for each of its indexes too."""

_WRITTEN = """
SELECT c.relname, pg_relation_size(c.oid) / 8192 FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND pg_relation_size(c.oid) > 0
ORDER BY 1
"""
_SEQUENCES = """
SELECT relname, pg_sequence_last_value(oid) FROM pg_class
WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
_SHAPE = """
SELECT
    (SELECT sum(hashtext(t::text)::bigint) FROM pg_trigger t WHERE NOT tgisinternal),
    (SELECT sum(xmin::text::bigint) FROM pg_constraint WHERE connamespace = n.oid),
    (SELECT sum(xmin::text::bigint) FROM pg_proc WHERE pronamespace = n.oid),
    (SELECT sum(hashtext(concat(relname, relkind, relnatts, relacl, relrowsecurity,
                                relhasrules))::bigint)
     FROM pg_class WHERE relnamespace = n.oid),
    (SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE attnotnull AND relnamespace = n.oid)
FROM pg_namespace n WHERE nspname = 'public'
"""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

Signature = tuple[int, int]
"""How many rows a table holds and the sum of the transactions that wrote them."""


class Databases:
    """The prepared databases of one server, one for each code: tests get copies of them."""

    def __init__(self, server: Postgres, home: Path) -> None:
        self.server = server
        self.home = home
        create_keys(home, ("00", "31", "32", "34"))
        self._copies: dict[str, Copy] = {}
        self._prepared: set[str] = set()

    def prepare(self, code: str) -> None:
        """Prepare a node, once: database `tongchou_NN`, in which no test writes."""
        if code not in self._prepared:
            os.environ[f"DATABASE_URL_{code}"] = self.server.url(f"tongchou_{code}")
            with override_settings(ROLE=role_of(code), HOME=self.home):
                prepare([code], home=self.home, password=PASSWORD)
            self._prepared.add(code)

    def copy(self, code: str) -> "Copy":
        """Return the database `test_NN` in which tests write, as clean as it was made."""
        if code not in self._copies:
            self.prepare(code)
            self._copies[code] = Copy(self.server, code)
        return self._copies[code]

    def close(self) -> None:
        """Leave the databases."""
        for copy in self._copies.values():
            copy.owner.close()


class Copy:
    """A copy of a prepared database, and what it held when it was made."""

    def __init__(self, server: Postgres, code: str) -> None:
        self.server = server
        self.name = f"test_{code}"
        self._model = f"tongchou_{code}"
        self._make()

    @property
    def url(self) -> str:
        """Where the database is, as its owner."""
        return self.server.url(self.name)

    def _make(self) -> None:
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as outside:
            outside.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            outside.execute(f"CREATE DATABASE {self.name} TEMPLATE {self._model}")
        self.owner = psycopg.connect(self.url, autocommit=True)
        self.owner.execute("SET session_replication_role = replica")  # foreign keys stand aside
        self._seeds = {table: self._rows(table) for table, _ in self.owner.execute(_WRITTEN)}
        self._signatures = self._sign(list(self._seeds))
        self._sequences = self._read_sequences()
        self._shape = self.owner.execute(_SHAPE).fetchone()

    def keep(self) -> None:
        """Keep a copy of the whole database, as a backup does; nobody else may be in it."""
        self._outside(f"DROP DATABASE IF EXISTS {self.name}_kept WITH (FORCE)",
                      f"CREATE DATABASE {self.name}_kept TEMPLATE {self.name}")  # fmt: skip

    def put_back(self) -> None:
        """Put the copy that was kept in the place of the database."""
        self._outside(f"DROP DATABASE {self.name} WITH (FORCE)",
                      f"CREATE DATABASE {self.name} TEMPLATE {self.name}_kept")  # fmt: skip

    def exchange(self) -> None:
        """Put the copy that was kept in the place of the database, and keep that instead."""
        names = (self.name, f"{self.name}_away"), (f"{self.name}_kept", self.name)
        moves = (*names, (f"{self.name}_away", f"{self.name}_kept"))
        self._outside(*(f"ALTER DATABASE {before} RENAME TO {after}" for before, after in moves))

    def _outside(self, *statements: str) -> None:
        connection.close()
        self.owner.close()
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as outside:
            for statement in statements:
                outside.execute(statement)
        self.owner = psycopg.connect(self.url, autocommit=True)
        self.owner.execute("SET session_replication_role = replica")
        self._shape = None  # made anew once the test is over

    def clean(self) -> None:
        """Make the database again as it was made; sessions that a test left open are ended."""
        self.owner.execute(_OTHERS)
        if self.owner.execute(_SHAPE).fetchone() != self._shape:
            self.owner.close()
            self._make()
            return
        written = dict(self.owner.execute(_WRITTEN).fetchall())
        with self.owner.transaction():
            self._empty({name: pages for name, pages in written.items() if name not in self._seeds})
            self._restore_seeds()
        self._restore_sequences()

    def _empty(self, written: dict[str, int]) -> None:
        large = [name for name, pages in written.items() if pages > DELETED_PAGES_MAX]
        small = [name for name in written if name not in large]
        statements = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in small]
        if large:
            names = sql.SQL(", ").join(map(sql.Identifier, large))
            statements.append(sql.SQL("TRUNCATE {} CASCADE").format(names))
        if statements:
            self.owner.execute(sql.SQL("; ").join(statements))

    def _restore_seeds(self) -> None:
        now = self._sign(list(self._seeds))
        changed = [table for table, seen in now.items() if seen != self._signatures[table]]
        for table in changed:
            self.owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            with self.owner.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(self._seeds[table])
        self._signatures |= self._sign(changed)

    def _rows(self, table: str) -> bytes:
        statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
        with self.owner.cursor() as cursor, cursor.copy(statement) as copy:
            return b"".join(bytes(block) for block in copy)

    def _sign(self, tables: list[str]) -> dict[str, Signature]:
        if not tables:
            return {}
        one = sql.SQL("SELECT {}, count(*), coalesce(sum(xmin::text::bigint), 0)::bigint FROM {}")
        asked = [one.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
        found = self.owner.execute(sql.SQL(" UNION ALL ").join(asked))
        return {name: (rows, written) for name, rows, written in found}

    def _read_sequences(self) -> dict[str, int | None]:
        return dict(self.owner.execute(_SEQUENCES).fetchall())

    def _restore_sequences(self) -> None:
        for name, reached in self._read_sequences().items():
            if reached != (start := self._sequences[name]):
                self.owner.execute(
                    "SELECT setval(%s::regclass, %s, %s)",
                    [f'public."{name}"', start or 1, start is not None],
                )
