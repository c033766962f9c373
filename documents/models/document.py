"""One e-mail to be delivered, its recipients, and its words in wire form."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.identifiers import new_id
from mailservers.models import MailServer

from .trouble import InTrouble

AT_ONCE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # not_before of what never waited; no clock is behind it


class Status(models.TextChoices):
    """Where a document is. `documents.transitions` lists the ways from one to the next."""

    QUEUED = "queued", _("queued")  # waits for a worker
    SENDING = "sending", _("sending")  # a worker has claimed it
    RETRYING = "retrying", _("will be tried again")  # a temporary failure; `not_before` tells when
    SENT = "sent", _("sent")  # the server took responsibility for every recipient
    FAILED = "failed", _("failed")  # refused for good, for at least one recipient
    HELD = "held", _("on hold")  # waits for a person; `reason` tells for what
    CANCELLED = "cancelled", _("cancelled")  # somebody stopped it in time

    @classmethod
    def waiting(cls) -> tuple["Status", ...]:
        """Those that a worker may claim."""
        return cls.QUEUED, cls.RETRYING

    @classmethod
    def open(cls) -> tuple["Status", ...]:
        """Those that may still lead to a delivery."""
        return cls.QUEUED, cls.SENDING, cls.RETRYING, cls.HELD


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents by where they are."""

    def in_trouble(self, *statuses: str) -> "DocumentQuerySet":
        """Those on hold and failed, or only those with one of `statuses`; never reads the others."""
        troubled = self.filter(status__in_trouble=True)
        return troubled.filter(status__in=statuses) if statuses else troubled


class Document(models.Model):
    """What somebody sent, from intake until every recipient has an outcome.

    `reason` is one of `documents.reasons` or a diagnosis code, with `reason_facts` for its sentence.
    `lane` is None as long as there is no server to send through. `lease` and `fence` belong to the worker that
    claimed it: only who knows both may write a result.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="documents", db_index=False
    )
    sender_name = models.CharField(max_length=150, blank=True)
    server = models.ForeignKey(
        MailServer, on_delete=models.SET_NULL, null=True, related_name="documents", db_index=False
    )
    server_identification = models.CharField(max_length=100, blank=True)
    revision_limit = models.BigIntegerField(default=0)  # the settings its sender's login ran on
    lane = models.ForeignKey(
        "documents.Lane", on_delete=models.SET_NULL, null=True, related_name="documents", db_index=False
    )

    from_address = models.CharField(max_length=320)
    from_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=998, blank=True)
    message_id = models.CharField(max_length=400)  # fixed here, so that a repeat carries the same one
    size_bytes = models.PositiveBigIntegerField(default=0)  # on the wire
    attachment_count = models.PositiveSmallIntegerField(default=0)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    reason = models.CharField(max_length=60, blank=True)
    reason_facts = models.JSONField(default=dict)
    not_before = models.DateTimeField(default=AT_ONCE)
    attempt_count = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)  # counts claims; a result of an older claim is void
    lease = models.BigIntegerField(null=True, blank=True)  # Lease.pk, without a constraint: see documents.leases
    possibly_repeated = models.BooleanField(default=False)
    queue_id = models.CharField(max_length=200, blank=True)  # as announced by the server that took it

    idempotency_key = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of what was asked for under that key
    batch = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField()  # the last time a person asked for it; the days of trying count from here
    finished_at = models.DateTimeField(null=True, blank=True)

    is_new = True  # False on what intake returns for a request it had seen before

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="document_once_per_key",
            ),
        ]
        # Every index is written three times in the life of a document: these must be worth it.
        indexes = [
            models.Index(
                fields=["lane", "not_before", "id"],
                condition=models.Q(status__in=["queued", "retrying"]),
                name="document_due",
            ),
            models.Index(fields=["lease"], condition=models.Q(status="sending"), name="document_claimed"),
            models.Index(fields=["sender", "-id"], name="document_of_sender"),
            models.Index(
                fields=["status", "lane"], condition=models.Q(status__in=["held", "failed"]), name="document_in_trouble"
            ),
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="document_of_batch"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.pk)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in (Status.SENT, Status.FAILED, Status.CANCELLED)


Document._meta.get_field("status").register_lookup(InTrouble)


class Letter(models.Model):
    """The message as it goes over the wire, except the attachments: written once at intake, then copied.

    `wire` ends where the first attachment begins; without attachments it is the whole message (see `documents.wire`).
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="letter")
    wire = models.BinaryField()

    def __str__(self) -> str:
        return str(self.document_id)


class Recipient(models.Model):
    """One address of a document, with what became of it."""

    class Kind(models.TextChoices):
        TO = "to", _("To")
        CC = "cc", _("Cc")
        BCC = "bcc", _("Bcc")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not yet")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="recipients")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=320)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reply_code = models.PositiveSmallIntegerField(null=True, blank=True)
    reply_text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("recipient")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address
