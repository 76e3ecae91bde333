import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proof', '0005_shadows_keep_columns'),
    ]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='whole',
            field=models.JSONField(help_text='the row, as it is told and as it is held', null=True),
        ),
        migrations.CreateModel(
            name='Repair',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('item_number', models.CharField(db_index=True, max_length=32)),
                ('at', models.DateTimeField()),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repairs', to='proof.finding')),
            ],
        ),
        migrations.CreateModel(
            name='Wanted',
            fields=[
                ('pk', models.CompositePrimaryKey('node', 'position', 'item_number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('node', models.CharField(help_text='whose log', max_length=2)),
                ('position', models.BigIntegerField()),
                ('item_number', models.CharField(help_text='the item that asked for it', max_length=32)),
                ('came_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('came_at', None)), fields=['node', 'position'], name='wanted_not_come')],
            },
        ),
    ]
