"""A new document: typed, checked, and put in the outbox once, however often the button is pressed."""

import logging
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import intake
from documents.contents import NewAttachment
from documents.explanation import explain
from documents.fingerprint import fingerprint
from documents.forms import ComposeForm
from documents.models import Document, Status
from documents.storing import StorageFailed
from documents.uploads import skipped_uploads
from documents.visibility import visitor
from employees import notices, work_location
from mailservers import typed
from mailservers.access import permission_required
from mailservers.revisions import revision_limit

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("documents.send")
def document_new(request: HttpRequest) -> HttpResponse:
    """The compose page; a good form leads to the page of the document."""
    if request.method != "POST":
        return _page(request, _blank_form(request))
    skipped = skipped_uploads(request)  # filled while the files are read
    form = ComposeForm(request.POST, request.FILES, person=visitor(request), skipped=skipped)
    document = _queue(request, form) if form.is_valid() else None
    if document is None:
        return _page(request, form, status=422)
    if document.status == Status.HELD:
        messages.warning(request, _("The document is in the outbox, waiting. %(why)s") % {"why": explain(document)})
    else:
        messages.success(request, _("The document is in the outbox and leaves by itself."))
    return redirect("document", document.pk)


def _blank_form(request: HttpRequest) -> ComposeForm:
    """An empty form, or what was typed before the session or the page expired."""
    before = typed.kept(request)
    initial = {name: before.get(name, "") for name in ("to", "cc", "bcc", "subject", "body")} if before else {}
    references = before.getlist("kept") if before else []
    if before:
        messages.info(request, _("What you typed is still here. Check the attachments before you send it."))
    initial["submission"] = str(uuid.uuid4())
    return ComposeForm(person=visitor(request), initial=initial, references=references)


def _queue(request: HttpRequest, form: ComposeForm) -> Document | None:
    """The queued document, or None with the reason added to the form."""
    values = form.cleaned_data
    people = {name: values[name] for name in ("to", "cc", "bcc")}
    text = {"subject": values["subject"], "body": values["body"]}
    files = [(upload.filename, upload.sha256) for upload in form.kept]
    key = f"page:{values['submission'] or uuid.uuid4()}"
    asked = {
        **people,
        **text,
        "sender": visitor(request),
        "attachments": [NewAttachment(one.filename, one.content, one.content_type) for one in form.kept],
        "revision_limit": revision_limit(request),
        "digest": fingerprint(**people, **text, files=files),
    }
    try:
        try:
            return intake.queue_document(**asked, idempotency_key=key)
        except intake.IdempotencyConflict:  # sent, gone back in the browser, changed and sent again: another document
            return intake.queue_document(**asked, idempotency_key=f"page:{uuid.uuid4()}")
    except intake.ValidationError as refused:
        form.add_error(None, refused)
    except StorageFailed:
        logger.exception("A document could not be stored")
        form.add_error(
            None, _("The document could not be stored; nothing was sent. Try again, or tell your administrator.")
        )
    return None


def _page(request: HttpRequest, form: ComposeForm, status: int = 200) -> HttpResponse:
    place = work_location.current_place(visitor(request), revision_limit(request))
    told_above = place.problem is not None and place.problem.code in notices.TO_SOLVE
    context = {"form": form, "place": place, "told_above": told_above}
    return render(request, "documents/document_new.html", context, status=status)
