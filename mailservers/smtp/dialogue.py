"""The beginning and the end of every conversation: connect, greeting, EHLO, TLS, login, QUIT.

One class holds what a connection has learnt. It raises errors.SmtpError and ssl.SSLError; `failure_from` turns
either into the one `Failure` that callers see.
"""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from time import monotonic
from typing import Any

from . import commands, connecting, notes, silence, tls
from .channel import Channel, PlainTextInsteadOfTls
from .commands import Command
from .conversation import Failure, FailureKind, Phase, TlsFacts
from .deadline import Deadline
from .errors import ConnectionLost, ConversationFailed, ServerProtocolError, SmtpError, TimeLimitReached
from .extensions import capabilities
from .failures import failure_from
from .greeting import greet
from .logging_in import log_in
from .machine import Answer, Client, Verdict
from .network import NetworkPolicy
from .replies import LINE_KEPT, Reply, decoded
from .settings import Login, Security, ServerSettings
from .transcript import Transcript

# RFC 5321 4.5.3.2, in seconds. The whole conversation's deadline is usually far below these.
REPLY_LIMIT_S = 300.0
TLS_LIMIT_S = 60.0
QUIT_LIMIT_S = 2.0  # nobody needs to wait for good manners
UNASKED_LIMIT_S = 0.5  # for the rest of a reply that nobody asked for
FIRST_SHOWN = 200  # characters of what is no reply


