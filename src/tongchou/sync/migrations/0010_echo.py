from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sync', '0009_brought_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='peer',
            name='echo_seconds',
            field=models.FloatField(help_text="from an event of ours to the peer's word that it holds it", null=True),
        ),
        migrations.AddField(
            model_name='peer',
            name='echoed_at',
            field=models.DateTimeField(help_text='when the peer last said so', null=True),
        ),
    ]
