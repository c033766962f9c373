"""Attachment files that belong to no document: of forms that were given up, or of a crash before the document."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef
from django.utils import timezone

from documents.models import Attachment, Content

UNUSED = timedelta(days=2)  # twice as long as a form may refer to what it kept


def purge_contents() -> int:
    """Delete stored files that nobody has wanted for two days and no document has; the number of those.

    Somebody who attaches such a file at this very moment renews its `wanted_at` first, and so keeps it.
    """
    unused = Content.objects.filter(
        ~Exists(Attachment.objects.filter(content=OuterRef("pk"))), wanted_at__lt=timezone.now() - UNUSED
    )
    deleted = 0
    for key, stored_as in list(unused.values_list("pk", "stored_as")):
        count, _ = unused.filter(pk=key).delete()
        if count:
            default_storage.delete(stored_as)
            deleted += 1
    return deleted
