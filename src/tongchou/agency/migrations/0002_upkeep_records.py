from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UpkeepRecord',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('psql', '直连数据库'), ('backup', '备份'), ('drill', '恢复演练'), ('restore', '恢复'), ('repair', '数据修复'), ('sums', '校验和重算')], max_length=8)),
                ('person', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=63)),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'at'], name='upkeep_record_kind')],
            },
        ),
    ]
