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
from documents.queue import LOG_CELLS, Claim, LogRow
from mailservers.logs import fields_of
from mailservers.models import SmtpLog
from mailservers.models.log import new_code
from mailservers.smtp.conversation import Conversation, Phase, RecipientResult
from mailservers.smtp.delivery import Delivery
from mailservers.smtp.record import Origin

_FIELDS = SmtpLog._meta.concrete_fields
_JSON = frozenset(str(field.column) for field in _FIELDS if isinstance(field, JSONField))
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
        shared = {name: value for name, value in columns.items() if name not in LOG_CELLS}
        known = {name: columns[name] for name in _OF_CONNECTION}
        self._shared = _Shared(shared)
        self._usual = _Shared(shared | _USUAL | known)

    def of(self, claim: Claim | None, conversation: Conversation) -> LogRow:
        """The log of an opening that failed, or of a message; the first message's conversation has the opening."""
        fields = fields_of(conversation)
        queue_id, reply = fields["queue_id"], (fields["reply_code"], fields["reply_enhanced"], fields["reply_text"])
        identity = self._identity(claim, conversation.duration_ms)
        self.first = self.first or identity[0]
        rest = tuple([_cell(name, fields[name]) for name in LOG_CELLS[len(identity) + 1 + len(reply) :]])
        return LogRow((*identity, queue_id, *reply, *rest), self._shared.columns, self._shared.as_json)

    def of_success(self, claim: Claim, delivery: Delivery, said: tuple[RecipientResult, ...], queue_id: str) -> LogRow:
        """The log of a message that was accepted for everybody: the quick way to the same columns."""
        if self.first is None:
            return self.of(claim, delivery.conversation(self.opening, with_opening=True))
        record, reply = delivery.record, delivery.reply
        assert reply is not None
        cells = (
            *self._identity(claim, record.duration_ms),
            queue_id,
            reply.code,
            reply.enhanced,
            reply.text,
            _stages(record.spans()),
            _recipients(said),
            _transcript(record.words()),
        )
        return LogRow(cells, self._usual.columns, self._usual.as_json)

    def _identity(self, claim: Claim | None, duration_ms: int) -> tuple[Any, ...]:
        """The first cells."""
        finished = time()
        return (
            with_hyphens(new_hex()),
            new_code(),
            _moment(finished - duration_ms / 1000),
            _moment(finished),
            duration_ms,
            claim.sender if claim else None,
            claim.sender_name if claim else "",
            claim.from_address if claim else "",
            self.first,
        )


class _Shared:
    """Columns of many logs, in both forms that `LogRow` asks for."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = {name: _cell(name, value) for name, value in columns.items()}
        self.as_json = json.dumps(columns)


def _cell(name: str, value: Any) -> Any:
    """A column's value; what goes into a JSON field as text, dates in it as Django would store them."""
    return json.dumps(value, cls=DjangoJSONEncoder) if name in _JSON and value is not None else value


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
