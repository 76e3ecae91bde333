"""The tables of the ledger; entries and postings are partitioned by province."""

import django.contrib.postgres.fields
from django.db import migrations, models

from tongchou.storage.large import write_fast
from tongchou.storage.partitions import CreatePartitioned


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('book', models.CharField(choices=[('fund', '基金账'), ('accounts', '个人账户账')], max_length=8)),
                ('month', models.IntegerField()),
                ('account', models.CharField(max_length=16)),
                ('debit_fen', models.DecimalField(decimal_places=0, max_digits=40)),
                ('credit_fen', models.DecimalField(decimal_places=0, max_digits=40)),
                ('pk', models.CompositePrimaryKey('province', 'scheme', 'book', 'month', 'account', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'ledger_balance',
                'indexes': [models.Index(fields=['scheme', 'book', 'month'], name='balance_of_a_book')],
            },
        ),
        migrations.CreateModel(
            name='BalanceDelta',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('book', models.CharField(choices=[('fund', '基金账'), ('accounts', '个人账户账')], max_length=8)),
                ('month', models.IntegerField()),
                ('account', models.CharField(max_length=16)),
                ('debit_fen', models.DecimalField(decimal_places=0, max_digits=40)),
                ('credit_fen', models.DecimalField(decimal_places=0, max_digits=40)),
            ],
            options={
                'db_table': 'ledger_balance_delta',
            },
        ),
        CreatePartitioned(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('province', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=40)),
                ('scheme', models.CharField(max_length=3)),
                ('book', models.CharField(choices=[('fund', '基金账'), ('accounts', '个人账户账')], max_length=8)),
                ('posted_on', models.DateField()),
                ('month', models.IntegerField(help_text='months since year 0')),
                ('item_number', models.CharField(max_length=32)),
                ('memo', models.CharField(max_length=200)),
                ('memo_en', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Slice',
            fields=[
                ('pk', models.CompositePrimaryKey('province', 'number', 'part', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=40)),
                ('part', models.IntegerField()),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('holders', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('amounts_fen', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        CreatePartitioned(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('province', 'number', 'leg', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('number', models.CharField(max_length=40)),
                ('leg', models.IntegerField()),
                ('scheme', models.CharField(max_length=3)),
                ('book', models.CharField(choices=[('fund', '基金账'), ('accounts', '个人账户账')], max_length=8)),
                ('month', models.IntegerField(help_text='months since year 0')),
                ('account', models.CharField(max_length=16)),
                ('holder', models.CharField(blank=True, default='', max_length=18)),
                ('amount_fen', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('holder', ''), _negated=True), fields=['holder'], name='posting_holder')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen__range', (-1000000000000000, 1000000000000000))), name='posting_amount_bounded')],
            },
        ),
        write_fast("ledger_slice", "accounts"),
        write_fast("ledger_slice", "holders"),
        write_fast("ledger_slice", "amounts_fen"),
    ]
