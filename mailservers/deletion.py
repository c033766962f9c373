"""Deleting a server, whatever else is done with it at that moment."""

from django.db import transaction

from mailservers.collisions import again_after_collision
from mailservers.models import MailServer
from mailservers.revisions import one_writer_at_a_time


@again_after_collision
@transaction.atomic
def delete_server(pk: int) -> MailServer | None:
    """Delete it at once and for everybody; the server as it was, or None when there was none any more.

    Who refers to the server meanwhile (a document, a work location) waits for the lock and is then told that it is
    gone. The locks are taken in the order in which saving a server takes them.
    """
    one_writer_at_a_time()
    server = MailServer.objects.select_for_update().filter(pk=pk).first()
    if server is not None:
        server.delete()
    return server
