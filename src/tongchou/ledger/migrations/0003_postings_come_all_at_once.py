"""Postings of an entry come all at once, so that none joins after the entry was judged.

An entry may be judged before its transaction ends (a peer's entry is, so that it fails
alone). Had it taken postings in a second statement, that one would never be judged.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION ledger_postings_join_their_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT entry_id, count(*) AS legs FROM added GROUP BY entry_id) AS joined
        LEFT JOIN ledger_entry AS entry ON entry.id = joined.entry_id
        WHERE entry.written_in IS DISTINCT FROM pg_current_xact_id()
           OR joined.legs <> (
               SELECT count(*) FROM ledger_posting AS held WHERE held.entry_id = joined.entry_id)
    ) THEN
        RAISE EXCEPTION 'postings join an entry of their own transaction, all at once'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION ledger_postings_join_their_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT entry_id FROM added) AS joined
        LEFT JOIN ledger_entry AS entry ON entry.id = joined.entry_id
        WHERE entry.written_in IS DISTINCT FROM pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'a posting may only join an entry of its own transaction'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """Let an entry take its postings in one statement."""

    dependencies = [("ledger", "0002_law_of_the_ledger")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
