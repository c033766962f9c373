"""Documents and work locations as the API shows them."""

from typing import Any

from documents.explanation import explain
from documents.models import Document, Status
from employees.work_location import Location


def summary(document: Document) -> dict[str, Any]:
    """What a list says about a document; `lane` should be loaded."""
    waits = document.status == Status.RETRYING
    return {
        "id": document.pk,
        "status": document.status,
        "reason": document.reason or None,
        "explanation": explain(document, document.lane),
        "server": document.server_identification or None,
        "subject": document.subject,
        "message_id": document.message_id,
        "created_at": document.created_at,
        "next_attempt_at": document.not_before if waits else None,
        "finished_at": document.finished_at,
        "queue_id": document.queue_id or None,
        "possibly_sent_twice": document.possibly_repeated,
    }


def detail(document: Document) -> dict[str, Any]:
    """Everything about one document."""
    recipients = document.recipients.values("kind", "address", "name", "outcome", "reply_code", "reply_text")
    attempts = document.attempts.select_related("log").defer("log__transcript")
    return summary(document) | {
        "recipients": list(recipients),
        "attachments": [
            {"name": file.filename, "content_type": file.content_type, "size_bytes": file.content.size_bytes}
            for file in document.attachments.select_related("content")
        ],
        "attempts": [
            {
                "number": attempt.number,
                "finished_at": attempt.finished_at,
                "outcome": attempt.outcome,
                "diagnosis_code": attempt.code,
                "queue_id": (attempt.log.queue_id if attempt.log else "") or None,
                "log": attempt.log_id,
            }
            for attempt in attempts
        ],
    }


def place(location: Location) -> dict[str, Any]:
    """A work location."""
    return {
        "server": location.server.pk if location.server else None,
        "identification": location.name or None,
        "is_default": location.server is not None and not location.is_chosen,
        "ready": location.problem is None,
        "reason": location.problem.code if location.problem else None,
        "explanation": str(location.problem) if location.problem else None,
    }
