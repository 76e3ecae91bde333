"""A shadow keeps the columns that no event tells, so that writers may fill them there too."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION proof_shadow(name text, without text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bare record;
    dropped text;
BEGIN
    PERFORM format('public.%I', name)::regclass;
    EXECUTE format('DROP TABLE IF EXISTS pg_temp.%I', name);
    EXECUTE format(
        'CREATE TEMP TABLE %1$I (LIKE public.%1$I INCLUDING DEFAULTS INCLUDING IDENTITY'
        ' INCLUDING CONSTRAINTS INCLUDING INDEXES) ON COMMIT DROP', name);
    -- Dropped and added again a column has no default and no key: nothing is made for it.
    FOR bare IN
        SELECT attname, format_type(atttypid, atttypmod) AS kind FROM pg_attribute
        WHERE attrelid = format('pg_temp.%I', name)::regclass AND attname = ANY(without)
    LOOP
        EXECUTE format('ALTER TABLE pg_temp.%I DROP COLUMN %I', name, bare.attname);
        EXECUTE format('ALTER TABLE pg_temp.%I ADD COLUMN %I %s', name, bare.attname, bare.kind);
    END LOOP;
    FOR dropped IN
        SELECT indexrelid::regclass FROM pg_index
        WHERE indrelid = format('pg_temp.%I', name)::regclass AND NOT indisunique
    LOOP
        EXECUTE 'DROP INDEX ' || dropped;
    END LOOP;
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON pg_temp.%I TO %I', name, session_user);
END $$;
"""


class Migration(migrations.Migration):
    """Let a shadow keep such columns, bare."""

    dependencies = [("proof", "0004_proofs_newest_first")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
