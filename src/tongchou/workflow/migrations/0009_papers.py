"""Keep the bytes of each file once, by their digest, and say for which paper a file is."""

import django.db.models.deletion
from django.db import migrations, models

from tongchou.storage.large import write_fast


class Migration(migrations.Migration):
    """Move the bytes of files into a table of their own."""

    dependencies = [("workflow", "0008_handed_in_from_outside")]

    operations = [
        migrations.CreateModel(
            name="Content",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("body", models.BinaryField()),
            ],
        ),
        write_fast("workflow_content", "body"),
        migrations.RenameField("attachment", "content", "body"),
        migrations.RunSQL(
            "INSERT INTO workflow_content (digest, size, body)"
            " SELECT DISTINCT ON (1) encode(sha256(body), 'hex'), length(body), body"
            " FROM workflow_attachment",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            "attachment",
            "content",
            models.ForeignKey(
                db_column="digest",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="workflow.content",
            ),
        ),
        migrations.RunSQL(
            "UPDATE workflow_attachment SET digest = encode(sha256(body), 'hex')",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("attachment", "body"),
        migrations.AddField(
            "attachment",
            "paper",
            models.CharField(blank=True, db_default="", max_length=32),
        ),
        migrations.AddField(
            "attachment",
            "login",
            models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddField(
            "attachment",
            "by",
            models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField("attachment", "at", models.DateTimeField(null=True)),
        migrations.AddField(
            "attachment",
            "until",
            models.DateField(help_text="the day by which a promised paper is due", null=True),
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=models.Q(
                    ("content__isnull", True), ("until__isnull", True), _connector="XOR"
                ),
                name="attachment_is_file_or_promise",
            ),
        ),
        migrations.CreateModel(
            name="Awaited",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "item",
                        "paper",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflow.item",
                    ),
                ),
                ("paper", models.CharField(max_length=32)),
                ("until", models.DateField(db_index=True)),
            ],
        ),
    ]
