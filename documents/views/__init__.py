"""The pages of the outbox, the start page and the pages for operators."""

from .attachment import attachment
from .compose import document_new
from .document import document, document_cancel, document_cancel_ask, document_retry
from .operators import health_live, health_ready, metrics
from .outbox import documents, held_retry
from .start import start

__all__ = [
    "attachment",
    "document",
    "document_cancel",
    "document_cancel_ask",
    "document_new",
    "document_retry",
    "documents",
    "health_live",
    "health_ready",
    "held_retry",
    "metrics",
    "start",
]
