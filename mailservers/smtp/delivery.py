"""A connection that is kept open for many messages, with as few round trips as the server allows.

For the outbox:

    connection = Connection(settings, login, policy=policy, cancelled=lambda: stop_wanted)
    opening = connection.open(deadline_s=30)        # a Conversation: outcome "accepted" means ready to send
    connection.deliver(envelopes, report)           # any iterator of Envelope; `report` is called with each Delivery
        delivery.envelope, delivery.envelope.tag    # the very object that came out of `envelopes`
        delivery.outcome                            # "accepted" | "temporary" | "permanent" | "unknown"
        delivery.recipients                         # RecipientResult for each, also those refused while others went
        delivery.queue_id, delivery.reply, delivery.failure, delivery.attempted
        delivery.conversation(opening)              # the whole Conversation, made only when asked for
    connection.is_open                              # False: open a new one (after 421, loss, protocol errors)
    connection.plain                                # True: it answered oddly; open the next with plain=True
    connection.round_trip_s                         # shortest time between a command and its reply
    connection.quit()

Each envelope that `deliver` takes gets exactly one Delivery, in order, reported before the next wait for the server:
while the caller writes it down, the server works on the next message. Up to two messages are under way while one is
reported. "unknown" means that the connection was lost after the final dot: the server may have the message (RFC 1047).
When the connection breaks, everything taken and not answered is reported and `deliver` returns; `attempted` is False
for a message the server can know nothing of. To stop early let `envelopes` end; a new `deliver` may follow on the same
connection. Nothing is raised for anything
that a server or the network does. `message_deadline_s` is the time for one message, its transfer at SLOWEST_RATE
added.

With PIPELINING the envelope goes in one packet and the next envelope behind the body, so that a message costs one
round trip; with CHUNKING a body is sent by BDAT, a small one together with its envelope (RFC 2920, 3030).
"""

import ssl
from collections.abc import Callable, Iterable
from time import monotonic

from .conversation import Conversation
from .deadline import Deadline
from .delivered import Delivery
from .dialogue import Dialogue
from .errors import SmtpError
from .message import Envelope
from .network import ANY_NETWORK, NetworkPolicy
from .outcome import conversation_of, finish, scrubber_for
from .record import Record
from .settings import Login, ServerSettings
from .transaction import Transactions
from .transcript import Observer, transcript_for

__all__ = ["Connection", "Delivery", "Envelope"]

SLOWEST_RATE = 10_000  # octets a second; a slower line is taken for dead


class Connection:
    """One connection for many messages; see the module's documentation."""

    def __init__(
        self,
        settings: ServerSettings,
        login: Login | None = None,
        *,
        policy: NetworkPolicy = ANY_NETWORK,
        cancelled: Callable[[], bool] | None = None,
        observer: Observer | None = None,
        plain: bool = False,
        message_deadline_s: float = 600.0,
    ) -> None:
        self.plain = plain
        self._policy = policy
        self._message_deadline_s = message_deadline_s
        self._deadline = Deadline(0, cancelled)
        transcript = transcript_for(observer, scrubber_for(login))
        self._dialogue = Dialogue(settings, login, self._deadline, transcript)
        self._transactions: Transactions | None = None

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._transactions is not None and self._transactions.is_open

    @property
    def round_trip_s(self) -> float:
        """The shortest time between a command and its reply; 0 before the first."""
        return self._dialogue.round_trip_s

    def open(self, deadline_s: float = 30.0) -> Conversation:
        """Connect, secure and log in, once."""
        self._deadline.extend(deadline_s)
        failure = None
        try:
            self._dialogue.open(self._policy)
            scrubber = self._dialogue.transcript.scrubber
            self._transactions = Transactions(self._dialogue, lambda: Record(scrubber), plain=self.plain)
            self._dialogue.transcript.end(True)
        except (SmtpError, ssl.SSLError) as error:
            failure = self._dialogue.failure_from(error)
            finish(self._dialogue, failure)
        return conversation_of(self._dialogue, failure)

    def deliver(self, envelopes: Iterable[Envelope], report: Callable[[Delivery], None]) -> None:
        """Send what `envelopes` gives, as long as the connection holds; report one Delivery for each taken."""
        transactions = self._transactions
        if transactions is None:
            raise SmtpError("the connection is not open")

        def report_unhurried(delivery: Delivery) -> None:
            started = monotonic()
            report(delivery)
            self._deadline.postpone(monotonic() - started)  # the message on its way must not suffer for it

        transactions.deliver(envelopes, report_unhurried, self._begin_message)
        self.plain = self.plain or transactions.answered_oddly
        if not transactions.is_open:
            self.close()

    def _begin_message(self, delivery: Delivery) -> None:
        self._deadline.extend(self._message_deadline_s + delivery.size_bytes / SLOWEST_RATE)
        self._dialogue.client.next_conversation()

    def quit(self) -> None:
        """Say goodbye and hang up; waits at most two seconds for the answer and never fails."""
        self._deadline.extend(5.0)
        self._transactions = None
        self._dialogue.quit()

    def close(self) -> None:
        """Hang up without a word."""
        self._transactions = None
        if self._dialogue.channel is not None:
            self._dialogue.channel.close()
