"""What must happen to documents when something else is deleted or changed."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from documents import held
from mailservers.models import MailServer


@receiver(pre_delete, sender=MailServer, dispatch_uid="documents.hold_documents_of_deleted_server")
def hold_documents(instance: MailServer, **_signal: Any) -> None:
    """Deleting a server takes effect at once: what was queued for it is held, in the same transaction."""
    held.hold_documents_of(instance.pk, instance.identification)
