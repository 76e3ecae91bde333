"""Large values: texts and files that are written once, and must be written fast."""

from django.db.migrations import RunSQL


def write_fast(table: str, column: str) -> RunSQL:
    """Return the migration that spares a column of large values PostgreSQL's slow compression.

    Its own method takes several times as long as all the rest of writing them. They are kept in
    lz4 where the server was built with it, and elsewhere as they are. Names come from code.
    """
    return RunSQL(
        f"""
        DO $$ BEGIN
            ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4;
        EXCEPTION WHEN feature_not_supported THEN
            ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL;
        END $$
        """,
        f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTENDED,"
        f" ALTER COLUMN {column} SET COMPRESSION default",
    )
