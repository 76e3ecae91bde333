from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sync', '0005_lives'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptHead',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('node', models.CharField(help_text='whose log it is, and who signed', max_length=2)),
                ('first_position', models.BigIntegerField()),
                ('last_position', models.BigIntegerField()),
                ('head', models.TextField(help_text='the line that was signed, without its end')),
                ('signature', models.BinaryField(max_length=512)),
                ('key_id', models.CharField(max_length=64)),
                ('refusal', models.CharField(blank=True, default='', max_length=64)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['node', 'last_position'], name='kept_head_place')],
            },
        ),
    ]
