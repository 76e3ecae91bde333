from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proof', '0006_repairs'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='gaps',
            field=models.BigIntegerField(default=0, help_text='findings that are known gaps'),
        ),
    ]
