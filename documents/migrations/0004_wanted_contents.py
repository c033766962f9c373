import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_lean_logs'),
    ]

    operations = [
        migrations.RenameField(model_name='content', old_name='created_at', new_name='wanted_at'),
        migrations.AlterField(
            model_name='content',
            name='wanted_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
