"""A second epoch: marks name it, and what is held of an earlier one is set aside and kept."""

from django.db import migrations, models

SET_ASIDE = """
-- Held events are append-only to the application. This moves those of a log behind a position to
-- the former events, with the owner's rights, and nothing else: only under an acceptance that is
-- recorded, and only behind the position that this names.
CREATE FUNCTION sync_set_aside(log text, replacing integer, beyond bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM sync_acceptance
                   WHERE node = log AND epoch = replacing AND position = beyond) THEN
        RAISE EXCEPTION 'no acceptance of epoch % of node % behind %', replacing, log, beyond;
    END IF;
    INSERT INTO sync_formerevent (node, epoch, position, kind, item_number, addressee,
                                  recorded_at, body, algorithm, digest, hash, fault)
    SELECT log, replacing, held.position, held.kind, held.item_number, held.addressee,
           held.recorded_at, held.body, held.algorithm, held.digest, held.hash,
           coalesce(aside.fault, '')
    FROM sync_heldevent AS held
    LEFT JOIN sync_quarantine AS aside ON aside.node = log AND aside.position = held.position
                                      AND aside.settled_at IS NULL
    WHERE held.province = log AND held.position > beyond;
    GET DIAGNOSTICS moved = ROW_COUNT;
    DELETE FROM sync_heldevent WHERE province = log AND position > beyond;
    DELETE FROM sync_quarantine WHERE node = log AND position > beyond;
    RETURN moved;
END $$;
"""


class Migration(migrations.Migration):
    """Make the tables of epochs, and the one way by which held events are set aside."""

    dependencies = [("sync", "0010_echo")]

    operations = [
        migrations.AddField("peer", "sealed_epoch", models.IntegerField(default=1)),
        migrations.AddField("peer", "sent_epoch", models.IntegerField(default=1)),
        migrations.AddField(
            "peer",
            "agreed_position",
            models.BigIntegerField(
                default=0,
                help_text="of our log, the last at which the peer's copy was the same",
            ),
        ),
        migrations.AddField("peer", "agreed_epoch", models.IntegerField(default=1)),
        migrations.AddField(
            "peer", "agreed_hash", models.BinaryField(max_length=32, default=bytes(32))
        ),
        migrations.AddField(
            "peer",
            "opening",
            models.TextField(
                blank=True,
                default="",
                help_text="its new epoch, to be accepted here, as it told it",
            ),
        ),
        migrations.AddField(
            "peer",
            "is_waived",
            models.BooleanField(default=False, help_text="it is not waited for, by an act"),
        ),
        migrations.AddField(
            "checkpoint", "epoch", models.IntegerField(default=1, help_text="of that log")
        ),
        migrations.CreateModel(
            name="Opened",
            fields=[
                ("epoch", models.IntegerField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
                ("opened_at", models.CharField(max_length=27)),
                ("opened_by", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("node", models.CharField(max_length=2)),
                ("epoch", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("set_aside", models.BigIntegerField()),
                ("last_head", models.BigIntegerField()),
                ("accepted_at", models.DateTimeField()),
                ("accepted_by", models.CharField(max_length=64)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="FormerEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "node",
                        "epoch",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("node", models.CharField(max_length=2)),
                ("epoch", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("kind", models.CharField(blank=True, max_length=64)),
                ("item_number", models.CharField(blank=True, max_length=32)),
                ("addressee", models.CharField(blank=True, max_length=2)),
                ("recorded_at", models.CharField(blank=True, max_length=27)),
                ("body", models.TextField(blank=True)),
                ("algorithm", models.CharField(max_length=16)),
                ("digest", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("fault", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="WrittenBefore",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("node", models.CharField(max_length=2)),
                ("content", models.BinaryField(max_length=32)),
                ("epoch", models.IntegerField()),
                ("position", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["node", "content"], name="written_before_content")
                ],
            },
        ),
        migrations.RunSQL(SET_ASIDE, "DROP FUNCTION sync_set_aside(text, integer, bigint)"),
    ]
