"""The SMTP log of each delivery, as the columns of its row: thousands a second, so they are made in bulk.

The first message over a connection has the opening in its log; the log of each later one `continues` that log.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from time import time
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField

from documents.identifiers import new_hex, with_hyphens
from documents.models import Lane
from documents.queue import Claim, LogRow
from mailservers.logs import fields_of
from mailservers.models import SmtpLog
from mailservers.models.log import new_code
from mailservers.smtp.conversation import Conversation, Phase, RecipientResult
from mailservers.smtp.delivery import Delivery
from mailservers.smtp.transcript import Origin

_FIELDS = SmtpLog._meta.concrete_fields
_JSON = frozenset(str(field.column) for field in _FIELDS if isinstance(field, JSONField))
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
_USUAL = {
    "contact": True,
    "temporary": False,
    "outcome": "accepted",
    "phase": "message",
    "diagnosis_code": "",
    "diagnosis_facts": {},
}


class Logbook:
    """Makes the logs of one connection. `lane` has its server and revision loaded."""

    def __init__(self, lane: Lane, opening: Conversation) -> None:
        self.opening = opening
        self.first: str | None = None
        columns = _columns(lane, opening)
        shared = {name: value for name, value in columns.items() if name not in _OWN}
        known = {name: columns[name] for name in _OF_CONNECTION}
        self._shared = _Shared(shared)
        self._usual = _Shared(shared | _USUAL | known)

    def of(self, claim: Claim | None, conversation: Conversation) -> LogRow:
        """The log of an opening that failed, or of a message; the first message's conversation has the opening."""
        own, own_json = _parted(fields_of(conversation))
        own |= self._identity(claim, conversation.duration_ms)
        self.first = self.first or own["id"]
        return LogRow(own, own_json, self._shared.columns, self._shared.as_json)

    def of_success(self, claim: Claim, delivery: Delivery, said: tuple[RecipientResult, ...], queue_id: str) -> LogRow:
        """The log of a message that was accepted for everybody: the quick way to the same columns."""
        if self.first is None:
            return self.of(claim, delivery.conversation(self.opening, with_opening=True))
        own = self._identity(claim, delivery.duration_ms)
        reply = delivery.reply
        assert reply is not None
        own["reply_code"] = reply.code
        own["reply_enhanced"] = reply.enhanced
        own["reply_text"] = reply.text
        own["queue_id"] = queue_id
        own_json = {
            "stages": _stages(delivery.record.spans()),
            "transcript": _transcript(delivery.record.words()),
            "recipients": _recipients(said),
        }
        return LogRow(own, own_json, self._usual.columns, self._usual.as_json)

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
            "continues_id": self.first,
        }


class _Shared:
    """Columns of many logs, in both forms that `LogRow` asks for."""

    def __init__(self, columns: dict[str, Any]) -> None:
        plain, texts = _parted(columns)
        self.columns = plain | texts
        self.as_json = json.dumps(columns)[1:-1]


def _parted(columns: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What goes into plain columns, and as text what goes into JSON fields: dates in it as Django would store them."""
    plain = {name: value for name, value in columns.items() if name not in _JSON}
    return plain, {name: json.dumps(columns[name], cls=DjangoJSONEncoder) for name in columns.keys() & _JSON}


# Thousands of these a second are written by hand: the general way to JSON takes twice as long.


def _stages(spans: dict[Phase, tuple[float, float]]) -> str:
    stages = [
        f'{{"phase":"{phase}","ok":true,"started_ms":{int(first * 1000)},"duration_ms":{int((last - first) * 1000)}}}'
        for phase, (first, last) in spans.items()
    ]
    return f"[{','.join(stages)}]"


def _transcript(words: Iterable[tuple[int, Origin, str, Phase]]) -> str:
    lines = [
        f'{{"at_ms":{at_ms},"from":"{origin}","text":{quoted(text)},"phase":"{phase}"}}'
        for at_ms, origin, text, phase in words
    ]
    return f"[{','.join(lines)}]"


def _recipients(said: Iterable[RecipientResult]) -> str:
    results = [
        f'{{"address":{quoted(one.address)},"accepted":true,"code":{one.code or "null"},"text":{quoted(one.text)}}}'
        for one in said
    ]
    return f"[{','.join(results)}]"


def _moment(seconds: float) -> str:
    whole = int(seconds)
    return f"{_second(whole)}.{int((seconds - whole) * 1_000_000):06d}+00:00"


@lru_cache(maxsize=4)  # many messages a second share it
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")[:19]


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
    known = fields_of(opening)
    return columns | {name: json.loads(json.dumps(known[name], cls=DjangoJSONEncoder)) for name in _OF_CONNECTION}
