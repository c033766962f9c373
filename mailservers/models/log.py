"""SMTP logs: every conversation with a server, kept with its outcome and its transcript."""

import os
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .server import MailServer, MailServerRevision

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: read out on the telephone
_LETTER_OF = (CODE_LETTERS * 8).encode()  # each of 256 octets stands for one of 32 letters


def new_code() -> str:
    """A short code for the telephone, such as K7PM3XQ4; 40 bits, so collisions stay rare and harmless."""
    return os.urandom(8).translate(_LETTER_OF).decode()


class SmtpLog(models.Model):
    """One conversation, a test or a delivery: what was tried, by whom, how it ended, and every word of it.

    The JSON fields have the shapes of `smtp_check --json`: stages, recipients, tls, transcript. A delivery over a
    connection that was already open `continues` the log in which that connection was opened.
    """

    class Kind(models.TextChoices):
        TEST = "test", _("test")
        DELIVERY = "delivery", _("document")

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        ACCEPTED = "accepted", _("accepted")
        FAILED = "failed", _("failed")
        INTERRUPTED = "interrupted", _("interrupted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, default=new_code)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.RUNNING)
    server = models.ForeignKey(
        MailServer, on_delete=models.SET_NULL, null=True, related_name="logs", db_index=False, db_constraint=False
    )
    identification = models.CharField(max_length=100, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="smtp_logs",
        db_index=False,
        db_constraint=False,
    )
    actor_name = models.CharField(max_length=200, blank=True)

    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10)
    authentication = models.CharField(max_length=12, blank=True)
    username = models.CharField(max_length=320, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    settings_changed = models.BooleanField(default=False)  # tested with values that were not saved
    # The saved settings that were tried; for a test of unsaved values it is filled in when exactly these are saved.
    revision = models.ForeignKey(
        MailServerRevision, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    settings_digest = models.CharField(max_length=64, blank=True)  # keyed, see testmail
    request_digest = models.CharField(max_length=64, blank=True)
    recipient = models.CharField(max_length=320, blank=True)  # of a test mail
    # Settings that work where these failed: {"state": "searching" | "found" | "none", host, port, security, change}.
    remedy = models.JSONField(null=True)

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # the run's last sign of life
    cancel_requested = models.BooleanField(default=False)
    duration_ms = models.PositiveIntegerField(default=0)
    phase = models.CharField(max_length=10, blank=True)
    contact = models.BooleanField(default=False)
    temporary = models.BooleanField(default=False)
    reply_code = models.PositiveSmallIntegerField(null=True)
    reply_enhanced = models.CharField(max_length=12, blank=True)
    reply_text = models.TextField(blank=True)
    diagnosis_code = models.CharField(max_length=60, blank=True)
    diagnosis_facts = models.JSONField(default=dict)
    address = models.CharField(max_length=64, blank=True)
    mechanism = models.CharField(max_length=20, blank=True)
    queue_id = models.CharField(max_length=200, blank=True)
    tls = models.JSONField(null=True)
    capabilities = models.JSONField(default=dict)
    stages = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    transcript = models.JSONField(default=list)
    continues = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = _("SMTP log")
        ordering = ["-started_at"]
        # Thousands of deliveries a second write this table: no index that another one covers, and none (nor a
        # constraint) for references. Each would be looked up, and its row locked, for every message.
        indexes = [
            models.Index(fields=["code"], name="log_by_code"),
            # Of runs in progress only, so that deliveries, which are written when they have ended, cost nothing.
            models.Index(fields=["seen_at"], name="log_running", condition=models.Q(finished_at__isnull=True)),
            models.Index(fields=["-started_at"], name="log_newest"),
            models.Index(fields=["server", "kind", "-started_at"], name="log_of_server"),
            models.Index(fields=["actor", "-started_at"], name="log_of_actor"),
        ]

    def __str__(self) -> str:
        return self.code
