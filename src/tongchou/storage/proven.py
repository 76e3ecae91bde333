"""Sums of proven tables 对账校验和: kept by the database from the rows themselves.

Two nodes that hold the same rows hold the same sums, whatever order the rows came in. A row
counts as one and adds two independent 64-bit hashes of its text; sums are kept by province,
month and bucket of the natural key, 256 of them. Statement triggers append what a statement
adds and takes away, in its own transaction (`storage.deltas`), also where the owner writes,
into a table or into one of its partitions. What switches triggers off is not seen.
"""

from dataclasses import dataclass

from tongchou.storage.deltas import Sums

SUMS = Sums(
    "proof_sum", keys=("name", "province", "month", "bucket"), amounts=("rows", "low", "high")
)
"""Sums by the table's name; `month` is 0 in a table without one. They are whole numbers without
a bound: sums of signed 64-bit hashes, not reduced."""

BUCKET_BITS = 8
BUCKETS = 1 << BUCKET_BITS

LOW_SEED, HIGH_SEED, PLACE_SEED = 1, 2, 0
SEPARATOR = r"E'\x1f'"
"""Between the columns of a row's text: the unit separator, which nobody types."""


@dataclass(frozen=True)
class Proven:
    """What a model says of its proof: its natural key, and where its rows are summed.

    `key` names a row within a province; its first column spreads the rows over the buckets,
    together with the number in `leg` where many rows share that column. `apart` are the columns
    that are each node's own.
    """

    key: tuple[str, ...]
    month: str = ""
    leg: str = ""
    provinces: tuple[str, ...] = ("province",)
    """The columns that say which provinces hold a row; a letter between two has two."""
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summed:
    """A proven table as the database sums it. All names come from code and never from input.

    `columns` stand in the row's text, in this order; those in `nullable` are numbers or dates,
    so that an empty text says that there is none.
    """

    table: str
    proven: Proven
    columns: tuple[str, ...]
    nullable: tuple[str, ...] = ()

    low = f"hashtextextended(said, {LOW_SEED})"
    high = f"hashtextextended(said, {HIGH_SEED})"
    """The two hashes of a row's text, in SQL: one function under two seeds."""

    @property
    def month(self) -> str:
        """The month of a row, in SQL; 0 where it has none."""
        return self.proven.month or "0"

    @property
    def place(self) -> str:
        """The place of a row among the keys, in SQL: 64 bits, of which the lowest are its bucket.

        PostgreSQL's hash of a text, the function that hash partitions rest on.
        """
        return f"hashtextextended({self.proven.key[0]}, {self.proven.leg or PLACE_SEED})"

    @property
    def text(self) -> str:
        """The text of a row, in SQL: every column that both tiers write alike."""
        parts = (
            f"coalesce({name}::text, '')" if name in self.nullable else name
            for name in self.columns
        )
        return f"concat_ws({SEPARATOR}, {', '.join(parts)})"

    @property
    def province(self) -> str:
        """The province that a row counts for, in SQL; a letter counts for each of its ends."""
        return "holder.province" if len(self.proven.provinces) > 1 else self.proven.provinces[0]

    def told(self, source: str, where: str = "", more: str = "") -> str:
        """Return rows of a source as SQL for FROM: province, month, place and text of each.

        `where` chooses among them, in SQL that names their columns; `more` adds columns.
        """
        ends = f"SELECT DISTINCT unnest(ARRAY[{', '.join(self.proven.provinces)}])"
        holders = f" CROSS JOIN LATERAL ({ends}) AS holder (province)"
        return (
            f"(SELECT {self.province} AS province, {self.month} AS month, {self.place} AS place,"  # noqa: S608  # names come from code
            f" {self.text} AS said{more} FROM {source}"
            f"{holders if len(self.proven.provinces) > 1 else ''}{where} OFFSET 0) AS told"
        )

    def sums(self, source: str, sign: str = "") -> str:
        """Return the sums of a source's rows, as a question; `sign` is `-` for rows taken away."""
        return (
            f"SELECT '{self.table}' AS name, province, month,"  # noqa: S608  # names from code
            f" (place & {BUCKETS - 1})::int AS bucket, {sign}count(*) AS rows,"
            f" {sign}sum({self.low}) AS low, {sign}sum({self.high}) AS high"
            f" FROM {self.told(source)} GROUP BY province, month, place & {BUCKETS - 1}"
        )

    def function(self) -> str:
        """Return the body of the function behind the triggers of each statement."""
        into = f"INSERT INTO {SUMS.table}_delta ({', '.join((*SUMS.keys, *SUMS.amounts))})"
        keys = ", ".join(SUMS.keys)
        totals = ", ".join(f"sum({amount})" for amount in SUMS.amounts)
        changed = " OR ".join(f"sum({amount}) <> 0" for amount in SUMS.amounts)
        return f"""
BEGIN
    IF TG_OP = 'INSERT' THEN
        {into}
        {self.sums("added")};
    ELSIF TG_OP = 'DELETE' THEN
        {into}
        {self.sums("removed", "-")};
    ELSIF TG_OP = 'UPDATE' THEN
        {into}
        SELECT {keys}, {totals} FROM (
            {self.sums("added")}
            UNION ALL
            {self.sums("removed", "-")}
        ) AS changed GROUP BY {keys} HAVING {changed};
    ELSE
        EXECUTE format($said${into}
        {self.sums("%1$s", "-")}$said$, TG_RELID::regclass);
    END IF;
    RETURN NULL;
END
"""  # noqa: S608  # names come from code

    def create_function(self) -> str:
        """Return the statement that makes the function, or makes it anew after a column changed.

        It runs with its owner's rights, so that the application may read sums and write none.
        Sorting is switched off in it because the plan is made for a few rows and serves a million.
        """
        return f"""
CREATE OR REPLACE FUNCTION {self.table}_summed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET datestyle = 'ISO, YMD' SET enable_sort = off AS $body${self.function()}$body$
"""

    def create_triggers(self, relation: str, *, holds_rows: bool) -> list[str]:
        """Return the statements that watch the table, or a partition of it by its quoted name.

        A statement fires the triggers of the relation that it names, and no others; truncating
        fires those of everything it empties, so only what holds rows itself has that one.
        """
        run = f"FOR EACH STATEMENT EXECUTE FUNCTION {self.table}_summed()"
        added, removed = "NEW TABLE AS added", "OLD TABLE AS removed"
        events = {"insert": added, "update": f"{added} {removed}", "delete": removed}
        statements = [
            f"CREATE TRIGGER summed_{event} AFTER {event.upper()} ON {relation}"
            f" REFERENCING {tables} {run}"
            for event, tables in events.items()
        ]
        if holds_rows:
            statements.append(f"CREATE TRIGGER summed_truncate BEFORE TRUNCATE ON {relation} {run}")
        return statements

    def fill(self) -> str:
        """Return the statement that sums the rows that stood there before the triggers."""
        keys = ", ".join((*SUMS.keys, *SUMS.amounts))
        return f"INSERT INTO {SUMS.table} ({keys}) {self.sums(self.table)}"  # as above
