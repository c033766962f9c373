"""One message on its way, and what became of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from .conversation import Conversation, Failure, FailureKind, Line, Phase, RecipientResult
from .message import Content, Envelope
from .queue_id import queue_id
from .record import Record
from .replies import Reply

Outcome = Literal["accepted", "temporary", "permanent", "unknown"]


class Delivery:
    """One envelope and what the server made of it. Read it when it was yielded; nothing changes any more then."""

    __slots__ = (
        "_replies",
        "accepted_count",
        "content",
        "content_sent",
        "envelope",
        "failure",
        "group",
        "record",
        "reply",
        "sent",
        "size_bytes",
        "skipped",
    )

    def __init__(self, envelope: Envelope, content: bytes | Content, record: Record) -> None:
        self.envelope = envelope
        self.content = content
        self.size_bytes = len(content) if isinstance(content, bytes) else content.size_bytes
        self.record = record
        self.group: list[Any] = []
        self.skipped: set[int] = set()  # recipients that this server cannot be told
        self.sent = False  # whether any command of it was sent
        self.content_sent = False  # whether the server may have the whole message
        self.accepted_count = 0
        self.failure: Failure | None = None
        self.reply: Reply | None = None
        self._replies: list[tuple[Reply, bool]] = []

    # -- while it is on its way

    def add_recipient(self, reply: Reply, *, accepted: bool) -> None:
        """The reply to the next RCPT."""
        self._replies.append((reply, accepted))
        self.accepted_count += accepted

    def fail(self, failure: Failure) -> None:
        """The first failure counts."""
        if self.failure is None:
            self.failure = failure
            self.reply = failure.reply
            self.record.end(False)

    def fail_by_recipients(self) -> None:
        """No recipient was accepted; one that may be accepted later speaks for all."""
        refused = [reply for reply, _ in self._replies]
        if refused:
            decisive = next((reply for reply in refused if reply.is_temporary), refused[0])
            self.fail(Failure(Phase.RCPT, FailureKind.REPLY, decisive))

    def accept(self, reply: Reply) -> None:
        """The server took responsibility for the message."""
        self.reply = reply
        self.record.end(True)

    def lose(self, failure: Failure | None) -> None:
        """The connection ended before this one's turn came."""
        self.fail(Failure(Phase.MAIL, FailureKind.CONNECTION_LOST, detail="the connection ended before its turn"))
        self.sent = False

    # -- afterwards

    @property
    def outcome(self) -> Outcome:
        """ "unknown": lost after the final dot, the server may have it (RFC 1047).

        A reply that breaks the rules says nothing about the message, and the next try is made in plainer words.
        """
        failure = self.failure
        if failure is None:
            return "accepted"
        if self.content_sent and failure.reply is None:
            return "unknown"
        may_pass = failure.is_temporary or failure.kind is FailureKind.PROTOCOL
        return "temporary" if may_pass else "permanent"

    @property
    def attempted(self) -> bool:
        """Whether the server was told anything about this message."""
        return self.sent

    @property
    def queue_id(self) -> str | None:
        """As the server announced it."""
        return queue_id(self.reply.text) if self.failure is None and self.reply is not None else None

    @property
    def duration_ms(self) -> int:
        """From the first word about it to the last."""
        return self.record.duration_ms

    @property
    def recipients(self) -> tuple[RecipientResult, ...]:
        """What was said to each recipient; if the message itself was refused, that."""
        answered = iter(self._replies)
        return tuple(
            [
                self._unreachable(address) if index in self.skipped else self._result(address, next(answered, None))
                for index, address in enumerate(self.envelope.recipients)
            ]
        )

    @property
    def first_refusal(self) -> Failure | None:
        """Why the first recipient that was not accepted was refused; None when none of them was."""
        answered = iter(self._replies)
        for index, address in enumerate(self.envelope.recipients):
            if index in self.skipped:
                return Failure(Phase.RCPT, FailureKind.SMTPUTF8_NEEDED, facts={"address": address})
            reply, accepted = next(answered, (None, True))
            if not accepted:
                return Failure(Phase.RCPT, FailureKind.REPLY, reply)
        return None

    def _result(self, address: str, answer: tuple[Reply, bool] | None) -> RecipientResult:
        if answer is not None and (self.failure is None or not answer[1]):
            return RecipientResult(address, answer[1], answer[0].code, answer[0].text)
        reply = self.failure.reply if self.failure is not None else None
        return RecipientResult(address, False, reply.code if reply else None, reply.text if reply else "")

    @staticmethod
    def _unreachable(address: str) -> RecipientResult:
        return RecipientResult(address, False, None, "the server does not offer SMTPUTF8, which this address needs")

    def conversation(self, opening: Conversation, *, with_opening: bool = False) -> Conversation:
        """This message's part of the conversation, preceded by the connection's opening if asked for."""
        offset_ms = opening.duration_ms if with_opening else 0
        failed = self.failure.phase if self.failure is not None else None
        before: Iterable[Line] = opening.transcript if with_opening else ()
        stages = opening.stages if with_opening else ()
        return replace(
            opening,
            outcome="accepted" if failed is None else "failed",
            phase=failed or Phase.MESSAGE,
            failure=self.failure,
            reply=self.reply,
            stages=(*stages, *self.record.stages(failed, offset_ms)),
            transcript=(*before, *self.record.lines(offset_ms)),
            recipients=self.recipients,
            queue_id=self.queue_id,
            duration_ms=offset_ms + self.duration_ms,
        )
