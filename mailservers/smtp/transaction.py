"""Mail transactions on an open connection: MAIL, RCPT, then the message by DATA or BDAT, one after the other.

The same code sends a test mail and a month's payslips. What may go ahead of its reply does: the envelope in one packet
(RFC 2920), the next envelope behind the body, a small body behind its envelope (RFC 3030).
"""

import ssl
from collections.abc import Callable, Iterable
from itertools import chain

from . import commands
from .commands import Command
from .conversation import Failure, FailureKind, Phase
from .delivered import Delivery
from .dialogue import REPLY_LIMIT_S, Dialogue
from .errors import ConversationFailed, ServerProtocolError, SmtpError
from .failures import failure_from
from .machine import Answer, Step, Verdict
from .message import Envelope
from .notes import message_note
from .outgoing import Offers, Queue, on_the_wire
from .record import Record

FINAL_LIMIT_S = 600.0  # RFC 5321 4.5.3.2.6: after the final dot a server may do all its checks
SMALL_BODY = 65536  # octets that go along with their envelope by BDAT: lost work, if a recipient is refused
PIECE = 65536

PHASES = {
    Step.RSET: Phase.MAIL,
    Step.MAIL: Phase.MAIL,
    Step.RCPT: Phase.RCPT,
    Step.DATA: Phase.DATA,
    Step.MESSAGE: Phase.MESSAGE,
    Step.QUIT: Phase.QUIT,
}


