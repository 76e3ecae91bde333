"""Spare the files of items the slow compression."""

from django.db import migrations

from tongchou.storage.large import write_fast


class Migration(migrations.Migration):
    """Let files be written fast."""

    dependencies = [("workflow", "0002_item_number")]

    operations = [write_fast("workflow_attachment", "content")]
