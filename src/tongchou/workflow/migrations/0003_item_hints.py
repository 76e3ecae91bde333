"""Hints on an item: what a clerk should look at, though it hinders nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let an item keep hints."""

    dependencies = [("workflow", "0002_item_number")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="hints",
            field=models.JSONField(default=list, help_text="to be looked at; they hinder nothing"),
        )
    ]
