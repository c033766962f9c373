"""From what went wrong inside to the one `Failure` that callers see."""

import ssl
from typing import TYPE_CHECKING

from . import certificates, notes, tls
from .conversation import Failure, FailureKind, Phase
from .errors import Cancelled, ConnectionLost, ContentFailed, ConversationFailed, ServerProtocolError, TimeLimitReached
from .redaction import LINE_REMOVED
from .replies import LINE_LIMIT
from .settings import Security

if TYPE_CHECKING:
    from .dialogue import Dialogue
    from .record import Record

QUOTED = 80  # characters of a line that is no reply; the transcript has more of it
_PROTOCOL_KINDS = {"starttls-injection": FailureKind.STARTTLS_INJECTION}


def failure_from(error: Exception, dialogue: "Dialogue", record: "Record") -> Failure:
    """The failure that `error` means in the present phase. Raises `error` again when it is a fault of this program.

    What the server said last, though it is no complete reply, is written down in `record`.
    """
    scrubber = dialogue.transcript.scrubber
    phase = record.phase
    heard = scrubber.lines(dialogue.client.unfinished())
    for line in heard:
        record.server_text(line[:LINE_LIMIT])
    if isinstance(error, ConversationFailed):
        return error.failure
    if isinstance(error, ssl.SSLError):
        return _tls_failure(error, dialogue, record)
    if isinstance(error, ServerProtocolError):
        kind = _PROTOCOL_KINDS.get(error.what, FailureKind.PROTOCOL)
        phase = Phase.STARTTLS if kind is FailureKind.STARTTLS_INJECTION else phase
        quoted = LINE_REMOVED if LINE_REMOVED in heard else scrubber.text(error.line)
        detail = f"{error}: '{quoted[:QUOTED]}'" if error.line else scrubber.text(str(error))
        return Failure(phase, kind, detail=detail, facts={"what": error.what})
    if isinstance(error, ContentFailed):
        return Failure(phase, FailureKind.PROTOCOL, detail=str(error), facts={"what": "content"})
    if isinstance(error, Cancelled):
        record.note(notes.CANCELLED)
        return Failure(phase, FailureKind.CANCELLED, detail=str(error))
    if isinstance(error, TimeLimitReached):
        record.note(notes.TIMED_OUT)
        return Failure(phase, FailureKind.TIMEOUT, detail=str(error))
    if isinstance(error, ConnectionLost):
        record.note(notes.CLOSED)
        return Failure(phase, FailureKind.CONNECTION_LOST, detail=str(error))
    raise error


def _tls_failure(error: ssl.SSLError, dialogue: "Dialogue", record: "Record") -> Failure:
    kind, facts = tls.classify(error)
    if kind is FailureKind.TLS_ON_PLAIN_PORT and dialogue.settings.security is not Security.SSL:
        kind = FailureKind.TLS_FAILED  # the server offered TLS itself, by STARTTLS
    detail = dialogue.transcript.scrubber.text(str(facts.get("message") or facts.get("reason") or error))
    if kind is FailureKind.CERTIFICATE:
        facts |= certificates.seen(dialogue)
        facts["host"] = tls.server_name(dialogue.settings.host)
        if facts.get("not_after"):
            subject = facts["subject"] or facts["host"]
            record.note(notes.CERTIFICATE, subject=subject, issuer=facts["issuer"], not_after=facts["not_after"])
        record.note(notes.CERTIFICATE_REFUSED, reason=notes.REFUSALS.get(facts["problem"], detail))
    else:
        record.note(notes.TLS_FAILED, reason=detail.replace("_", " ").lower())
    return Failure(record.phase, kind, detail=detail, facts=facts)
