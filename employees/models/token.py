"""Tokens for the HTTP API."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class ApiToken(models.Model):
    """A token acts as its employee. Only the SHA-256 of it is kept; the token is shown once."""

    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=8)  # its first characters, to tell tokens apart
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("employee", Lower("name"), name="token_name_once_per_employee")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
