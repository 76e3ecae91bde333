"""Shadows of tables, in which the deep proof rebuilds what the logs say."""

from django.db import migrations

FORWARD = """
-- A shadow is temporary, empty, of the same shape, and hides the table from this session alone,
-- until its transaction ends. The application may make no temporary table of its own: this makes
-- one with the owner's rights, of a table of ours and of nothing else. Only keys are indexed.
CREATE FUNCTION proof_shadow(name text, without text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    dropped text;
BEGIN
    PERFORM format('public.%I', name)::regclass;
    EXECUTE format('DROP TABLE IF EXISTS pg_temp.%I', name);
    EXECUTE format(
        'CREATE TEMP TABLE %1$I (LIKE public.%1$I INCLUDING DEFAULTS INCLUDING IDENTITY'
        ' INCLUDING CONSTRAINTS INCLUDING INDEXES) ON COMMIT DROP', name);
    FOREACH dropped IN ARRAY without LOOP
        EXECUTE format('ALTER TABLE pg_temp.%I DROP COLUMN %I', name, dropped);
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
    """Let the application make shadows."""

    dependencies = [("proof", "0001_runs")]

    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION proof_shadow(text, text[])")]
