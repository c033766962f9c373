"""What documents of one server and one login have in common, and which worker is busy with what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mailservers.models import MailServer, MailServerRevision


class Lane(models.Model):
    """One server's settings with one login: what is wrong with these is wrong for every document in the lane.

    `employee` is set only where each employee has a login of their own.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WAITING = "waiting", _("waits for the server")  # tried again at `retry_at`, by one document
        STOPPED = "stopped", _("stopped")  # until the login changes or a person says retry

    server = models.ForeignKey(MailServer, on_delete=models.SET_NULL, null=True, related_name="lanes")
    revision = models.ForeignKey(MailServerRevision, on_delete=models.SET_NULL, null=True, related_name="lanes")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="lanes")
    identification = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=60, unique=True)  # revision and employee, kept when these are gone

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=60, blank=True)  # a diagnosis code or one of documents.reasons
    reason_facts = models.JSONField(default=dict)
    holds = models.BooleanField(default=False)  # whether a person must act: its documents are held, not retrying
    failures = models.PositiveIntegerField(default=0)  # in a row
    since = models.DateTimeField(null=True, blank=True)  # of the first of them
    retry_at = models.DateTimeField(null=True, blank=True)
    refused_login = models.CharField(max_length=64, blank=True)  # fingerprint of the login that was rejected
    last_log = models.ForeignKey("mailservers.SmtpLog", on_delete=models.SET_NULL, null=True, related_name="+")

    rtt_ms = models.FloatField(null=True, blank=True)  # round trip as last measured
    plain_spoken = models.BooleanField(default=False)  # answered grouped commands oddly once
    paced_until = models.DateTimeField(null=True, blank=True)  # what messages_per_minute allows is taken until then

    class Meta:
        verbose_name = _("lane")

    def __str__(self) -> str:
        return self.key


class Lease(models.Model):
    """A running worker's sign of life. Its claims fall back when it stops renewing (`documents.leases`)."""

    owner = models.CharField(max_length=200)  # machine and process, for people
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # by the clock of the database
    beats = models.PositiveBigIntegerField(default=0)  # grows with each renewal, whatever clocks do

    def __str__(self) -> str:
        return self.owner


class Seat(models.Model):
    """One of the connections that a lane allows, taken by a worker; falls free with its lease."""

    lane = models.ForeignKey(Lane, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    lease = models.ForeignKey(Lease, on_delete=models.CASCADE, related_name="seats")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "number"], name="one_worker_per_seat")]

    def __str__(self) -> str:
        return f"{self.lane} #{self.number}"
