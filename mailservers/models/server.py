"""A registered outgoing server, and the immutable history of its settings."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mailservers.fields import EncryptedTextField
from mailservers.smtp.settings import Security, ServerSettings


class Authentication(models.TextChoices):
    """Whose login is used."""

    NONE = "none", _("None")
    CENTRAL = "central", _("Central")
    PER_EMPLOYEE = "per_employee", _("Per employee")


SECURITY_CHOICES = [
    (Security.NONE.value, _("None")),
    (Security.STARTTLS.value, _("STARTTLS")),
    (Security.SSL.value, _("Secure connection (SSL)")),
]


class ServerFields(models.Model):
    """The settings of a server, as they are now and as each revision keeps them. `password` is encrypted."""

    host = models.CharField(_("Mail server address"), max_length=255)
    port = models.PositiveIntegerField(
        _("Port"), default=25, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    security = models.CharField(_("Security"), max_length=10, choices=SECURITY_CHOICES, default=Security.NONE.value)
    authentication = models.CharField(
        _("Authentication"), max_length=12, choices=Authentication.choices, default=Authentication.NONE
    )
    username = models.CharField(_("User name"), max_length=320, blank=True)
    password = EncryptedTextField(blank=True, editable=False)
    verify_certificate = models.BooleanField(_("Verify the certificate"), default=True)
    ca_certificate = models.TextField(_("Own certificate authority (PEM)"), blank=True)
    sender_address = models.EmailField(_("Sender address"), max_length=254, blank=True)
    max_connections = models.PositiveSmallIntegerField(
        _("Connections at the same time"), default=2, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    messages_per_minute = models.PositiveIntegerField(
        _("Messages per minute (0 = no limit)"), default=0, validators=[MaxValueValidator(1_000_000)]
    )

    class Meta:
        abstract = True

    def smtp_settings(self) -> ServerSettings:
        """What the SMTP client needs of these settings; no login."""
        return ServerSettings(
            host=self.host,
            port=self.port,
            security=Security(self.security),
            verify_certificate=self.verify_certificate,
            ca_certificate=self.ca_certificate,
            ehlo_name=settings.EHLO_NAME,
        )


SETTINGS_FIELDS = tuple(field.name for field in ServerFields._meta.fields)


class MailServer(ServerFields):
    """One registered outgoing (submission) server; people choose it by its identification."""

    identification = models.CharField(_("Identification"), max_length=100)
    identification_key = models.CharField(max_length=300, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # The form it was made with: a second click on save finds the server that the first one made.
    form_token = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("mail server")
        verbose_name_plural = _("mail servers")
        ordering = ["identification_key"]

    def __str__(self) -> str:
        return self.identification

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.identification_key = key_of(self.identification)
        super().save(*args, **kwargs)


class MailServerRevision(ServerFields):
    """The settings from one moment on; never changed. Its number orders logins and changes in time."""

    server = models.ForeignKey(MailServer, on_delete=models.CASCADE, related_name="revisions")
    identification = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["server", "-id"], name="revision_newest")]

    def __str__(self) -> str:
        return f"{self.identification} #{self.pk}"


# Letters and symbols by their Unicode category, yet blank to every reader.
BLANK_LETTERS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")


def key_of(identification: str) -> str:
    """What makes two identifications the same: compatibility forms, case and any run of spaces are equal.

    Characters that show nothing (zero-width spaces, direction marks) do not count.
    """
    visible = "".join(char for char in identification if unicodedata.category(char) != "Cf")
    spaced = visible.translate(BLANK_LETTERS)
    return " ".join(unicodedata.normalize("NFKC", spaced).casefold().split())
