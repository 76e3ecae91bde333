"""Sums of the proven tables, kept by triggers; and what comparing them comes to."""

from collections.abc import Iterator

import django.db.models.deletion
from django.db import migrations, models

from tongchou.storage.partitions import DEFAULT
from tongchou.storage.proven import SUMS, Proven, Summed

TABLES = (
    Summed("ledger_entry", Proven(key=("number",), month="month"),
        columns=("number", "scheme", "book", "posted_on", "item_number", "memo", "memo_en")),
    Summed("ledger_posting", Proven(key=("number", "leg"), month="month", leg="leg"),
        columns=("number", "leg", "scheme", "book", "account", "holder", "amount_fen")),
    Summed("registry_assessment", Proven(key=("credit_code", "scheme", "month", "item_number"), month="month"),
        columns=("scheme", "credit_code", "item_number", "people", "base_fen", "employer_fen", "employee_fen", "received_on", "receipt_item_number"),
        nullable=("received_on",)),
    Summed("registry_benefit", Proven(key=("ssn", "scheme", "kind")),
        columns=("scheme", "ssn", "kind", "from_month", "retirement_month", "basic_fen", "account_fen", "total_fen", "contribution_months", "wage_index_e4", "worksheet", "provisional", "item_number")),
    Summed("registry_contribution", Proven(key=("ssn", "scheme", "month", "credit_code"), month="month"),
        columns=("scheme", "ssn", "credit_code", "item_number", "row", "wage_fen", "base_fen", "employer_fen", "employee_fen")),
    Summed("registry_earlierrecord", Proven(key=("ssn", "scheme", "source", "paid_in", "from_month", "until_month", "place")),
        columns=("scheme", "ssn", "source", "paid_in", "from_month", "until_month", "place", "months", "wage_index_e4", "base_sum_fen", "account_fen", "item_number")),
    Summed("registry_employer", Proven(key=("credit_code",)),
        columns=("credit_code", "name", "division_code", "registered_on")),
    Summed("registry_enrolment", Proven(key=("ssn", "scheme", "credit_code", "from_month")),
        columns=("scheme", "ssn", "credit_code", "from_month", "until_month", "end_reason"),
        nullable=("until_month",)),
    Summed("registry_payment", Proven(key=("ssn", "scheme", "kind", "month"), month="month"),
        columns=("scheme", "ssn", "kind", "amount_fen", "account_part_fen", "paid_on", "item_number")),
    Summed("registry_person", Proven(key=("ssn",), apart=("name_key", "handle")),
        columns=("ssn", "name", "sex", "birth_on")),
    Summed("registry_receipt", Proven(key=("serial", "scheme"), month="month"),
        columns=("scheme", "serial", "credit_code", "amount_fen", "received_on", "item_number")),
    Summed("registry_transfer", Proven(key=("letter",), provinces=("origin", "destination"), apart=("id",)),
        columns=("letter", "scheme", "ssn", "name", "origin", "destination", "requested_on", "answered_on", "completed_on", "refused", "reason", "months", "account_fen", "pooled_fen"),
        nullable=("answered_on", "completed_on")),
)
PARTITIONED = {
    "ledger_entry", "ledger_posting", "registry_assessment", "registry_benefit",
    "registry_contribution", "registry_earlierrecord", "registry_enrolment", "registry_payment",
    "registry_receipt",
}


def watched() -> Iterator[migrations.RunSQL]:
    """Return the operations that make the functions and triggers, and sum what stands there."""
    for table in TABLES:
        is_split = table.table in PARTITIONED
        statements = [table.create_function()]
        statements += table.create_triggers(table.table, holds_rows=not is_split)
        if is_split:
            statements += table.create_triggers(f"{table.table}_{DEFAULT}", holds_rows=True)
        statements.append(table.fill())
        yield migrations.RunSQL(";\n".join(statements), f"DROP FUNCTION {table.table}_summed() CASCADE")


class Migration(migrations.Migration):
    """Keep sums of the proven tables, and what comes of comparing them."""

    dependencies = [
        ('proof', '0002_shadows'),
        ('registry', '0004_pieces_of_names'),
        ('ledger', '0002_law_of_the_ledger'),
    ]

    operations = [
        migrations.CreateModel(
            name='TableSum',
            fields=[
                ('name', models.CharField(help_text='the table', max_length=63)),
                ('province', models.CharField(max_length=2)),
                ('month', models.IntegerField(help_text='months since year 0; 0 in a table without months')),
                ('bucket', models.IntegerField()),
                ('rows', models.DecimalField(decimal_places=0, max_digits=20)),
                ('low', models.DecimalField(decimal_places=0, max_digits=40)),
                ('high', models.DecimalField(decimal_places=0, max_digits=40)),
                ('pk', models.CompositePrimaryKey('province', 'name', 'month', 'bucket', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'proof_sum',
            },
        ),
        migrations.CreateModel(
            name='TableSumDelta',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='the table', max_length=63)),
                ('province', models.CharField(max_length=2)),
                ('month', models.IntegerField(help_text='months since year 0; 0 in a table without months')),
                ('bucket', models.IntegerField()),
                ('rows', models.DecimalField(decimal_places=0, max_digits=20)),
                ('low', models.DecimalField(decimal_places=0, max_digits=40)),
                ('high', models.DecimalField(decimal_places=0, max_digits=40)),
            ],
            options={
                'db_table': 'proof_sum_delta',
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province', models.CharField(max_length=2)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(blank=True, help_text="'' when nobody asked for it", max_length=64)),
                ('state', models.CharField(choices=[('asked', '待应答'), ('comparing', '对账中'), ('equal', '一致'), ('different', '不一致'), ('unfinished', '未完成')], default='asked', max_length=12)),
                ('step', models.IntegerField(default=0)),
                ('tries', models.IntegerField(default=0, help_text='how often it was begun')),
                ('agenda', models.JSONField(default=list)),
                ('own', models.BigIntegerField(default=0)),
                ('down', models.BigIntegerField(default=0)),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('missing', models.BigIntegerField(default=0)),
                ('surplus', models.BigIntegerField(default=0)),
                ('different', models.BigIntegerField(default=0)),
                ('is_whole', models.BooleanField(default=True, help_text='nothing that differs was left unseen')),
            ],
            options={
                'indexes': [models.Index(fields=['province', '-id'], name='proof_recon_provinc_a4abf8_idx')],
            },
        ),
        migrations.CreateModel(
            name='Mismatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('table', models.CharField(max_length=63)),
                ('month', models.IntegerField()),
                ('key', models.JSONField()),
                ('field', models.CharField(blank=True, max_length=63)),
                ('in_province', models.TextField(null=True)),
                ('at_ministry', models.TextField(null=True)),
                ('rows', models.BigIntegerField()),
                ('proof', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mismatches', to='proof.reconciliation')),
            ],
        ),
        SUMS.create_fold(),
        *watched(),
    ]