class Transactions:
    """Sends messages over an open dialogue. `plain`: one command at a time, DATA, nothing ahead of its reply.

    With `then_quit` QUIT goes along behind the only message (RFC 2920 3.1); `Dialogue.quit` hears the answer.
    """

    def __init__(
        self, dialogue: Dialogue, new_record: Callable[[], Record], *, plain: bool = False, then_quit: bool = False
    ) -> None:
        self.is_open = True
        self.answered_oddly = False
        self._dialogue = dialogue
        self._new_record = new_record
        self._offers = Offers.of(dialogue.capabilities, plain=plain)
        self._pipelining = self._offers.pipelining
        self._chunking = self._offers.chunking
        # Not behind BDAT: a server that closes with QUIT unread resets the connection, and its replies may be lost.
        self._then_quit = then_quit and self._pipelining and not self._chunking
        self._chunk_refused = False  # after that the server's state is unknown until RSET (RFC 3030 2)
        self._report: Callable[[Delivery], None] = lambda delivery: None
        self._finished: list[Delivery] = []  # not reported yet

    def deliver(
        self,
        source: Iterable[Envelope],
        report: Callable[[Delivery], None],
        new_message: Callable[[Delivery], None] = lambda delivery: None,
    ) -> None:
        """Report one Delivery for each envelope, in order; ends early when the connection does.

        A message is reported as soon as there is nothing better to do: when the next one is on its way, or before
        waiting for the server. `new_message` is called when a message's turn begins (its deadline starts).
        """
        self._report = report
        queue = Queue(source, self._offers, self._new_record)
        current = queue.next_sendable()
        while current is not None and self.is_open:
            new_message(current)
            following = self._one(current, queue)
            self._finished += (current, *queue.take_refused())
            if not self.is_open and following is not None:
                following.lose(current.failure)
                self._finished.append(following)
                following = None
            elif self.is_open and following is None:
                self._report_finished()
                following = queue.next_sendable()
            current = following
        self._finished += queue.take_refused()
        self._report_finished()

    def _report_finished(self) -> None:
        finished, self._finished = self._finished, []
        for delivery in finished:
            self._report(delivery)

    def _one(self, current: Delivery, queue: Queue) -> Delivery | None:
        """Send `current` and read its replies. Returns the delivery whose envelope went along behind it."""
        following: Delivery | None = None
        try:
            if not current.sent:
                self._send_group(current, self._group(current, alone=True))
            wanted = self._read_group(current)
            if wanted and current.failure is None:
                following = queue.next_sendable() if self._pipelining else None
                self._send_content(current, following)
                self._judge_final(current, self._hear(current, Step.MESSAGE, FINAL_LIMIT_S))
            elif wanted and not self._chunking:
                self._end_without_recipients(current)
        except (SmtpError, ssl.SSLError) as error:
            self._break_off(current, error)
        return following

    # -- the envelope

    def _group(self, delivery: Delivery, *, alone: bool) -> list[Command]:
        """The commands of one message up to DATA, or with BDAT up to a small body, if it goes `alone`."""
        envelope = delivery.envelope
        group = [commands.RSET] if self._chunk_refused or self._dialogue.client.in_transaction else []
        self._chunk_refused = False
        group.append(commands.mail(envelope.wire_sender, self._offers.mail_parameters(delivery)))
        for index, address in enumerate(envelope.wire_recipients):
            if index not in delivery.skipped:
                group.append(commands.rcpt(address))
        if not self._chunking:
            group.append(commands.DATA)
        elif alone and self._pipelining and delivery.size_bytes <= SMALL_BODY:
            group.append(commands.bdat(delivery.size_bytes))
        delivery.group = group
        return group

    def _send_group(self, delivery: Delivery, group: list[Command]) -> None:
        if not self._pipelining:
            return  # _read_group sends one at a time
        octets = [self._register(delivery, command) for command in group]
        if group[-1].step is Step.MESSAGE:
            octets.extend(on_the_wire(delivery, stuffed=not self._chunking))
            delivery.record.message(_note(delivery))
            delivery.content_sent = True
            octets.append(self._goodbye(delivery))
        self._transmit(b"".join(octets))

    def _register(self, delivery: Delivery, command: Command) -> bytes:
        octets = self._dialogue.client.send(command)
        delivery.sent = True
        delivery.record.client(command.shown, PHASES[command.step])
        return octets

    def _goodbye(self, delivery: Delivery) -> bytes:
        return self._register(delivery, commands.QUIT) if self._then_quit else b""

    def _transmit(self, octets: bytes) -> None:
        channel = self._dialogue.channel
        assert channel is not None
        channel.send(octets, self._dialogue.deadline.within(REPLY_LIMIT_S))

    def _read_group(self, delivery: Delivery) -> bool:
        """Read (and without pipelining send) the envelope. True when the server now wants the message."""
        wanted = self._chunking
        for command in delivery.group:
            if not self._pipelining:
                if command.step in (Step.DATA, Step.MESSAGE) and not delivery.accepted_count:
                    delivery.fail_by_recipients()
                if delivery.failure is not None:
                    return False
                self._dialogue.require_silence()
                self._transmit(self._register(delivery, command))
            step = command.step
            answer = self._hear(delivery, step, FINAL_LIMIT_S if step is Step.MESSAGE else REPLY_LIMIT_S)
            if step is Step.MESSAGE:
                self._judge_final(delivery, answer)
                return False
            wanted = self._judge(delivery, step, answer) or (wanted and step is not Step.DATA)
        if delivery.failure is None and not delivery.accepted_count:
            delivery.fail_by_recipients()
        return wanted and (delivery.failure is None or not self._chunking)

    def _judge(self, delivery: Delivery, step: Step, answer: Answer) -> bool:
        """Keep what one reply to the envelope means; True for a 354."""
        reply, verdict = answer.reply, answer.verdict
        if verdict is Verdict.VIOLATION:
            raise ServerProtocolError("wrong-class", f"{step} was answered with {reply.code}")
        if step is Step.RCPT:
            delivery.add_recipient(reply, accepted=verdict is Verdict.DONE)
        elif verdict is Verdict.REFUSED:
            if step is Step.DATA and delivery.failure is None and not delivery.accepted_count:
                delivery.fail_by_recipients()
            delivery.fail(Failure(PHASES[step], FailureKind.REPLY, reply))
        if reply.code == 421:
            raise ConversationFailed(delivery.failure or Failure(PHASES[step], FailureKind.REPLY, reply))
        return verdict is Verdict.MORE

    # -- the message

    def _send_content(self, current: Delivery, following: Delivery | None) -> None:
        """The body, the final dot, and the next envelope behind it."""
        self._dialogue.require_silence()
        current.record.message(_note(current))
        if self._chunking:
            head, dot = self._register(current, commands.bdat(current.size_bytes)), b""
        else:
            head, dot = b"", self._register(current, commands.end_of_data("."))
        tail = dot + self._goodbye(current)
        if following is not None:
            group = self._group(following, alone=False)
            tail += b"".join([self._register(following, command) for command in group])
        content, pieces = current.content, on_the_wire(current, stuffed=not self._chunking)
        if isinstance(content, bytes) and len(content) <= SMALL_BODY:
            current.content_sent = True
            self._transmit(head + b"".join(pieces) + tail)
        else:
            self._stream(current, chain((head,), pieces), tail)

    def _stream(self, current: Delivery, pieces: Iterable[bytes], tail: bytes) -> None:
        """Transmit a big content piece by piece; a server that has heard enough may say so in between."""
        channel = self._dialogue.channel
        assert channel is not None
        self._report_finished()  # this may take long
        waiting: list[bytes] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size >= PIECE:
                self._transmit(b"".join(waiting))
                waiting, size = [], 0
                if channel.is_readable():
                    self._interrupted(current)
        current.content_sent = True
        self._transmit(b"".join(waiting) + tail)

    def _interrupted(self, current: Delivery) -> None:
        channel = self._dialogue.channel
        assert channel is not None
        self._dialogue.client.receive(channel.receive_now())
        if not self._dialogue.client.has_unread:
            return  # TLS had something to say, or the connection ended: the next transmission tells
        answer = self._hear(current, Step.MESSAGE, REPLY_LIMIT_S)
        if answer.verdict is not Verdict.REFUSED:
            raise ServerProtocolError("unsolicited-reply", "the message was answered before its end")
        raise ConversationFailed(Failure(Phase.MESSAGE, FailureKind.REPLY, answer.reply))

    def _end_without_recipients(self, delivery: Delivery) -> None:
        """A server that says 354 though it refused every recipient must be given the final dot (RFC 2920 3.1).

        One that refused the sender and took recipients all the same would send them an empty message.
        """
        if delivery.accepted_count:
            raise ServerProtocolError("wrong-class", "recipients were accepted although the sender was refused")
        self._transmit(self._register(delivery, commands.end_of_data(".")))
        self._hear(delivery, Step.MESSAGE, FINAL_LIMIT_S)

    def _judge_final(self, delivery: Delivery, answer: Answer) -> None:
        if answer.verdict is Verdict.VIOLATION:
            raise ServerProtocolError("wrong-class", f"the message was answered with {answer.reply.code}")
        if delivery.failure is None and not delivery.accepted_count:
            delivery.fail_by_recipients()
        if answer.verdict is Verdict.DONE:
            if delivery.failure is None:
                delivery.accept(answer.reply)
            elif delivery.accepted_count:  # then the sender was refused, and yet the server may have it
                delivery.failure = None
                raise ServerProtocolError("wrong-class", "the message was accepted although its sender was refused")
            return
        self._chunk_refused = self._chunking
        delivery.fail(Failure(Phase.MESSAGE, FailureKind.REPLY, answer.reply))
        if answer.reply.code == 421:
            raise ConversationFailed(Failure(Phase.MESSAGE, FailureKind.REPLY, answer.reply))

    # -- replies

    def _hear(self, delivery: Delivery, step: Step, limit_s: float) -> Answer:
        dialogue = self._dialogue
        delivery.record.begin(PHASES[step])
        client = dialogue.client
        answer = client.next_answer()
        if answer is None:
            self._report_finished()
            channel = dialogue.channel
            assert channel is not None
            until = dialogue.deadline.within(limit_s)
            while answer is None:
                client.receive(channel.receive(until))
                answer = client.next_answer()
        reply = dialogue.transcript.scrubber.reply(answer.reply)
        delivery.record.server(reply)
        if answer.step is None:
            raise ConversationFailed(Failure(PHASES[step], FailureKind.REPLY, reply))
        answer.reply = reply
        return answer

    def _break_off(self, current: Delivery, error: Exception) -> None:
        """The connection can no longer be used."""
        self.is_open = False
        self._dialogue.speechless = True
        if isinstance(error, ServerProtocolError):
            self.answered_oddly = True
        current.fail(failure_from(error, self._dialogue, current.record))


def _note(delivery: Delivery) -> str:
    return message_note(delivery.size_bytes, delivery.envelope.parts)
