from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0005_open_items_by_division'),
    ]

    operations = [
        migrations.CreateModel(
            name='LostFile',
            fields=[
                ('number', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('why', models.CharField(max_length=200)),
            ],
        ),
    ]
