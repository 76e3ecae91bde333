"""Let a transfer keep the whole note with which the origin declined it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="transfer",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
    ]
