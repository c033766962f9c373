"""Let go of everything that waits for a person to look at one server."""

from documents import transitions
from documents.held import OF_THE_DOCUMENT
from documents.models import Document, Lane, Status
from mailservers.models import MailServer


def retry_held(server: MailServer) -> int:
    """Try again what is on hold for `server`; returns how many documents that are.

    Its lanes are opened: the workers then queue what was on hold because of them. What is on hold for a reason of its
    own (a missing attachment, an unknown outcome) is for a person to look at, one by one.
    """
    held = Document.objects.in_trouble(Status.HELD).filter(server=server).exclude(reason__in=OF_THE_DOCUMENT)
    count = held.count()
    for lane in Lane.objects.filter(server=server).exclude(state=Lane.State.OPEN):
        transitions.open_lane(lane.pk)
    for document_id in held.filter(lane=None).values_list("pk", flat=True):
        transitions.retry(document_id)
    return count
