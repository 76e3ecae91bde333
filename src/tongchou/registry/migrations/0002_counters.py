"""The registry's counters, and what folds them."""

from django.db import migrations, models

from tongchou.storage.deltas import Sums

COUNTERS = Sums("registry_counter", keys=("province", "scheme", "name"), amounts=("amount",))


class Migration(migrations.Migration):
    """Keep counters as appended deltas."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("pk", models.CompositePrimaryKey("province", "scheme", "name", blank=True, editable=False, primary_key=True, serialize=False)),
                ("province", models.CharField(max_length=2)),
                ("scheme", models.CharField(max_length=3)),
                ("name", models.CharField(max_length=32)),
                ("amount", models.DecimalField(decimal_places=0, max_digits=20)),
            ],
            options={"db_table": "registry_counter"},
        ),
        migrations.CreateModel(
            name="CounterDelta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province", models.CharField(max_length=2)),
                ("scheme", models.CharField(max_length=3)),
                ("name", models.CharField(max_length=32)),
                ("amount", models.DecimalField(decimal_places=0, max_digits=20)),
            ],
            options={"db_table": "registry_counter_delta"},
        ),
        COUNTERS.create_fold(),
    ]
