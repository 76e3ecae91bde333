"""Spare the bodies of events the slow compression."""

from django.db import migrations

from tongchou.storage.large import write_fast


class Migration(migrations.Migration):
    """Let bodies be written fast."""

    dependencies = [("events", "0001_initial")]

    operations = [write_fast("events_event", "body")]
