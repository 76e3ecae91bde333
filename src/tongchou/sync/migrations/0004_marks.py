"""What two logs say of each other: epochs, hashes beside positions, a fault for each direction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a peer's row hold marks, and both directions' faults."""

    dependencies = [("sync", "0003_waiting_behind")]

    operations = [
        migrations.RenameField("peer", "asked_at", "signed_at"),
        migrations.AlterField(
            "peer",
            "signed_at",
            models.DateTimeField(null=True, help_text="the moment it signed last, by its clock"),
        ),
        migrations.AddField(
            "peer",
            "epoch",
            models.IntegerField(default=1, help_text="of the peer's log held here"),
        ),
        migrations.AddField(
            "peer", "sealed_hash", models.BinaryField(max_length=32, default=bytes(32))
        ),
        migrations.AddField(
            "peer", "sent_hash", models.BinaryField(max_length=32, default=bytes(32))
        ),
        migrations.AddField(
            "peer",
            "refusal_code",
            models.CharField(
                max_length=64, blank=True, default="", help_text="why its log does not go on here"
            ),
        ),
        migrations.AlterField("peer", "refusal_zh", models.TextField(blank=True, default="")),
        migrations.AddField(
            "peer",
            "refused_code",
            models.CharField(
                max_length=64, blank=True, default="", help_text="why our log does not go on there"
            ),
        ),
        migrations.AddField("peer", "refused_zh", models.TextField(blank=True, default="")),
        migrations.AddField("peer", "refused_en", models.TextField(blank=True, default="")),
        migrations.AddField(
            "peer",
            "is_unheard",
            models.BooleanField(
                default=False, help_text="not heard since this node was restored from a copy"
            ),
        ),
    ]
