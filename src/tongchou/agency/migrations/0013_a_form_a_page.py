# Kept forms last an hour at most: the table is made anew, for each page one.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0012_department_keys'),
    ]

    operations = [
        migrations.DeleteModel(name='KeptForm'),
        migrations.CreateModel(
            name='KeptForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=500)),
                ('typed', models.JSONField()),
                ('refusals', models.JSONField(default=list)),
                ('kept_at', models.DateTimeField()),
                ('clerk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_forms', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clerk', 'page'), name='one_form_a_page')],
            },
        ),
    ]
