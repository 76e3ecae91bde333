"""A node that was restored from an old copy names its new life, and peers give it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a peer's row hold both lives."""

    dependencies = [("sync", "0004_marks")]

    operations = [
        migrations.RemoveField("peer", "is_unheard"),
        migrations.AddField(
            "peer",
            "life",
            models.CharField(
                max_length=32,
                blank=True,
                default="",
                help_text="our restore since which it is not heard",
            ),
        ),
        migrations.AddField(
            "peer", "life_there", models.CharField(max_length=32, blank=True, default="")
        ),
        migrations.AlterField(
            "peer",
            "signed_at",
            models.DateTimeField(null=True, help_text="the moment of its last request"),
        ),
    ]
