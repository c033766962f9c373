"""Let go of everything that waits for a person to look at one server."""

from documents import transitions
from documents.models import Document, Lane, Status
from mailservers.models import MailServer


def retry_held(server: MailServer) -> int:
    """Try again what is on hold for `server`; returns how many documents that are.

    The lanes are opened first: their documents then follow in bulk. What is on hold for a reason of its own, such as
    a missing attachment, is retried one by one.
    """
    held = Document.objects.filter(server=server, status=Status.HELD)
    count = held.count()
    for lane in Lane.objects.filter(server=server).exclude(state=Lane.State.OPEN):
        transitions.open_lane(lane.pk)
    for document_id in held.exclude(lane__documents__isnull=True).values_list("pk", flat=True):
        transitions.retry(document_id)
    return count
