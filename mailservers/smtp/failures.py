"""From what went wrong inside to the one `Failure` that callers see."""

import ssl
from typing import TYPE_CHECKING

from . import certificates, notes, tls
from .conversation import Failure, FailureKind, Phase
from .errors import Cancelled, ConnectionLost, ConversationFailed, ServerProtocolError, TimeLimitReached

if TYPE_CHECKING:
    from .dialogue import Dialogue

_PROTOCOL_KINDS = {"starttls-injection": FailureKind.STARTTLS_INJECTION}


def failure_from(error: Exception, dialogue: "Dialogue") -> Failure:
    """The failure that `error` means in the present phase. Raises `error` again when it is a fault of this program."""
    transcript = dialogue.transcript
    phase = transcript.phase
    if isinstance(error, ConversationFailed):
        return error.failure
    if isinstance(error, ssl.SSLError):
        return _tls_failure(error, dialogue)
    if isinstance(error, ServerProtocolError):
        kind = _PROTOCOL_KINDS.get(error.what, FailureKind.PROTOCOL)
        phase = Phase.STARTTLS if kind is FailureKind.STARTTLS_INJECTION else phase
        detail = transcript.scrubber.text(str(error))
        return Failure(phase, kind, detail=detail, facts={"what": error.what})
    if isinstance(error, Cancelled):
        transcript.note(notes.CANCELLED)
        return Failure(phase, FailureKind.CANCELLED, detail=str(error))
    if isinstance(error, TimeLimitReached):
        transcript.note(notes.TIMED_OUT)
        return Failure(phase, FailureKind.TIMEOUT, detail=str(error))
    if isinstance(error, ConnectionLost):
        transcript.note(notes.CLOSED)
        return Failure(phase, FailureKind.CONNECTION_LOST, detail=str(error))
    raise error


def _tls_failure(error: ssl.SSLError, dialogue: "Dialogue") -> Failure:
    kind, facts = tls.classify(error)
    detail = dialogue.transcript.scrubber.text(str(facts.get("message") or facts.get("reason") or error))
    if kind is FailureKind.CERTIFICATE:
        facts |= certificates.seen(dialogue)
        facts["host"] = tls.server_name(dialogue.settings.host)
    return Failure(dialogue.transcript.phase, kind, detail=detail, facts=facts)
