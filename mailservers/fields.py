"""Model fields of our own."""

from typing import Any

from django.db import models


class EncryptedTextField(models.TextField):
    """Text that `encryption.encrypt` made. The class only marks it, so that keys can be checked and rotated
    wherever secrets are kept; in the database and in migrations it is a plain text field.
    """

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
