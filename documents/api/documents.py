"""Documents over the API: send, look, retry, cancel. A token sees the documents of its own employee."""

import hashlib
import logging
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router
from ninja import Status as Answer

from documents import intake, transitions
from documents.addresses import Mailbox, read_mailboxes
from documents.content_rules import content_problems
from documents.contents import NewAttachment
from documents.explanation import explain
from documents.fingerprint import fingerprint
from documents.models import Document, Status
from documents.storing import StorageFailed
from employees.models import Employee

from .presentation import detail, summary
from .problems import Problem
from .requests import Draft, read_draft, read_idempotency_key
from .schema_notes import DOCUMENT_BODY
from .schemas import DocumentDetailOut, DocumentPage, ProblemOut
from .tokens import caller

logger = logging.getLogger(__name__)
router = Router(tags=["documents"])

PAGE_LIMIT = 500
SETTINGS_NOTE = gettext_noop("“kept”: as it was queued; “current”: with the newest settings of the server.")


@router.post(
    "",
    response={201: DocumentDetailOut, 200: DocumentDetailOut, (400, 401, 403, 409, 413, 415, 422): ProblemOut},
    summary=gettext_noop("Send a document"),
    operation_id="document_send",
    description=gettext_noop(
        "Puts a document in the outbox (201). With an Idempotency-Key the same request again gives the same document "
        "(200), and another request with that key is refused (409); a repeat after a lost answer is therefore safe."
    ),
    openapi_extra=DOCUMENT_BODY,
)
def send(request: HttpRequest, response: HttpResponse) -> Any:
    """201 with a new document, 200 with the one that was queued under the same key before."""
    sender = caller(request, "documents.send")
    key = read_idempotency_key(request)
    draft = read_draft(request)
    document = _queue(sender, draft, key)
    response["Location"] = reverse("api:document", args=[document.pk])
    return Answer(201 if document.is_new else 200, detail(document))


@router.get(
    "",
    response={200: DocumentPage, (401, 422): ProblemOut},
    summary=gettext_noop("List documents"),
    operation_id="document_list",
    description=gettext_noop("Your own documents, newest first. As long as “next” is not null there are more."),
)
def list_documents(
    request: HttpRequest,
    status: Annotated[Status | None, Query(description=gettext_noop("Only documents in this state."))] = None,
    after: Annotated[
        UUID | None, Query(description=gettext_noop("The value of “next” in the previous answer."))
    ] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT, description=gettext_noop("How many at most."))] = 100,
) -> Any:
    """One page of the employee's documents."""
    rows = Document.objects.filter(sender=caller(request, "documents.view")).select_related("lane").order_by("-pk")
    if status:
        rows = rows.filter(status=status)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: limit + 1])
    following = str(found[limit - 1].pk) if len(found) > limit else None
    return {"documents": [summary(document) for document in found[:limit]], "next": following}


@router.get(
    "/{uuid:document_id}",
    response={200: DocumentDetailOut, (401, 404): ProblemOut},
    summary=gettext_noop("Look at a document"),
    operation_id="document",
    description=gettext_noop("Its status, recipients, attempts and, once sent, the queue number of the server."),
    url_name="document",
)
def get(request: HttpRequest, document_id: UUID) -> Any:
    """Everything about one document."""
    return detail(_own(request, document_id))


@router.post(
    "/{uuid:document_id}/retry",
    response={200: DocumentDetailOut, (401, 403, 404, 409, 422): ProblemOut},
    summary=gettext_noop("Try again now"),
    operation_id="document_retry",
    description=gettext_noop(
        "Puts a document that failed, is on hold or waits for its next attempt in the queue again."
    ),
)
def retry(
    request: HttpRequest,
    document_id: UUID,
    settings: Annotated[Literal["kept", "current"], Query(description=SETTINGS_NOTE)] = "kept",
) -> Any:
    """The document after another try was asked for."""
    document = _own(request, document_id, "documents.send")
    deed = transitions.retry if settings == "kept" else transitions.retry_with_current_settings
    return _after(document, deed(document.pk), already=(Status.QUEUED, Status.SENDING))


@router.post(
    "/{uuid:document_id}/cancel",
    response={200: DocumentDetailOut, (401, 403, 404, 409): ProblemOut},
    summary=gettext_noop("Cancel a document"),
    operation_id="document_cancel",
    description=gettext_noop(
        "Stops a document that has not left yet. When it is too late nothing changes, and the answer says so (409)."
    ),
)
def cancel(request: HttpRequest, document_id: UUID) -> Any:
    """The document after it was cancelled."""
    document = _own(request, document_id, "documents.send")
    return _after(document, transitions.cancel(document.pk), already=(Status.CANCELLED,))


def _own(request: HttpRequest, document_id: UUID, permission: str = "documents.view") -> Document:
    """The employee's own document; anything else does not exist for them."""
    rows = Document.objects.select_related("lane").filter(sender=caller(request, permission))
    document = rows.filter(pk=document_id).first()
    if document is None:
        raise Http404
    return document


def _after(document: Document, changed: bool, already: tuple[Status, ...]) -> dict[str, Any]:
    """The document as it is now; raises Problem 409 when what was asked for is not possible any more."""
    document.refresh_from_db()
    if not changed and document.status not in already:
        raise Problem(409, "conflict", explain(document, document.lane), document_status=document.status)
    return detail(document)


def _queue(sender: Employee, draft: Draft, key: str) -> Document:
    to, cc, bcc = _people(draft)
    files = [(file.filename, _sha256(file)) for file in draft.files]
    subject = draft.subject.strip()
    try:
        return intake.queue_document(
            sender=sender,
            to=to,
            cc=cc,
            bcc=bcc,
            subject=subject,
            body=draft.body,
            attachments=draft.files,
            idempotency_key=f"api:{key}" if key else "",
            digest=fingerprint(to, cc, bcc, subject, draft.body, files),
        )
    except ValidationError as refused:
        errors = [(field, text) for field, texts in refused.message_dict.items() for text in texts]
        raise Problem(422, "invalid", errors=errors) from None
    except intake.IdempotencyConflict:
        detail = _("Use a new key for a new document; with this one another document was sent.")
        raise Problem(409, "idempotency-conflict", detail) from None
    except StorageFailed as failed:
        logger.exception("A document of the API could not be stored")
        raise Problem(503, "storage", headers={"Retry-After": "60"}) from failed


def _people(draft: Draft) -> list[list[Mailbox]]:
    """To, Cc and Bcc; raises Problem 422 naming each bad address, and what is wrong with the contents."""
    people, errors = [], []
    for name in ("to", "cc", "bcc"):
        mailboxes, refusals = read_mailboxes("\n".join(getattr(draft, name)))
        people.append(mailboxes)
        errors += [(name, refusal) for refusal in refusals]
    wrong = content_problems(draft.subject, draft.body, "", draft.files)
    errors += [(name, sentence) for name, sentences in wrong.items() for sentence in sentences]
    if errors:
        raise Problem(422, "invalid", errors=errors)
    return people


def _sha256(file: NewAttachment) -> str:
    digest = hashlib.sha256()
    for block in file.blocks():
        digest.update(block)
    return digest.hexdigest()
