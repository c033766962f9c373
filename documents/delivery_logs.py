"""The SMTP log of each delivery, as the columns of its row: thousands a second, so they are made in bulk.

The first message over a connection has the opening in its log; the log of each later one `continues` that log.
"""

import json
import uuid
from datetime import UTC, datetime
from time import time
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from documents.identifiers import new_hex, with_hyphens
from documents.models import Lane
from documents.queue import Claim, LogRow
from mailservers.logs import fields_of
from mailservers.models import SmtpLog
from mailservers.models.log import new_code
from mailservers.smtp.conversation import Conversation, RecipientResult
from mailservers.smtp.delivery import Delivery

_FIELDS = SmtpLog._meta.concrete_fields
_OWN = frozenset(
    {
        "id", "code", "started_at", "finished_at", "duration_ms", "actor_id", "actor_name", "sender", "continues_id",
        "outcome", "phase", "contact", "temporary", "reply_code", "reply_enhanced", "reply_text", "diagnosis_code",
        "diagnosis_facts", "queue_id", "stages", "recipients", "transcript", "tls", "address", "mechanism",
        "capabilities",
    }
)  # fmt: skip
# Of a success these are the same for every message over the connection.
_OF_CONNECTION = ("tls", "address", "mechanism", "capabilities")


class Logbook:
    """Makes the logs of one connection. `lane` has its server and revision loaded."""

    def __init__(self, lane: Lane, opening: Conversation) -> None:
        self.opening = opening
        self.first: uuid.UUID | None = None
        self._first_text: str | None = None
        columns = _columns(lane, opening)
        self._shared = {name: value for name, value in columns.items() if name not in _OWN}
        self._shared_json = _without_braces(self._shared)
        known = {name: columns[name] for name in _OF_CONNECTION}
        usual = {
            "contact": True,
            "temporary": False,
            "outcome": "accepted",
            "phase": "message",
            "diagnosis_code": "",
            "diagnosis_facts": {},
            **known,
        }
        self._usual = self._shared | usual
        self._usual_json = _without_braces(self._usual)

    def of(self, claim: Claim | None, conversation: Conversation) -> LogRow:
        """The log of an opening that failed, or of a message; the first message's conversation has the opening."""
        own = self._identity(claim, conversation.duration_ms)
        own |= {name: _as_json(value) for name, value in fields_of(conversation).items()}
        if self.first is None:
            self.first = uuid.UUID(own["id"])
            self._first_text = own["id"]
        return LogRow(own, self._shared, self._shared_json)

    def of_success(self, claim: Claim, delivery: Delivery, said: tuple[RecipientResult, ...], queue_id: str) -> LogRow:
        """The log of a message that was accepted for everybody: the quick way to the same columns."""
        if self.first is None:
            return self.of(claim, delivery.conversation(self.opening, with_opening=True))
        own = self._identity(claim, delivery.duration_ms)
        record, reply = delivery.record, delivery.reply
        assert reply is not None
        own["reply_code"] = reply.code
        own["reply_enhanced"] = reply.enhanced
        own["reply_text"] = reply.text
        own["queue_id"] = queue_id
        own["stages"] = [
            {"phase": phase, "ok": True, "started_ms": int(first * 1000), "duration_ms": int((last - first) * 1000)}
            for phase, (first, last) in record.spans().items()
        ]
        own["transcript"] = [
            {"at_ms": at_ms, "from": origin, "text": text, "phase": phase}
            for at_ms, origin, text, phase in record.words()
        ]
        own["recipients"] = [
            {"address": one.address, "accepted": one.accepted, "code": one.code, "text": one.text} for one in said
        ]
        return LogRow(own, self._usual, self._usual_json)

    def _identity(self, claim: Claim | None, duration_ms: int) -> dict[str, Any]:
        finished = time()
        return {
            "id": with_hyphens(new_hex()),
            "code": new_code(),
            "started_at": _moment(finished - duration_ms / 1000),
            "finished_at": _moment(finished),
            "duration_ms": duration_ms,
            "actor_id": claim.sender if claim else None,
            "actor_name": claim.sender_name if claim else "",
            "sender": claim.from_address if claim else "",
            "continues_id": self._first_text,
        }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def _columns(lane: Lane, opening: Conversation) -> dict[str, Any]:
    settings = lane.revision
    assert settings is not None
    log = SmtpLog(
        kind=SmtpLog.Kind.DELIVERY,
        server_id=lane.server_id,
        revision_id=settings.pk,
        identification=lane.identification,
        host=settings.host,
        port=settings.port,
        security=settings.security,
        authentication=settings.authentication,
        username=opening.username,
    )
    columns = {str(field.column): getattr(log, field.attname) for field in _FIELDS}
    return columns | {name: _as_json(fields_of(opening)[name]) for name in _OF_CONNECTION}


def _as_json(value: Any) -> Any:
    """Dates in the facts of a diagnosis become text, as a JSON field would store them."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder)) if isinstance(value, dict | list | tuple) else value


def _without_braces(columns: dict[str, Any]) -> str:
    return json.dumps(columns)[1:-1]
