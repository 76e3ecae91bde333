"""Say of an item which agency took it in for the one that is competent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Give items the agency that took them in."""

    dependencies = [("workflow", "0012_batches")]

    operations = [
        migrations.AddField(
            "item",
            "taken_in_by",
            models.CharField(
                blank=True,
                db_default="",
                help_text="the agency that took it in for the one that is competent",
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                condition=models.Q(("taken_in_by", ""), _negated=True),
                fields=["taken_in_by", "-accepted_at", "-number"],
                name="item_taken_in",
            ),
        ),
    ]
