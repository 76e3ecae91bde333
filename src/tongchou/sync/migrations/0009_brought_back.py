"""Events of our own log that peers give back, and what they told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables of a log that is brought forward."""

    dependencies = [("sync", "0008_checkpoints")]

    operations = [
        migrations.CreateModel(
            name="Returned",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "peer",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("peer", models.CharField(max_length=2)),
                ("position", models.BigIntegerField()),
                ("algorithm", models.CharField(max_length=16)),
                ("digest", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("text", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Retold",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("content", models.BinaryField(db_index=True, max_length=32)),
            ],
        ),
    ]
