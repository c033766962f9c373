"""One document: its state, what the server said to each recipient, its attempts, and what can be done."""

import uuid
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import transitions
from documents.addresses import shown_address
from documents.explanation import LABELS, SHAPES, Cause, cause_for, cause_of, explain
from documents.models import Attempt, Document, Letter, Recipient, Status
from documents.visibility import may_act_on, may_read, visible_to, visitor
from employees.models import Employee
from mailservers.access import permission_required

from .live import live_part
from .outbox import title_of

POLL_S = 2
RECIPIENT_ICONS = {
    Recipient.Outcome.WAITING: "wait",
    Recipient.Outcome.ACCEPTED: "ok",
    Recipient.Outcome.REFUSED: "bad",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient with what the server said about it."""

    name: str
    address: str
    kind: str
    outcome: str
    label: str
    icon: str
    reply: str


@require_safe
@permission_required("documents.view")
def document(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """The page of one document; with htmx only the part that changes while it leaves."""
    person = visitor(request)
    document = get_object_or_404(visible_to(person).select_related("lane", "sender"), pk=document_id)
    acts, readable = may_act_on(person, document), may_read(person, document)
    changing = {
        "label": LABELS[Status(document.status)],
        "sentence": explain(document, document.lane, person),
        "recipients": [_line(recipient) for recipient in document.recipients.all()],
        "attempts": [(attempt, _why(attempt)) for attempt in _attempts(document)],
        "may_retry": acts and document.status in transitions.RETRIABLE,
        "may_cancel": acts and document.status in transitions.CANCELLABLE,
    }
    context = changing | {
        "document": document,
        "title": title_of(document, person),
        "shape": SHAPES[Status(document.status)],
        "cause": _cause(document, person),
        "attachments": document.attachments.select_related("content") if readable else [],
        "text": text_of(document) if readable else None,
        "readable": readable,
        "is_of_another": document.sender_id != person.pk,
        "poll_s": None if document.is_finished else POLL_S,
    }
    return live_part(request, "documents/document.html", "documents/_document.html", context, changing)


@require_POST
@permission_required("documents.view")
def document_retry(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Try it again now; `settings=current` uses the newest settings of the server."""
    person = visitor(request)
    document = _acted_on(person, document_id)
    current = request.POST.get("settings") == "current"
    deed = transitions.retry_with_current_settings if current else transitions.retry
    if deed(document.pk):
        messages.success(request, _("The document is in the queue again and leaves by itself."))
    else:
        messages.info(request, _("Nothing was changed. %(now)s") % {"now": _state_now(document, person)})
    return _back(request, document)


@require_safe
@permission_required("documents.view")
def document_cancel_ask(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Ask before somebody else's document is cancelled; *Yes* posts to `document_cancel`."""
    person = visitor(request)
    document = _acted_on(person, document_id)
    back = _way_back(request, document, request.GET.get("next", ""))
    if document.status not in transitions.CANCELLABLE:
        messages.warning(
            request, _("It could not be cancelled any more. %(now)s") % {"now": _state_now(document, person)}
        )
        return redirect(back)
    context = {
        "document": document,
        "title": title_of(document, person),
        "recipients": [_line(recipient) for recipient in document.recipients.all()],
        "back": back,
    }
    return render(request, "documents/document_cancel.html", context)


@require_POST
@permission_required("documents.view")
def document_cancel(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Stop it, if that is still possible."""
    person = visitor(request)
    document = _acted_on(person, document_id)
    if transitions.cancel(document.pk):
        messages.success(request, _("The document was cancelled; it will not be sent."))
    else:
        messages.warning(
            request, _("It could not be cancelled any more. %(now)s") % {"now": _state_now(document, person)}
        )
    return _back(request, document)


def text_of(document: Document) -> str | None:
    """The text of the message as it was typed; None when it is gone."""
    letter = Letter.objects.filter(pk=document.pk).first()
    if letter is None:
        return None
    message = BytesParser(policy=policy.default).parsebytes(bytes(letter.wire))
    body = message.get_body(preferencelist=("plain", "html"))
    try:
        return body.get_content() if body else ""
    except LookupError:  # a character set that Python does not know, in a message made elsewhere
        return str(body.get_payload()) if body else ""


def _acted_on(person: Employee, document_id: uuid.UUID) -> Document:
    """The document, if this person may act on it; 404 when they may not even know of it."""
    document = get_object_or_404(visible_to(person), pk=document_id)
    if not may_act_on(person, document):
        raise PermissionDenied
    return document


def _state_now(document: Document, person: Employee) -> str:
    document.refresh_from_db()
    return explain(document, document.lane, person)


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    """To the page the button was on."""
    return redirect(_way_back(request, document, request.POST.get("next", "")))


def _way_back(request: HttpRequest, document: Document, wanted: str) -> str:
    """The address of the page the button was on; never another site."""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("document", args=[document.pk])


def _attempts(document: Document) -> list[Attempt]:
    return list(document.attempts.select_related("log").defer("log__transcript"))


def _why(attempt: Attempt) -> str:
    """A few words for what went wrong in one attempt; empty when nothing did."""
    return cause_of(attempt.code, attempt.log.diagnosis_facts if attempt.log else {}).title


def _cause(document: Document, person: Employee) -> Cause | None:
    """What went wrong, while that still matters."""
    troubled = document.status in (Status.HELD, Status.FAILED, Status.RETRYING)
    return cause_for(document, person) if troubled and document.reason else None


def _line(recipient: Recipient) -> Line:
    outcome = Recipient.Outcome(recipient.outcome)
    return Line(
        name=recipient.name,
        address=shown_address(recipient.address),
        kind=str(Recipient.Kind(recipient.kind).label),
        outcome=outcome.value,
        label=str(outcome.label),
        icon=RECIPIENT_ICONS[outcome],
        reply=f"{recipient.reply_code or ''} {recipient.reply_text}".strip(),
    )
