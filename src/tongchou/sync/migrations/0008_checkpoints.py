from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sync', '0007_register_of_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('node', models.CharField(help_text='whose log it is', max_length=2)),
                ('size', models.BigIntegerField(help_text='how many positions it covers')),
                ('note', models.TextField()),
                ('cosigner', models.CharField(max_length=2)),
                ('refusal', models.CharField(blank=True, default='', max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['node', 'cosigner', 'size'], name='checkpoint_place')],
            },
        ),
    ]
