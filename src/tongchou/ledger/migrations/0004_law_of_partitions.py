"""The ledger's law in each partition of postings: what is copied into one fires no other's."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_guard_partitions() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    part regclass;
BEGIN
    FOR part IN
        SELECT found.relid FROM pg_partition_tree('ledger_posting') AS found
        WHERE NOT EXISTS (SELECT FROM pg_trigger
                          WHERE tgrelid = found.relid AND tgname = 'ledger_postings_keep_the_law')
    LOOP
        EXECUTE format('CREATE TRIGGER ledger_postings_keep_the_law AFTER INSERT ON %s'
                       ' REFERENCING NEW TABLE AS added'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_keep_the_law()', part);
    END LOOP;
END $$;
SELECT ledger_guard_partitions();
"""


class Migration(migrations.Migration):
    """Let every partition of postings keep the law."""

    dependencies = [("ledger", "0003_slices_since_when")]

    operations = [
        migrations.RunSQL(FORWARD, "DROP FUNCTION ledger_guard_partitions() CASCADE"),
    ]
