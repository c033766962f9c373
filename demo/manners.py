"""How each port of the training mail server behaves: well, or badly in one named way.

Every greeting tells what its port shows, so that the log of a test explains itself.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, TLSSetupException
from asgiref.sync import sync_to_async

from demo import mailbox

log = logging.getLogger(__name__)

SERVER_NAME = "training.easyflex.example"
PASSWORD = "smtp-easyflex"  # of every mailbox here, whatever the user name
SIZE_LIMIT_BYTES = 40_000_000  # a document of 25 MB, encoded
SMALL_LIMIT_BYTES = 200  # smaller than any message
GREYLISTED_S = 20.0  # how long an unknown sender has to wait
SLOW_S = 1.0  # before each reply of the slow server


class Manners:
    """Accepts every message and keeps it; the hooks have aiosmtpd's names. Subclasses change one thing each."""

    shows = "accepts everything"
    login_required = False
    size_limit_bytes = SIZE_LIMIT_BYTES

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
    ) -> AuthResult:
        """Any user name with the one password."""
        good = isinstance(login, LoginPassword) and login.password == PASSWORD.encode()
        return AuthResult(success=good, handled=False, auth_data=login if good else None)

    async def handle_exception(self, error: Exception) -> str:
        """A client that refuses our certificate is part of the lesson; anything else is a mistake of ours."""
        if not isinstance(error, TLSSetupException):
            log.error("a conversation on the port that %s ended early", self.shows, exc_info=error)
        return "451 4.3.0 Local error"

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.login_required and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message_id = mailbox.new_id()
        assert isinstance(server.transport, asyncio.Transport)
        assert isinstance(envelope.content, bytes)
        protocol = "ESMTPS" if server.transport.get_extra_info("ssl_object") else "ESMTP"
        trace = [
            f"Return-Path: <{envelope.mail_from}>",
            *(f"Delivered-To: {address}" for address in envelope.rcpt_tos),
            f"Received: from {session.host_name} by {SERVER_NAME} ({self.shows})",
            f"\twith {protocol}{'A' if session.authenticated else ''} id {message_id}; {formatdate(time.time())}",
        ]
        # In a thread: disk and tidying must not hold up the other ports.
        await sync_to_async(mailbox.store, thread_sensitive=False)(message_id, trace, envelope.content)
        return f"250 2.0.0 Ok: queued as {message_id}"


class LoginRequired(Manners):
    shows = "accepts mail after a login"
    login_required = True


class StarttlsRequired(LoginRequired):
    shows = "insists on STARTTLS and a login"


class StarttlsOnly(Manners):
    shows = "insists on STARTTLS"


class StarttlsOffered(Manners):
    shows = "offers STARTTLS"


class Slow(Manners):
    shows = "takes a second for each reply"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        await asyncio.sleep(SLOW_S)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(SLOW_S)
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(SLOW_S)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(SLOW_S)
        return await super().handle_DATA(server, session, envelope)


class Refusing(Manners):
    """Refuses the sender, each recipient or the message with a fixed reply."""

    sender = recipient = message = ""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return self.sender or await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.recipient.format(address=address)
        return reply or await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self.message or await super().handle_DATA(server, session, envelope)


class MailboxFull(Refusing):
    shows = "every mailbox is full"
    recipient = "552 5.2.2 <{address}>: Mailbox full, quota exceeded"


class RecipientUnknown(Refusing):
    shows = "knows no recipient"
    recipient = "550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table"


class SenderNotAllowed(Refusing):
    shows = "refuses the sender"
    sender = "553 5.7.1 Sender address rejected: not owned by user"


class Spam(Refusing):
    shows = "takes everything for spam"
    message = "554 5.7.1 Message rejected as spam by content filtering"


class TooBig(Manners):
    shows = f"takes messages up to {SMALL_LIMIT_BYTES} bytes"
    size_limit_bytes = SMALL_LIMIT_BYTES


class BasicAuthOff(LoginRequired):
    shows = "no longer accepts passwords"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
    ) -> AuthResult:
        words = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."
        return AuthResult(success=False, handled=False, message=words)


class Greylisting(Manners):
    """Lets a sender wait the first time it writes to a recipient, as many servers do against spam."""

    shows = f"greylisting: lets new senders wait for {GREYLISTED_S:.0f} s"

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._first_seen_s: dict[tuple[str | None, str], float] = {}
        self._now_s = now_s

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(self._first_seen_s) > 10_000:
            self._first_seen_s.clear()
        since = self._first_seen_s.setdefault((envelope.mail_from, address), self._now_s())
        if self._now_s() - since < GREYLISTED_S:
            return f"451 4.7.1 <{address}>: Recipient address rejected: Greylisted, please try again later"
        return await super().handle_RCPT(server, session, envelope, address, options)


class BreaksOff(Manners):
    shows = "breaks the connection off in the middle of a message"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return "451 4.3.0 never seen by anybody"


LISTENS_S = 300.0  # to somebody who says nothing


async def listen(reader: asyncio.StreamReader) -> None:
    """Read until the other side goes away or has been silent for long."""
    async with asyncio.timeout(LISTENS_S):
        while await reader.read(4096):
            pass


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts the connection and never says a word, as behind many a firewall."""
    await listen(reader)


async def http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A web server where a mail server was expected: it speaks first only to complain."""
    page = b"<html><head><title>400 Bad Request</title></head><body>This is a web server.</body></html>\r\n"
    head = b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: %d\r\n" % len(page)
    writer.write(head + b"Connection: close\r\n\r\n" + page)
    await writer.drain()


async def blocked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuses our address in the greeting."""
    words = f"554 5.7.1 {SERVER_NAME} Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org\r\n"
    writer.write(words.encode())
    async with asyncio.timeout(LISTENS_S):
        if await reader.readline():
            writer.write(b"221 2.0.0 Bye\r\n")
            await writer.drain()


@dataclass(frozen=True)
class Port:
    """One port: who answers, and with which certificate. `behaviour` None: nobody listens there."""

    behaviour: Manners | Callable[[asyncio.StreamReader, asyncio.StreamWriter], object] | None
    certificate: str = ""  # as in demo.certificates; empty: no TLS
    implicit_tls: bool = False
    starttls_required: bool = False


def ports() -> dict[str, Port]:
    """Every port of the training mail server, by the name under which its number is written down."""
    return {
        "plain": Port(Manners()),
        "starttls": Port(StarttlsRequired(), "good", starttls_required=True),
        "starttls-only": Port(StarttlsOnly(), "good", starttls_required=True),
        "starttls-offered": Port(StarttlsOffered(), "good"),
        "ssl": Port(LoginRequired(), "good", implicit_tls=True),
        "slow": Port(Slow()),
        "silent": Port(silent),
        "http": Port(http),
        "blocked": Port(blocked),
        "closed": Port(None),
        "expired": Port(StarttlsRequired(), "expired", starttls_required=True),
        "other-name": Port(StarttlsRequired(), "other-name", starttls_required=True),
        "unknown-authority": Port(StarttlsRequired(), "unknown", starttls_required=True),
        "basic-auth-off": Port(BasicAuthOff(), "good", starttls_required=True),
        "mailbox-full": Port(MailboxFull()),
        "recipient-unknown": Port(RecipientUnknown()),
        "sender-not-allowed": Port(SenderNotAllowed()),
        "spam": Port(Spam()),
        "too-big": Port(TooBig()),
        "greylisting": Port(Greylisting()),
        "breaks-off": Port(BreaksOff()),
    }
