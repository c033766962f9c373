"""Each try to deliver a document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailservers.models import SmtpLog

from .document import Document


class Attempt(models.Model):
    """One try and how it ended; the conversation is in `log` until retention removes it.

    Written by `documents.queue` only, in the statement that has just found the document and written the log: so the
    database need not look for them a second time. Measured: two constraints less are a tenth of a result's cost.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        TEMPORARY = "temporary", _("refused for now")
        PERMANENT = "permanent", _("refused")
        UNKNOWN = "unknown", _("broken off before the answer")  # may have been accepted
        SERVER = "server", _("the server could not be used")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="attempts", db_constraint=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    code = models.CharField(max_length=60, blank=True)  # diagnosis code, empty when accepted
    finished_at = models.DateTimeField()
    log = models.ForeignKey(SmtpLog, on_delete=models.SET_NULL, null=True, related_name="attempts", db_constraint=False)

    class Meta:
        verbose_name = _("attempt")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.number}"
