"""The SMTP log of each delivery, as the columns of its row: thousands a second, so they are made in bulk.

The first message over a connection has the opening in its log; the log of each later one `continues` that log.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from documents.identifiers import new_id
from documents.models import Lane
from documents.queue import Claim
from mailservers.logs import fields_of, lines_as_json, stages_as_json
from mailservers.models import SmtpLog
from mailservers.models.log import new_code
from mailservers.smtp.conversation import Conversation
from mailservers.smtp.delivery import Delivery

_FIELDS = SmtpLog._meta.concrete_fields
_COLUMN = {field.attname: field.column for field in _FIELDS}


class Logbook:
    """Makes the logs of one connection. `lane` has its server and revision loaded."""

    def __init__(self, lane: Lane, opening: Conversation) -> None:
        self.opening = opening
        self.first: uuid.UUID | None = None
        self._base = _base(lane, opening)

    def of_opening(self, claim: Claim | None) -> dict[str, Any]:
        """The log of a connection that came to nothing, for the document it was opened for."""
        return self._row(claim, self.opening)

    def of_failure(self, claim: Claim, conversation: Conversation) -> dict[str, Any]:
        """The log of a message that was not accepted by everybody; `conversation` has the opening if it was first."""
        return self._row(claim, conversation)

    def of_success(self, claim: Claim, delivery: Delivery) -> dict[str, Any]:
        """The log of a message that everybody's server accepted: the quick way to the same columns."""
        if self.first is None:
            return self._row(claim, delivery.conversation(self.opening, with_opening=True))
        row = self._base.copy()
        self._identify(row, claim, delivery.duration_ms)
        record = delivery.record
        row["continues_id"] = str(self.first)
        row["outcome"] = "accepted"
        row["phase"] = "message"
        reply = delivery.reply
        assert reply is not None
        row["reply_code"] = reply.code
        row["reply_enhanced"] = reply.enhanced
        row["reply_text"] = reply.text
        row["queue_id"] = (delivery.queue_id or "")[:200]
        row["stages"] = stages_as_json(record.stages(None))
        row["transcript"] = lines_as_json(record.lines())
        row["recipients"] = [
            {"address": said.address, "accepted": said.accepted, "code": said.code, "text": said.text}
            for said in delivery.recipients
        ]
        return row

    def is_first(self) -> bool:
        """Whether no message went over this connection yet."""
        return self.first is None

    def _row(self, claim: Claim | None, conversation: Conversation) -> dict[str, Any]:
        row = self._base.copy()
        key = self._identify(row, claim, conversation.duration_ms)
        row.update({_COLUMN[name]: value for name, value in fields_of(conversation).items()})
        row["continues_id"] = str(self.first) if self.first else None
        if self.first is None:
            self.first = key
        return row

    @staticmethod
    def _identify(row: dict[str, Any], claim: Claim | None, duration_ms: int) -> uuid.UUID:
        key = new_id()
        row["id"] = str(key)
        row["code"] = new_code()
        finished = datetime.now(UTC)
        row["started_at"] = (finished - timedelta(milliseconds=duration_ms)).isoformat()
        row["finished_at"] = finished.isoformat()
        row["duration_ms"] = duration_ms
        if claim is not None:
            row["actor_id"] = claim.sender
            row["actor_name"] = claim.sender_name
            row["sender"] = claim.from_address
        return key


def _base(lane: Lane, opening: Conversation) -> dict[str, Any]:
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
        contact=True,
        address=opening.address,
        mechanism=opening.mechanism,
        capabilities=dict(opening.capabilities),
        tls=fields_of(opening)["tls"],
    )
    return {field.column: getattr(log, field.attname) for field in _FIELDS}
