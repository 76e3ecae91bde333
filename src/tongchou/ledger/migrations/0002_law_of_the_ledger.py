"""The ledger's law, kept by the database: entries balance, and nothing joins them later."""

from django.db import migrations

FORWARD = """
-- The transaction that wrote an entry; postings may join it only there.
ALTER TABLE ledger_entry ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id();

-- At the end of the transaction an entry must have legs, and they must sum to zero.
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    legs bigint;
    total numeric;
BEGIN
    SELECT count(*), coalesce(sum(amount_fen), 0) INTO legs, total
    FROM ledger_posting WHERE entry_id = NEW.id;
    IF legs < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'ledger entry % has % legs that sum to % fen', NEW.number, legs, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();

-- Postings belong to an entry of the same transaction and come all at once, in one statement: an
-- entry may be judged before its transaction ends (a peer's entry is, so that it fails alone), and
-- what joined it later would never be judged. Set-based, once for a whole COPY.
CREATE FUNCTION ledger_postings_join_their_entry() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER ledger_postings_join_their_entry AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_join_their_entry();
"""

BACKWARD = """
DROP TRIGGER ledger_postings_join_their_entry ON ledger_posting;
DROP FUNCTION ledger_postings_join_their_entry();
DROP TRIGGER ledger_entry_balances ON ledger_entry;
DROP FUNCTION ledger_entry_balances();
ALTER TABLE ledger_entry DROP COLUMN written_in;
"""


class Migration(migrations.Migration):
    """Let the database keep the ledger's law."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