class Dialogue:
    """One connection to one server, from its name to a login that works."""

    def __init__(
        self,
        settings: ServerSettings,
        login: Login | None,
        deadline: Deadline,
        transcript: Transcript,
        *,
        asks_silent_servers: bool = False,
    ) -> None:
        self.settings = settings
        self.login = login
        self.deadline = deadline
        self.transcript = transcript
        self.asks_silent_servers = asks_silent_servers  # on a second connection, whether they wait for TLS
        self.client = Client()
        self.channel: Channel | None = None
        self.capabilities: Mapping[str, str] = {}
        self.tls: TlsFacts | None = None
        self.address = ""
        self.mechanism = ""
        self.greeting = ""
        # Nothing more can be said: in the middle of a handshake or a message, or after nonsense.
        self.speechless = False
        self.round_trip_s = 0.0  # the shortest time between a command and its reply

    @property
    def contact(self) -> bool:
        """Whether the server sent any byte."""
        return self.channel is not None and self.channel.contact

    def open(self, policy: NetworkPolicy) -> None:
        """Everything before the first MAIL."""
        self.connect(self._addresses(policy))
        self.secure()
        if self.settings.security is Security.SSL:
            greet(self)
        if self.settings.security is not Security.NONE:
            self._hello()  # what was announced before TLS counts no more (RFC 3207 4.2)
        if self.login is not None:
            log_in(self, self.login)

    def secure(self) -> None:
        """As far as TLS; without TLS as far as EHLO."""
        if self.settings.security is Security.SSL:
            self._start_tls()
            return
        greet(self)
        self._hello()
        if self.settings.security is Security.STARTTLS:
            self._upgrade()

    # -- asking and hearing

    def ask(self, command: Command, limit_s: float = REPLY_LIMIT_S) -> Answer:
        """Send one command and wait for its reply."""
        self.transmit(command)
        started = monotonic()
        answer = self.hear(limit_s)
        taken_s = monotonic() - started
        self.round_trip_s = min(self.round_trip_s or taken_s, taken_s)
        return answer

    def transmit(self, command: Command) -> None:
        """Send one command, once nothing is left that the server said unasked."""
        assert self.channel is not None
        self.require_silence()
        octets = self.client.send(command)
        self.transcript.client(command.shown)
        try:
            self.channel.send(octets, self.deadline.within(REPLY_LIMIT_S))
        except ConnectionLost:
            self.hear_last_words()
            raise

    def require_silence(self) -> None:
        """Raises when the server said something it was not asked; its 421 is reported as what it is."""
        assert self.channel is not None
        if self.client.outstanding:
            return
        waiting = self.channel.receive_now()
        if waiting:
            self.client.receive(waiting)
        if self.client.has_unread:
            with suppress(TimeLimitReached):
                self.hear(UNASKED_LIMIT_S)  # a 421, else this raises
            self.client.require_silence()

    def hear(self, limit_s: float) -> Answer:
        """The next reply, noted in the transcript; an unasked 421 ends the conversation."""
        assert self.channel is not None
        until = self.deadline.within(limit_s)
        while (answer := self.client.next_answer()) is None:
            self.client.receive(self.channel.receive(until))
        reply = self.transcript.scrubber.reply(answer.reply)
        self.transcript.server(reply)
        if answer.step is None:
            raise ConversationFailed(Failure(self.transcript.phase, FailureKind.REPLY, reply))
        return answer

    def hear_last_words(self) -> None:
        """The connection broke while we spoke. Raises ConversationFailed if the server said why before it went."""
        assert self.channel is not None
        with suppress(ServerProtocolError):
            self.client.receive(self.channel.receive_now())
            answer = self.client.next_answer()
            if answer is not None and not answer.reply.is_positive:
                self.transcript.server(self.transcript.scrubber.reply(answer.reply))
                raise self.refused(answer.reply)

    def refused(self, reply: Reply, **facts: Any) -> ConversationFailed:
        """The server said no in the present phase."""
        clean = self.transcript.scrubber.reply(reply)
        return ConversationFailed(Failure(self.transcript.phase, FailureKind.REPLY, clean, facts=facts))

    def failed(self, kind: FailureKind, detail: str = "", **facts: Any) -> ConversationFailed:
        """Something else is wrong in the present phase."""
        return ConversationFailed(Failure(self.transcript.phase, kind, detail=detail, facts=facts))

    def expect(self, answer: Answer) -> Reply:
        """The reply, if it is the one that was hoped for."""
        if answer.verdict is Verdict.VIOLATION:
            raise ServerProtocolError("wrong-class", f"{answer.step} was answered with {answer.reply.code}")
        if answer.verdict not in (Verdict.DONE, Verdict.MORE):
            raise self.refused(answer.reply)
        return answer.reply

    # -- the steps

    def _addresses(self, policy: NetworkPolicy) -> list[connecting.Address]:
        settings, transcript = self.settings, self.transcript
        transcript.begin(Phase.DNS)
        addresses = connecting.resolve(settings.host, settings.port, self.deadline)
        shown = ", ".join(dict.fromkeys(str(address[1][0]) for address in addresses))
        if shown != settings.host:
            transcript.note(notes.RESOLVED, host=settings.host, addresses=shown)
        transcript.begin(Phase.CONNECT)
        return connecting.permitted(addresses, policy, transcript)

    def connect(self, addresses: list[connecting.Address]) -> None:
        """A connection to the first of `addresses` that answers."""
        connection, self.address = connecting.connect(addresses, self.deadline, self.transcript)
        self.channel = Channel(connection, self.deadline)

    def _start_tls(self) -> None:
        assert self.channel is not None
        settings = self.settings
        self.transcript.begin(Phase.TLS)
        self.speechless = True
        host = tls.server_name(settings.host)
        try:
            made = tls.context(settings.ca_certificate, settings.verify_certificate)
        except (ssl.SSLError, ValueError) as error:
            raise self.failed(FailureKind.TLS_FAILED, "the CA certificate cannot be read", reason="ca") from error
        try:
            wrapped = self.channel.start_tls(made, host, self.deadline.within(TLS_LIMIT_S))
        except PlainTextInsteadOfTls as error:
            self.transcript.server_text(decoded(error.first_line))
            kind = FailureKind.TLS_ON_PLAIN_PORT if not self.greeting else FailureKind.TLS_FAILED
            raise self.failed(kind, str(error), first_bytes=self.beginning(error.octets)) from error
        self.speechless = False
        self.tls = tls.facts(wrapped, verified=settings.verify_certificate)
        self.transcript.note(notes.TLS_STARTED, version=self.tls.version, cipher=self.tls.cipher)
        if settings.verify_certificate:
            facts = {"subject": self.tls.subject or host, "issuer": self.tls.issuer, "not_after": self.tls.not_after}
            self.transcript.note(notes.CERTIFICATE, **facts)
        else:
            self.transcript.note(notes.NOT_VERIFIED)

    def beginning(self, octets: bytes) -> str:
        """The beginning of what is no reply, for the diagnosis; cut only after secrets were searched."""
        lines = " ".join(filter(None, map(decoded, octets[:LINE_KEPT].splitlines())))
        return self.transcript.scrubber.text(lines)[:FIRST_SHOWN]

    def _hello(self) -> None:
        self.transcript.begin(Phase.EHLO)
        name = self._own_name()
        answer = self.ask(commands.ehlo(name))
        if answer.verdict is Verdict.FALLBACK and answer.reply.code != 554:
            refusal, answer = answer.reply, self.ask(commands.helo(name))
            if answer.verdict is Verdict.REFUSED:
                protocol = silence.protocol_that_refuses(self.greeting, refusal, answer.reply)
                if protocol:
                    raise self.failed(FailureKind.NOT_SMTP, first_bytes=self.greeting, protocol=protocol)
            self.expect(answer)
            self.capabilities = {}
            return
        self.capabilities = capabilities(self.expect(answer))

    def _own_name(self) -> str:
        """What EHLO says: the configured name, else this machine's full name, else its address (RFC 5321 4.1.4)."""
        assert self.channel is not None
        if self.settings.ehlo_name:
            return self.settings.ehlo_name
        name = socket.gethostname()
        if "." in name.strip(".") and name.isascii() and not name.startswith("."):
            return name
        address = ip_address(self.channel.socket.getsockname()[0].split("%", 1)[0])
        return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"

    def _upgrade(self) -> None:
        assert self.channel is not None
        self.transcript.begin(Phase.STARTTLS)
        if "STARTTLS" not in self.capabilities:
            raise self.failed(FailureKind.STARTTLS_MISSING, offered=sorted(self.capabilities))
        self.expect(self.ask(commands.STARTTLS))
        self.client.receive(self.channel.receive_now())
        self.client.begin_tls()
        self.capabilities = {}
        self._start_tls()

    def quit(self) -> None:
        """Say goodbye if the server would understand it, and hang up. Never fails and never waits long."""
        channel = self.channel
        if channel is None:
            return
        try:
            if self.speechless:
                return
            if self.client.said_quit:
                self.transcript.begin(Phase.QUIT)
                self.hear(QUIT_LIMIT_S)
            elif self.client.may_quit:
                self.transcript.begin(Phase.QUIT)
                self.ask(commands.QUIT, QUIT_LIMIT_S)
        except (SmtpError, OSError) as error:
            self.transcript.note(notes.TIMED_OUT if isinstance(error, TimeLimitReached) else notes.CLOSED)
            self.transcript.end(False)
        finally:
            self.transcript.end(True)
            channel.close()

    def failure_from(self, error: Exception) -> Failure:
        """What `error` means in the present phase."""
        self.speechless = self.speechless or not isinstance(error, ConversationFailed)
        return failure_from(error, self, self.transcript)
