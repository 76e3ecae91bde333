"""Matters forwarded between provinces are summed like the other tables of both tiers."""

from django.db import migrations

from tongchou.storage.proven import Proven, Summed

FORWARDED = Summed(
    "registry_forwarded", Proven(key=("letter",), provinces=("sender", "competent")),
    columns=("letter", "scheme", "sender", "competent", "agency", "forwarded_on", "item", "subject", "subject_name", "form", "round", "papers", "turn", "seen_round", "followed_on", "status", "waits_for", "item_number", "due_on", "note", "points", "missing", "refusals"),
    nullable=("forwarded_on", "followed_on", "due_on"),
)
WATCHED = (
    FORWARDED.create_function(),
    *FORWARDED.create_triggers(FORWARDED.table, holds_rows=True),
    FORWARDED.fill(),
)


class Migration(migrations.Migration):
    """Watch the table of forwarded matters."""

    dependencies = [("proof", "0008_former_names"), ("registry", "0007_forwarded")]

    operations = [
        migrations.RunSQL(
            ";\n".join(WATCHED), f"DROP FUNCTION {FORWARDED.table}_summed() CASCADE"
        )
    ]
