from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sync', '0006_kept_heads'),
    ]

    operations = [
        migrations.CreateModel(
            name='NodeKey',
            fields=[
                ('key_id', models.CharField(help_text='its fingerprint', max_length=64, primary_key=True, serialize=False)),
                ('node', models.CharField(db_index=True, max_length=2)),
                ('algorithm', models.CharField(max_length=32)),
                ('public_key', models.TextField(help_text='SubjectPublicKeyInfo, PEM')),
                ('valid_from', models.DateTimeField(null=True)),
                ('valid_until', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='NodeKeyEnd',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.ForeignKey(on_delete=models.deletion.DO_NOTHING, related_name='ends', to='sync.nodekey')),
                ('ends_at', models.DateTimeField()),
                ('is_revoked', models.BooleanField(help_text='or was handed over')),
                ('why', models.CharField(blank=True, default='', max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=64)),
            ],
        ),
    ]
