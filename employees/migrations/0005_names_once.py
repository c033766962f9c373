"""A user name, and the name of one's token, exist once, whatever their case."""

from django.db import migrations, models
from django.db.models.functions import Lower


def tell_apart(apps, schema_editor):
    """Give every second one of a name a number; whoever came first keeps it."""
    people, tokens = apps.get_model("employees", "Employee"), apps.get_model("employees", "ApiToken")
    _number(people.objects.order_by("pk"), "username", 150, lambda person: None)
    _number(tokens.objects.order_by("pk"), "name", 100, lambda token: token.employee_id)


def _number(rows, field, longest, owner):
    rows = list(rows)
    taken = {(owner(row), getattr(row, field).lower()) for row in rows}
    seen = set()
    for row in rows:
        name, number = getattr(row, field), 1
        if (owner(row), name.lower()) in seen:
            while (owner(row), name.lower()) in taken:
                number += 1
                name = f"{getattr(row, field)[: longest - 6]}-{number}"
            setattr(row, field, name)
            row.save(update_fields=[field])
            taken.add((owner(row), name.lower()))
        seen.add((owner(row), name.lower()))


class Migration(migrations.Migration):
    dependencies = [("employees", "0004_authority_of_a_login")]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "employee", models.UniqueConstraint(Lower("username"), name="username_once_in_any_case")
        ),
        migrations.AddConstraint(
            "apitoken", models.UniqueConstraint("employee", Lower("name"), name="token_name_once_per_employee")
        ),
    ]
