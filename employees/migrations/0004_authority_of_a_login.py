"""A login remembers the certificate authority, too, that it was entered for."""

from django.db import migrations, models


def take_over(apps, schema_editor):
    for login in apps.get_model("employees", "ServerCredentials").objects.select_related("server"):
        login.ca_certificate = login.server.ca_certificate
        login.save(update_fields=["ca_certificate"])


class Migration(migrations.Migration):
    dependencies = [("employees", "0003_temporary_password")]

    operations = [
        migrations.AddField(
            "servercredentials",
            "ca_certificate",
            models.TextField(blank=True, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
