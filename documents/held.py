"""What waits for a person: put on hold when the cause appears, let go by itself when the cause is gone.

Every worker does this every moment. Each step is a guarded UPDATE of at most CHUNK rows, so that any number of
workers may do it at once and nothing is locked for long.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from documents import contents, logins, routing, transitions
from documents.models import Attachment, Document, Lane, Status
from documents.models.document import AT_ONCE
from documents.retry import Schedule
from employees.models import Employee

CHUNK = 2000

# What is wrong with one document, whatever its lane.
OF_THE_DOCUMENT = ("sender-inactive", "attachment-missing", "letter-missing", "delivery-unknown")
WAITING = Status.waiting()
NOWHERE = -1


def keep_in_step() -> bool:
    """One round over everything on hold or about to be; True when there is more to do at once."""
    more: list[bool] = []  # every step is done, not only those up to the first that has more to do
    if Lane.objects.exclude(state=Lane.State.OPEN, server__isnull=False).exists():
        more += _reopen_lanes(), _hold_what_has_no_server(), _hold_behind_closed_lanes(), _wait_behind_waiting_lanes()
    if Document.objects.in_trouble(Status.HELD).exists():
        more += _release_behind_open_lanes(), _release_active_senders(), _release_restored_attachments(), _route_again()
    return any(more)


def mend_clock_jumps() -> int:
    """Bring back retries that a wrong clock has put further away than any retry can be."""
    longest = timedelta(seconds=Schedule.configured().longest_wait_s)
    too_far = Document.objects.filter(status=Status.RETRYING, not_before__gt=Now() + longest)
    return too_far.update(not_before=Now())


def _update_some(documents: QuerySet[Document], **changes: object) -> bool:
    """Update a bounded number; True when there may be more."""
    some = documents.order_by().values("pk")[:CHUNK]
    return Document.objects.filter(pk__in=some).update(**changes) == CHUNK


def _reopen_lanes() -> bool:
    """Lanes that were stopped for their login, when there is another one now."""
    stopped = Lane.objects.select_related("server", "revision", "employee").filter(state=Lane.State.STOPPED)
    for lane in stopped:
        try:
            login = logins.login_of(lane)
        except logins.Hindrance as hindrance:
            if hindrance.code != lane.reason and hindrance.code != "server-deleted":
                Lane.objects.filter(pk=lane.pk).update(reason=hindrance.code, reason_facts=hindrance.facts)
            continue
        if logins.fingerprint(login) != lane.refused_login:
            transitions.open_lane(lane.pk)
    return False


def _hold_what_has_no_server() -> bool:
    """A safety net: deleting a server holds its documents at once, but one may have been claimed at that moment."""
    more = False
    for lane in Lane.objects.filter(server=None):
        lost = Document.objects.filter(lane=lane, status__in=WAITING)
        facts = {"server": lane.identification}
        more |= _update_some(lost, status=Status.HELD, reason="server-deleted", reason_facts=facts, server=None)
    return more


def _hold_behind_closed_lanes() -> bool:
    """A lane that needs a person holds all of its documents."""
    more = False
    closed = Q(state=Lane.State.STOPPED) | Q(state=Lane.State.WAITING, holds=True)
    for lane in Lane.objects.filter(closed).exclude(server=None):
        behind = Document.objects.filter(lane=lane, status__in=WAITING)
        more |= _update_some(behind, status=Status.HELD, reason=lane.reason, reason_facts=lane.reason_facts)
    return more


def _wait_behind_waiting_lanes() -> bool:
    """Behind a lane that waits for its server, nothing is queued: it will be tried again."""
    more = False
    for lane in Lane.objects.filter(state=Lane.State.WAITING, holds=False).exclude(server=None):
        behind = Document.objects.filter(lane=lane, status=Status.QUEUED)
        more |= _update_some(behind, status=Status.RETRYING, reason=lane.reason, reason_facts=lane.reason_facts)
    return more


def _release_behind_open_lanes() -> bool:
    """What was on hold because of its lane is queued when the lane is open; a half open lane gets one to try."""
    more = False
    held = Document.objects.in_trouble(Status.HELD).filter(lane__state=Lane.State.OPEN, lane__server__isnull=False)
    behind = held.exclude(reason__in=OF_THE_DOCUMENT)
    for lane, failures in behind.order_by().values_list("lane", "lane__failures").distinct():
        mine = behind.filter(lane=lane)
        if failures:
            if Document.objects.filter(lane=lane, status__in=(*WAITING, Status.SENDING)).exists():
                continue
            first = mine.order_by("id").values("pk")[:1]
            Document.objects.filter(pk__in=first).update(status=Status.QUEUED, not_before=AT_ONCE)
        else:
            more |= _update_some(mine, status=Status.QUEUED, reason="", reason_facts={}, not_before=AT_ONCE)
    return more


def _release_active_senders() -> bool:
    waiting = Document.objects.in_trouble(Status.HELD).filter(reason="sender-inactive", sender__is_active=True)
    return _update_some(waiting, status=Status.QUEUED, reason="", reason_facts={}, not_before=AT_ONCE)


def _release_restored_attachments() -> bool:
    """An attachment that is in the storage again (somebody restored it, or sent the same file anew)."""
    lost = Document.objects.in_trouble(Status.HELD).filter(reason="attachment-missing").order_by("id")[:100]
    for document in lost:
        files = Attachment.objects.select_related("content").filter(document=document)
        if all(contents.is_stored(file.content.stored_as, file.content.wire_bytes) for file in files):
            transitions.retry(document.pk)
    return False


def _route_again() -> bool:
    """What has no server: perhaps its sender has chosen a work location since.

    The settings are those of the document's login; where these lead nowhere, as for somebody who logs in now.
    """
    homeless = Document.objects.in_trouble(Status.HELD).filter(reason__in=routing.WITHOUT_LANE)
    groups = homeless.order_by().values_list("sender", "revision_limit").distinct()
    people = Employee.objects.in_bulk({sender for sender, _ in groups if sender is not None})
    for sender, login in groups:
        person = people.get(sender)
        if person and not person.is_active:
            continue
        limit = next((one for one in (login, None) if routing.route_of(person, one).lane_id), NOWHERE)
        if limit is not NOWHERE:
            mine = homeless.filter(sender=sender, revision_limit=login).order_by("id")
            for key in mine.values_list("pk", flat=True)[:CHUNK]:
                transitions.route_again(key, limit)
    return False


def hold_documents_of(server_id: int, identification: str) -> int:
    """At once, in the transaction that deletes the server: nothing more is sent through it."""
    with transaction.atomic():
        waiting = Document.objects.filter(server=server_id, status__in=(*WAITING, Status.HELD))
        waiting = waiting.exclude(reason="server-deleted")
        return waiting.update(
            status=Status.HELD, reason="server-deleted", reason_facts={"server": identification}, fence=F("fence") + 1
        )
