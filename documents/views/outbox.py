"""Postvak uit: every document somebody may see, with its state, the reason for it and what happens next."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from documents import transitions
from documents.explanation import LABELS, SHAPES, explain
from documents.figures import remembered
from documents.forms import OutboxFilterForm
from documents.models import Document, Recipient, Status
from documents.release import retry_held
from documents.visibility import may_act_on, may_read, visible_to, visitor
from documents.workers import nobody_delivers
from employees.models import Employee
from mailservers.access import permission_required
from mailservers.models import MailServer
from mailservers.moments import when

from .live import live_part

ROWS_A_PAGE = 50
POLL_S = 3
POLL_HELD_S = 15  # what is on hold leaves by itself too, once the cause is gone
MOVING = (Status.QUEUED, Status.SENDING, Status.RETRYING)
# What was cancelled on purpose can be sent after all from its own page.
RETRIED_FROM_THE_LIST = {*transitions.RETRIABLE} - {Status.CANCELLED}


@dataclass(frozen=True, slots=True)
class Tab:
    """One status to filter by, with how many there are."""

    value: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One document in the overview, in ready words."""

    document: Document
    title: str
    recipients: str
    label: str
    shape: str
    sentence: str
    moment: dt.datetime
    when: str
    may_retry: bool
    may_cancel: bool
    is_of_another: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the newest running batch is."""

    done: int
    total: int
    failed: int


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are, because the tabs have counted them already."""

    def __init__(self, rows: QuerySet[Document], per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.known_count = count

    @cached_property
    def count(self) -> int:
        """The number of rows over all pages."""
        return self.known_count


@require_safe
@permission_required("documents.view")
def documents(request: HttpRequest) -> HttpResponse:
    """The outbox; with htmx only the part that changes while documents leave."""
    person = visitor(request)
    filters = OutboxFilterForm(request.GET, person=person)
    chosen, selection = filters.chosen(), filters.select(visible_to(person))
    counts = count_by_status(selection, repr((person.pk, chosen["q"], chosen["server"], chosen["whose"])))
    status = chosen["status"]
    found = with_recipients(selection.filter(status=status) if status else selection)
    total = counts.get(status, 0) if status else sum(counts.values())
    page = CountedPaginator(found, ROWS_A_PAGE, total).get_page(request.GET.get("page"))
    rows = [row(document, person) for document in page]
    is_moving = any(counts.get(moving) for moving in MOVING)
    sees_all = person.has_perm("documents.view_all")
    changing = {
        "rows": rows,
        "progress": batch_progress(selection) if is_moving else None,
        "poll_s": POLL_S if is_moving else POLL_HELD_S if counts.get(Status.HELD) else None,
        "held_server": held_server(person, chosen, counts),
        "no_worker": is_moving and sees_all and nobody_delivers(),
    }
    context = changing | {
        "filters": filters,
        "is_filtered": filters.narrows(),
        "tabs": tabs(counts, status),
        "page": page,
        "shows_senders": sees_all,
    }
    return live_part(request, "documents/documents.html", "documents/_outbox.html", context, counts, changing)


@require_POST
@permission_required("documents.manage_all")
def held_retry(request: HttpRequest, server_id: int) -> HttpResponse:
    """Tries again everything that is held for one server."""
    server = get_object_or_404(MailServer, pk=server_id)
    count = retry_held(server)
    sentence = ngettext(
        "%(count)d document of %(server)s is tried again.", "%(count)d documents of %(server)s are tried again.", count
    )
    messages.success(request, sentence % {"count": count, "server": server})
    return redirect("documents")


def count_by_status(selection: QuerySet[Document], scope: str) -> dict[str, int]:
    """How many documents of the selection are in each status; a million are not counted at every poll.

    `scope` names the selection: who asks, for what.
    """
    newest = selection.order_by("-pk").values_list("pk", flat=True).first()
    counted = selection.order_by().values_list("status").annotate(count=Count("pk"))
    key = hashlib.sha256(repr((scope, newest)).encode()).hexdigest()
    return remembered(f"outbox.{key}", lambda: dict(counted))


def tabs(counts: dict[str, int], current: str) -> list[Tab]:
    """One tab for everything and one per status; an empty one only when it is chosen or always of interest."""
    always = {Status.QUEUED, Status.HELD, Status.FAILED, Status.SENT}
    shown = [status for status in LABELS if counts.get(status) or status in always or status == current]
    everything = Tab("", _("Everything"), sum(counts.values()), not current)
    return [everything, *(Tab(s.value, str(LABELS[s]), counts.get(s, 0), s == current) for s in shown)]


def with_recipients(rows: QuerySet[Document]) -> QuerySet[Document]:
    """The rows with lane, first recipient and number of recipients, in one query."""
    theirs = Recipient.objects.filter(document=OuterRef("pk")).order_by("pk")
    number = theirs.order_by().values("document").annotate(number=Count("pk")).values("number")
    return rows.select_related("lane").annotate(
        first_recipient=Subquery(theirs.values("address")[:1]), recipient_count=Coalesce(Subquery(number), 0)
    )


def row(document: Document, person: Employee) -> Row:
    """The words for one document."""
    first: str = document.first_recipient or ""  # type: ignore[attr-defined]
    more: int = document.recipient_count - 1  # type: ignore[attr-defined]
    acts = may_act_on(person, document)
    moment = document.finished_at or document.queued_at
    return Row(
        document=document,
        title=title_of(document, person),
        recipients=_("%(first)s and %(more)d more") % {"first": first, "more": more} if more > 0 else first,
        label=str(LABELS[Status(document.status)]),
        shape=SHAPES[Status(document.status)],
        sentence=explain(document, document.lane, person),
        moment=moment,
        when=when(moment) if document.is_finished else _("submitted %(when)s") % {"when": when(moment)},
        may_retry=acts and document.status in RETRIED_FROM_THE_LIST,
        may_cancel=acts and document.status in transitions.CANCELLABLE,
        is_of_another=document.sender_id != person.pk,
    )


def title_of(document: Document, person: Employee) -> str:
    """The subject for whom may read it; for others a name that tells nothing of the content."""
    if not may_read(person, document):
        return _("Document %(code)s") % {"code": str(document.pk)[-8:]}
    return document.subject or _("(no subject)")


def batch_progress(selection: QuerySet[Document]) -> Progress | None:
    """How far the newest batch is of which something has yet to leave."""
    moving = selection.filter(status__in=MOVING, batch__isnull=False)
    batch = moving.order_by("-batch").values_list("batch", flat=True).first()
    if batch is None:
        return None
    finished = Q(status__in=[Status.SENT, Status.FAILED, Status.CANCELLED])
    counted = Document.objects.filter(batch=batch).aggregate(
        total=Count("pk"), done=Count("pk", filter=finished), failed=Count("pk", filter=Q(status=Status.FAILED))
    )
    return Progress(**counted)


def held_server(person: Employee, chosen: dict[str, Any], counts: dict[str, int]) -> MailServer | None:
    """The chosen server when something is held for it and this person may release it."""
    may = person.has_perm("documents.manage_all")
    return chosen["server"] if may and chosen["server"] and counts.get(Status.HELD) else None
