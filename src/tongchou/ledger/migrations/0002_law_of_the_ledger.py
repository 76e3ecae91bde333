"""The ledger's law, kept by the database: entries balance, nothing joins them later.

The same statement trigger that judges postings appends what they add to the balances.
"""

from django.db import migrations

from tongchou.storage.deltas import Sums

BALANCES = Sums(
    "ledger_balance",
    keys=("province", "scheme", "book", "month", "account"),
    amounts=("debit_fen", "credit_fen"),
)

FORWARD = """
-- The transaction that wrote an entry; postings may join it only there. And its place among all
-- that this node wrote, by which a person's movements are read in the order they were written.
CREATE SEQUENCE ledger_entry_place;
ALTER TABLE ledger_entry
    ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ADD COLUMN place bigint NOT NULL DEFAULT nextval('ledger_entry_place');

-- At the end of the transaction an entry must have legs; what they are is judged below. Whatever
-- legs it has, one is the first: asked for by its whole key, it is one index probe.
CREATE FUNCTION ledger_entry_has_legs() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_posting
                   WHERE province = NEW.province AND number = NEW.number AND leg = 1) THEN
        RAISE EXCEPTION 'ledger entry % has 0 legs that sum to 0 fen', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_has_legs AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_legs();

-- Judges all postings of one statement, however many: each set belongs to an entry of the same
-- transaction, scheme, book and month, has two legs at least, numbered from 1 without a gap, and
-- sums to zero. Legs that come in a later statement would have to begin with 1 again, which the
-- primary key refuses: so an entry has all its legs from one statement, and was judged by it.
-- The lookup of the entry is LATERAL with a LIMIT to be one index probe an entry, whatever the
-- planner thinks of the transition table.
CREATE FUNCTION ledger_postings_keep_the_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    WITH turnovers AS MATERIALIZED (
        SELECT province, number, scheme, book, month, account,
               count(*) AS legs, min(leg) AS first_leg, max(leg) AS last_leg,
               coalesce(sum(amount_fen) FILTER (WHERE amount_fen > 0), 0) AS debit_fen,
               coalesce(-sum(amount_fen) FILTER (WHERE amount_fen < 0), 0) AS credit_fen
        FROM added GROUP BY province, number, scheme, book, month, account
    ), appended AS (
        INSERT INTO ledger_balance_delta
            (province, scheme, book, month, account, debit_fen, credit_fen)
        SELECT province, scheme, book, month, account, sum(debit_fen), sum(credit_fen)
        FROM turnovers GROUP BY province, scheme, book, month, account
    ), joined AS (
        SELECT province, number, scheme, book, month, sum(legs) AS legs,
               min(first_leg) AS first_leg, max(last_leg) AS last_leg,
               sum(debit_fen) - sum(credit_fen) AS total
        FROM turnovers GROUP BY province, number, scheme, book, month
    )
    SELECT joined.number, joined.legs, joined.total INTO wrong
    FROM joined LEFT JOIN LATERAL (
        SELECT entry.scheme, entry.book, entry.month, entry.written_in FROM ledger_entry AS entry
        WHERE entry.province = joined.province AND entry.number = joined.number LIMIT 1
    ) AS entry ON true
    WHERE entry.written_in IS DISTINCT FROM pg_current_xact_id()
       OR (entry.scheme, entry.book, entry.month)
          IS DISTINCT FROM (joined.scheme, joined.book, joined.month)
       OR joined.first_leg <> 1 OR joined.last_leg <> joined.legs
       OR joined.legs < 2 OR joined.total <> 0
    ORDER BY joined.number LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF wrong.legs < 2 OR wrong.total <> 0 THEN
        RAISE EXCEPTION 'ledger entry % has % legs that sum to % fen',
            wrong.number, wrong.legs, wrong.total USING ERRCODE = 'check_violation';
    END IF;
    RAISE EXCEPTION 'ledger entry %: postings join an entry of their own transaction, scheme,'
        ' book and month, all at once', wrong.number USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER ledger_postings_keep_the_law AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_keep_the_law();
"""

BACKWARD = """
DROP TRIGGER ledger_postings_keep_the_law ON ledger_posting;
DROP FUNCTION ledger_postings_keep_the_law();
DROP TRIGGER ledger_entry_has_legs ON ledger_entry;
DROP FUNCTION ledger_entry_has_legs();
ALTER TABLE ledger_entry DROP COLUMN place, DROP COLUMN written_in;
DROP SEQUENCE ledger_entry_place;
"""


class Migration(migrations.Migration):
    """Let the database keep the ledger's law, and its balances."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD), BALANCES.create_fold()]
