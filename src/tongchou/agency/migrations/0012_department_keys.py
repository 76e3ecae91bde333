from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0011_substitutions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='upkeeprecord',
            name='kind',
            field=models.CharField(choices=[('psql', '直连数据库'), ('backup', '备份'), ('drill', '恢复演练'), ('restore', '恢复'), ('repair', '数据修复'), ('sums', '校验和重算'), ('dept_key', '部门公钥')], max_length=8),
        ),
    ]
