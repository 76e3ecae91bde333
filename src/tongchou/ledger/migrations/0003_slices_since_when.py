"""Since when a part of an entry waits for the rest of it."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """Note when each part arrived."""

    dependencies = [("ledger", "0002_law_of_the_ledger")]

    operations = [
        migrations.AddField(
            model_name="slice",
            name="arrived_at",
            field=models.DateTimeField(db_default=Now(), help_text="by the database's clock"),
        ),
    ]
