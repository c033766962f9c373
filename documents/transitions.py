"""What people may do to a document, and the table of all ways from one status to the next.

    from       to         by
    (new)      queued     intake, when there is a lane for it; else held
    queued     sending    a worker claims it                       (documents.queue)
    retrying   sending    a worker claims it, from `not_before` on
    sending    sent       the server accepted every recipient      (documents.outcomes)
    sending    retrying   refused for now, or the reply was lost
    sending    failed     refused for good, for at least one recipient
    sending    held       something a person must put right
    sending    queued     given back; or its worker died
    queued     retrying   its lane waits for the server            (documents.lanes)
    queued, retrying      held       its lane is stopped, or its server was deleted
    held       queued     the cause is gone (documents.held), or a person says retry
    retrying, failed, cancelled      queued     a person says retry
    queued, retrying, held           cancelled  a person says cancel

Every function is one guarded UPDATE: when a worker or another person was faster it changes nothing and says so by
returning False. A document that is being sent can be neither retried nor cancelled; nobody can call back what is on
its way to the server.
"""

import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from documents import routing, wakeup, wire
from documents.models import Document, Lane, Letter, Recipient, Status
from documents.models.document import AT_ONCE
from mailservers.collisions import again_after_collision

RETRIABLE = (Status.FAILED, Status.HELD, Status.RETRYING, Status.CANCELLED)
CANCELLABLE = (Status.QUEUED, Status.RETRYING, Status.HELD)


@again_after_collision
def retry(document_id: uuid.UUID) -> bool:
    """Try the document again now, with the settings it was queued with. Opens its lane, whatever had stopped it.

    Only recipients without a delivery are tried. True when it is queued now; False when its status does not allow it
    or there still is no server to send it through (it then stays on hold).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().filter(pk=document_id, status__in=RETRIABLE).first()
        if document is None:
            return False
        if document.lane_id is None or document.server_id is None:
            return _send_elsewhere(document)
        open_lane(document.lane_id)
        return _queue(document)


@again_after_collision
def retry_with_current_settings(document_id: uuid.UUID) -> bool:
    """The same with the newest settings of its server; through the sender's work location when that was deleted."""
    with transaction.atomic():
        document = Document.objects.select_for_update().filter(pk=document_id, status__in=RETRIABLE).first()
        if document is None:
            return False
        if document.server_id is None:
            return _send_elsewhere(document)
        return _take_route(document, routing.route_through(document.server_id, document.sender, None))


@again_after_collision
def route_again(document_id: uuid.UUID, limit: int | None) -> bool:
    """Send what is on hold without a server through its sender's work location. False when there is none yet."""
    with transaction.atomic():
        homeless = Document.objects.filter(pk=document_id, status=Status.HELD, reason__in=routing.WITHOUT_LANE)
        document = homeless.select_for_update().first()
        if document is None:
            return False
        return _take_route(document, routing.route_of(document.sender, limit))


def cancel(document_id: uuid.UUID) -> bool:
    """Stop the document for good. False when it is being sent, or was finished already."""
    changed = Document.objects.filter(pk=document_id, status__in=CANCELLABLE).update(
        status=Status.CANCELLED, reason="", reason_facts={}, finished_at=timezone.now()
    )
    return changed == 1


def open_lane(lane_id: int) -> None:
    """Let a lane be used again at once; the workers then queue what was on hold because of it."""
    Lane.objects.filter(pk=lane_id).exclude(state=Lane.State.OPEN, failures=0).update(
        state=Lane.State.OPEN,
        reason="",
        reason_facts={},
        holds=False,
        failures=0,
        since=None,
        retry_at=None,
        refused_login="",
    )


def _send_elsewhere(document: Document) -> bool:
    """Through the sender's present work location, because the document has no server (any more)."""
    return _take_route(document, routing.route_of(document.sender, None))


def _take_route(document: Document, route: routing.Route) -> bool:
    if route.lane_id is None:
        Document.objects.filter(pk=document.pk, status=Status.HELD).update(
            reason=route.reason, reason_facts=route.facts
        )
        return False
    address = route.sender_address or (document.sender.email if document.sender else document.from_address)
    if address != document.from_address:
        letter = Letter.objects.get(pk=document.pk)
        letter.wire = wire.replace_from(bytes(letter.wire), (document.from_name, address))
        letter.save(update_fields=["wire"])
    open_lane(route.lane_id)
    return _queue(
        document,
        lane=route.lane_id,
        server=route.server_id,
        server_identification=route.identification,
        revision_limit=route.limit,
        from_address=address,
    )


def _queue(document: Document, **changes: Any) -> bool:
    changed = Document.objects.filter(pk=document.pk, status__in=RETRIABLE).update(
        status=Status.QUEUED,
        reason="",
        reason_facts={},
        not_before=AT_ONCE,
        queued_at=timezone.now(),
        finished_at=None,
        lease=None,
        fence=F("fence") + 1,
        **changes,
    )
    Recipient.objects.filter(document=document.pk, outcome=Recipient.Outcome.REFUSED).update(
        outcome=Recipient.Outcome.WAITING
    )
    wakeup.notify(connection)
    return changed == 1
