"""Say with a step what must be mended of a matter, and why it is refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Give steps their points."""

    dependencies = [("workflow", "0009_papers")]

    operations = [
        migrations.AddField(
            "step",
            "points",
            models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="what to mend, or why it is refused",
            ),
        ),
    ]
