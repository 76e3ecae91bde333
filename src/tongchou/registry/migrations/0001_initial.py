import django.contrib.postgres.functions
import django.db.models.expressions
from django.db import migrations, models

from tongchou.storage.partitions import CreatePartitioned


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreatePartitioned(
            name='Receipt',
            fields=[
                ('pk', models.CompositePrimaryKey('serial', 'province', 'scheme', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('serial', models.CharField(max_length=64)),
                ('credit_code', models.CharField(max_length=18)),
                ('month', models.IntegerField()),
                ('amount_fen', models.BigIntegerField()),
                ('received_on', models.DateField()),
                ('item_number', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('letter', models.CharField(max_length=32, unique=True)),
                ('scheme', models.CharField(max_length=3)),
                ('ssn', models.CharField(db_index=True, max_length=18)),
                ('name', models.CharField(max_length=64)),
                ('origin', models.CharField(max_length=2)),
                ('destination', models.CharField(max_length=2)),
                ('requested_on', models.DateField()),
                ('answered_on', models.DateField(null=True)),
                ('completed_on', models.DateField(null=True)),
                ('refused', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('months', models.IntegerField(default=0)),
                ('account_fen', models.BigIntegerField(default=0)),
                ('pooled_fen', models.BigIntegerField(default=0)),
            ],
        ),
        CreatePartitioned(
            name='Assessment',
            fields=[
                ('pk', models.CompositePrimaryKey('credit_code', 'province', 'scheme', 'month', 'item_number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('credit_code', models.CharField(max_length=18)),
                ('month', models.IntegerField()),
                ('item_number', models.CharField(max_length=32)),
                ('people', models.IntegerField()),
                ('base_fen', models.BigIntegerField()),
                ('employer_fen', models.BigIntegerField()),
                ('employee_fen', models.BigIntegerField()),
                ('received_on', models.DateField(null=True)),
                ('receipt_item_number', models.CharField(blank=True, default='', max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['item_number'], name='registry_as_item_nu_b85a25_idx'), models.Index(condition=models.Q(('received_on', None)), fields=['province', 'scheme', 'month'], name='assessment_unreceived')],
            },
        ),
        CreatePartitioned(
            name='Benefit',
            fields=[
                ('pk', models.CompositePrimaryKey('ssn', 'province', 'scheme', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('ssn', models.CharField(max_length=18)),
                ('kind', models.CharField(help_text='a code of the table of benefits', max_length=24)),
                ('from_month', models.IntegerField()),
                ('retirement_month', models.IntegerField()),
                ('basic_fen', models.BigIntegerField()),
                ('account_fen', models.BigIntegerField()),
                ('total_fen', models.BigIntegerField()),
                ('contribution_months', models.IntegerField()),
                ('wage_index_e4', models.IntegerField()),
                ('worksheet', models.JSONField()),
                ('provisional', models.BooleanField()),
                ('item_number', models.CharField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['province', 'scheme', 'from_month'], name='registry_be_provinc_e7acdb_idx')],
            },
        ),
        CreatePartitioned(
            name='Contribution',
            fields=[
                ('pk', models.CompositePrimaryKey('ssn', 'province', 'scheme', 'month', 'credit_code', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('ssn', models.CharField(max_length=18)),
                ('month', models.IntegerField()),
                ('credit_code', models.CharField(max_length=18)),
                ('item_number', models.CharField(help_text='the declaration that told it', max_length=32)),
                ('row', models.IntegerField(help_text="its row in the declaration's file")),
                ('wage_fen', models.BigIntegerField()),
                ('base_fen', models.BigIntegerField()),
                ('employer_fen', models.BigIntegerField()),
                ('employee_fen', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['credit_code', 'month'], name='registry_co_credit__af89f8_idx')],
            },
        ),
        CreatePartitioned(
            name='EarlierRecord',
            fields=[
                ('pk', models.CompositePrimaryKey('ssn', 'province', 'scheme', 'source', 'paid_in', 'from_month', 'until_month', 'place', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('ssn', models.CharField(max_length=18)),
                ('source', models.CharField(help_text='prior, or transfer', max_length=8)),
                ('paid_in', models.CharField(help_text='the province where it was paid', max_length=2)),
                ('from_month', models.IntegerField()),
                ('until_month', models.IntegerField()),
                ('place', models.IntegerField(help_text='counts the spans alike that one transfer brings, from 1')),
                ('months', models.IntegerField()),
                ('wage_index_e4', models.IntegerField()),
                ('base_sum_fen', models.BigIntegerField()),
                ('account_fen', models.BigIntegerField()),
                ('item_number', models.CharField(max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('months__gt', 0), ('until_month__gte', django.db.models.expressions.CombinedExpression(models.F('from_month'), '+', models.F('months')))), name='earlier_record_fits_its_span')],
            },
        ),
        migrations.CreateModel(
            name='Employer',
            fields=[
                ('pk', models.CompositePrimaryKey('credit_code', 'province', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('credit_code', models.CharField(max_length=18)),
                ('name', models.CharField(max_length=128)),
                ('division_code', models.CharField(max_length=6)),
                ('registered_on', models.DateField()),
            ],
            options={
                'indexes': [models.Index(fields=['province', 'division_code'], name='registry_em_provinc_04e6e8_idx')],
            },
        ),
        CreatePartitioned(
            name='Enrolment',
            fields=[
                ('pk', models.CompositePrimaryKey('ssn', 'province', 'scheme', 'credit_code', 'from_month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('ssn', models.CharField(max_length=18)),
                ('credit_code', models.CharField(blank=True, help_text='the employer; empty for a person on their own', max_length=18)),
                ('from_month', models.IntegerField()),
                ('until_month', models.IntegerField(help_text='exclusive; empty while it lasts', null=True)),
                ('end_reason', models.CharField(blank=True, default='', max_length=16)),
            ],
            options={
                'indexes': [models.Index(fields=['credit_code', 'province', 'ssn'], name='registry_en_credit__97d831_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_month', None)), fields=('ssn', 'province', 'scheme', 'credit_code'), name='enrolment_open_once'), models.CheckConstraint(condition=models.Q(('until_month', None), ('until_month__gte', models.F('from_month')), _connector='OR'), name='enrolment_ends_after_it_began')],
            },
        ),
        CreatePartitioned(
            name='Payment',
            fields=[
                ('pk', models.CompositePrimaryKey('ssn', 'province', 'scheme', 'kind', 'month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('scheme', models.CharField(max_length=3)),
                ('ssn', models.CharField(max_length=18)),
                ('kind', models.CharField(help_text='the kind of benefit', max_length=24)),
                ('month', models.IntegerField()),
                ('amount_fen', models.BigIntegerField()),
                ('account_part_fen', models.BigIntegerField(help_text='taken from the individual account')),
                ('paid_on', models.DateField()),
                ('item_number', models.CharField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['item_number'], name='registry_pa_item_nu_24bdd9_idx')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('pk', models.CompositePrimaryKey('ssn', 'province', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('ssn', models.CharField(max_length=18)),
                ('name', models.CharField(max_length=64)),
                ('name_key', models.CharField(help_text='pinyin, so that lists sort as people do', max_length=200)),
                ('sex', models.CharField(max_length=1)),
                ('birth_on', models.DateField()),
                ('handle', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), help_text="names the person in this node's addresses, which must not show the number", unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['province', 'name_key'], name='registry_pe_provinc_695453_idx'), models.Index(fields=['name'], name='person_name', opclasses=['text_pattern_ops'])],
            },
        ),
    ]
