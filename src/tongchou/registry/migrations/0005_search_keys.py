"""Keys by which people and employers are found; `tongchou node search` fills them for who is there."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_pieces_of_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchKey',
            fields=[
                ('pk', models.CompositePrimaryKey('province', 'is_employer', 'key', 'subject', blank=True, editable=False, primary_key=True, serialize=False)),
                ('province', models.CharField(max_length=2)),
                ('is_employer', models.BooleanField()),
                ('key', models.CharField(db_collation='C', help_text='the mark of a way (registry.names), and a text', max_length=41)),
                ('subject', models.CharField(help_text='the number, or the credit code', max_length=18)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='employer',
            name='employer_name_pieces',
        ),
        migrations.RemoveIndex(
            model_name='person',
            name='person_by_name',
        ),
        migrations.RemoveField(
            model_name='employer',
            name='pieces',
        ),
        migrations.RunSQL("DROP FUNCTION registry_pieces"),
        migrations.AddField(
            model_name='employer',
            name='former_names',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=128), db_default=[], help_text='曾用名: those it had before, in order; it is still found by them', size=None),
        ),
    ]
