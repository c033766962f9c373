"""Files that go along with documents, each content stored once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .document import Document


class Content(models.Model):
    """A file in wire form (base64, lines of 76, CRLF), kept by Django's file storage under its SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()  # as it was attached
    wire_bytes = models.PositiveBigIntegerField()  # as it is stored and sent
    stored_as = models.CharField(max_length=200)
    wanted_at = models.DateTimeField(default=timezone.now)  # about when somebody attached it last

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A file of one document: its name and type are the document's, its content may be shared."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="attachments")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=150)
    header = models.BinaryField()  # the boundary line and the headers of this part, in wire form

    class Meta:
        verbose_name = _("attachment")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.filename
