"""What lists and searches are read by: names in their order, employers by a part of the name."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

PIECES = """
CREATE FUNCTION registry_pieces(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT array_agg(DISTINCT substr(name, place, size))
    FROM generate_series(1, length(name)) AS place, generate_series(1, 2) AS size
)
"""


class Migration(migrations.Migration):
    """Order names byte by byte, and index them and the pieces of employers' names."""

    dependencies = [("registry", "0002_counters")]

    operations = [
        migrations.RunSQL(PIECES, "DROP FUNCTION registry_pieces"),
        migrations.RemoveIndex(model_name="person", name="person_name"),
        migrations.AlterField(
            model_name="person",
            name="name",
            field=models.CharField(db_collation="C", max_length=64),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["province", "name", "ssn"], name="person_by_name"),
        ),
        migrations.AddIndex(
            model_name="employer",
            index=GinIndex(
                models.Func(
                    "name",
                    function="registry_pieces",
                    output_field=ArrayField(models.TextField()),
                ),
                name="employer_name_pieces",
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="completed_on",
            field=models.DateField(db_index=True, null=True),
        ),
    ]
