"""The sequence from which items take their numbers."""

from django.db import migrations


class Migration(migrations.Migration):
    """Number items in order; a gap is allowed, a repetition is not."""

    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE workflow_item_number", "DROP SEQUENCE workflow_item_number"
        )
    ]
