"""Bring every stored secret under the newest encryption key, so that older keys can be thrown away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mailservers.encryption import SecretUnreadable, encrypted_columns, rotate


class Command(BaseCommand):
    help = "Re-encrypts every stored password with the first key of FIELD_ENCRYPTION_KEYS."
    requires_system_checks: list[str] = []  # it must run when some values cannot be read, to say which

    def handle(self, *args: Any, **options: Any) -> None:
        rotated, unreadable = 0, []
        for model, name in encrypted_columns():
            rows = model._default_manager.exclude(**{name: ""}).values_list("pk", name)
            for pk, value in list(rows):  # not a cursor: SQLite would see the rows that are being written
                try:
                    fresh = rotate(value)
                except SecretUnreadable:
                    unreadable.append(f"{model._meta.label} {pk}")
                    continue
                # Only if it is still the same: somebody may be entering a new password at this moment.
                rotated += model._default_manager.filter(pk=pk, **{name: value}).update(**{name: fresh})
        self.stdout.write(f"{rotated} secrets are now encrypted with the newest key.")
        if unreadable:
            raise CommandError("No key reads these: " + ", ".join(unreadable))
