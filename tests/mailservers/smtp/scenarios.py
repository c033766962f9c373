"""What servers do, one row each, and what a person must be told about it."""

import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mailservers.smtp.settings import Security
from tests.servers import authority, close, drip, reset, silence, then
from tests.servers.certificates import self_signed, too_old
from tests.servers.scripted import CHUNKING, EHLO, PIPELINING, Session

AUTH = EHLO.replace("250 HELP", "250 AUTH PLAIN LOGIN")
LOGIN_ONLY = EHLO.replace("250 HELP", "250 AUTH LOGIN")
CRAM_ONLY = EHLO.replace("250 HELP", "250 AUTH CRAM-MD5")
XOAUTH2 = EHLO.replace("250 HELP", "250 AUTH PLAIN XOAUTH2")
STARTTLS = EHLO.replace("250 HELP", "250 STARTTLS")
BLANK = "334 "
USERNAME = "334 VXNlcm5hbWU6"
PASSWORD = "334 UGFzc3dvcmQ6"
TOKEN_EXPIRED = (
    "334 " + base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').decode()
)
BINARY = bytes(range(128, 256)) + b"\r\n"


@dataclass(frozen=True)
class Row:
    """`code` is the diagnosis; without one the server accepts. `deadline_s` is also the longest it may take."""

    name: str
    answers: dict[str, Any] = field(default_factory=dict)
    code: str | None = None
    phase: str = "quit"
    temporary: bool = False
    contact: bool = True
    login: str = ""  # "", "password" or "token"
    security: Security = Security.NONE
    server_tls: Callable[[], ssl.SSLContext] | None = None  # what the server uses, if not a good certificate
    implicit_tls: bool = False
    trusting: bool = True  # whether our settings trust the testing authority
    recipients: tuple[str, ...] = ("b@example.nl",)
    size: int = 100
    deadline_s: float = 5.0


def row(name: str, code: str | None = None, phase: str = "quit", *, temporary: bool = False, **rest: Any) -> Row:
    options = {key: rest.pop(key) for key in list(rest) if key in Row.__dataclass_fields__}
    return Row(name, rest, code, phase, temporary, **options)


def waiting(name: str, phase: str, **rest: Any) -> Row:
    """A server that keeps us waiting until our deadline."""
    return row(name, "timeout", phase, temporary=True, deadline_s=0.6, **rest)


def lost(name: str, phase: str, **rest: Any) -> Row:
    """A connection that ends too early."""
    return row(name, "connection-lost", phase, temporary=True, **rest)


def _wrong_host() -> ssl.SSLContext:
    return authority().server("mail.elsewhere.example")


def _wants_a_certificate(version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    context = authority().server()
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=authority().pem)
    return context


def _moment(session: Session) -> None:
    """For the client to read what was said so far."""
    session.server.over.wait(0.05)


def _client_hello(session: Session) -> None:
    session.octets(5)


def _expired() -> ssl.SSLContext:
    return authority().server(days=-3)


GOOD = [
    row("a polite server"),
    row("pipelining", ehlo=PIPELINING),
    row("chunking", ehlo=CHUNKING),
    row("chunking without pipelining", ehlo=CHUNKING.replace("250 PIPELINING", "250 HELP")),
    row("only HELO", ehlo="502 5.5.1 command not implemented"),
    row("only HELO, said with 500", ehlo="500 what?"),
    row("replies without text", greeting="220", mail="250", rcpt="250", data="354", message="250", quit="221"),
    row("line ends without carriage return", greeting=b"220 hello\n", mail=b"250 ok\n"),
    row("text that is not UTF-8", greeting=b"220 Gr\xfc\xdf Gott\r\n", mail=b"250 \xff\xfe\r\n"),
    row("a greeting of many lines", greeting="\n".join([*["220-welcome"] * 40, "220 at last"])),
    row("a very long line", greeting="220 " + "x" * 20_000),
    row("goodbye without an answer", quit=close),
    row("goodbye refused", quit="554 5.0.0 never"),
    row("goodbye with nonsense", quit=b"\x00\xff nonsense\r\n"),
    row("goodbye with a reset", quit=reset),
    row("login with PLAIN", ehlo=AUTH, login="password"),
    row("login accepted with 250", ehlo=AUTH, auth="250 2.0.0 fine", login="password"),
    row("PLAIN asked for again", ehlo=AUTH, auth=BLANK, login="password"),
    row("login with LOGIN", ehlo=LOGIN_ONLY, auth=USERNAME, auth_response=[PASSWORD, "235 ok"], login="password"),
    row("prompts that are not base64", ehlo=LOGIN_ONLY, auth="334 User Name:", auth_response=["334 ???", "235 ok"],
        login="password"),
    row("prompts without text", ehlo=LOGIN_ONLY, auth="334", auth_response=["334", "235 ok"], login="password"),
    row("login with CRAM-MD5", ehlo=CRAM_ONLY, auth="334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+", login="password"),
    row("login with a token", ehlo=XOAUTH2, login="token"),
    row("AUTH announced the old way", ehlo=EHLO.replace("250 HELP", "250 AUTH=PLAIN LOGIN"), login="password"),
    row("STARTTLS", ehlo=[STARTTLS, AUTH], security=Security.STARTTLS, login="password"),
    row("implicit TLS", security=Security.SSL, implicit_tls=True),
    row("one recipient of two", rcpt=["550 5.1.1 nobody", "250 ok"], recipients=("x@example.nl", "b@example.nl")),
    row("one recipient of two, pipelined", ehlo=PIPELINING, rcpt=["550 5.1.1 nobody", "250 ok"],
        recipients=("x@example.nl", "b@example.nl")),
    row("an address with SMTPUTF8", ehlo=EHLO.replace("250 HELP", "250 SMTPUTF8"), recipients=("jörg@example.nl",)),
    row("a domain with other letters", recipients=("info@bücher.example",)),
    row("a big message", ehlo=EHLO.replace("SIZE 1000000", "SIZE"), size=2_000_000),
]  # fmt: skip

GREETING = [
    row("an HTTP server", "not-smtp", "greeting", greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n<html>"),
    row("an SSH server", "not-smtp", "greeting", greeting="SSH-2.0-OpenSSH_9.2p1 Debian-2"),
    row("an IMAP server", "not-smtp", "greeting", greeting="* OK [CAPABILITY IMAP4rev1] Dovecot ready."),
    row("a POP3 server", "not-smtp", "greeting", greeting="+OK Dovecot ready."),
    row("an FTP server", "not-smtp", "ehlo", greeting="220 ProFTPD Server (FTP)", ehlo="500 EHLO not understood",
        helo="500 HELO not understood"),
    row("an FTP server that does not say so", "not-smtp", "ehlo", greeting="220 Welcome",
        ehlo="530 Please login with USER and PASS.", helo="530 Please login with USER and PASS."),
    row("an LMTP server", "not-smtp", "ehlo", greeting="220 mail.test LMTP", ehlo="500 5.5.1 unknown",
        helo="500 5.5.1 unknown"),
    row("an LMTP server that hints at it", "not-smtp", "ehlo", ehlo="500 use LHLO here", helo="500 use LHLO here"),
    row("a news server", "not-smtp", "greeting", greeting="200 news.test ready, posting allowed"),
    row("bytes that mean nothing", "not-smtp", "greeting", greeting=BINARY),
    row("zeros", "not-smtp", "greeting", greeting=b"\0" * 40 + b"\r\n"),
    row("no service", "greeting-refused", "greeting", greeting="554 5.3.0 no SMTP service here"),
    row("a blocked address", "address-blocked", "greeting",
        greeting="554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    row("too many connections", "server-busy", "greeting", temporary=True,
        greeting="421 4.7.0 Too many concurrent SMTP connections; please try again later"),
    lost("hang up instead of a greeting", "greeting", greeting=close, contact=False),
    lost("reset instead of a greeting", "greeting", greeting=reset, contact=False),
    lost("half a greeting", "greeting", greeting=then(b"220 mail.te", close)),
    waiting("no greeting", "greeting", greeting=silence, contact=False),
    waiting("a greeting that never ends its line", "greeting", greeting=then(b"220 ", drip(b"2"))),
    row("an XMPP server that ends no line", "not-smtp", "greeting",
        greeting=then(b"<?xml version='1.0'?><stream:stream>", silence)),
    row("a database that ends no line", "not-smtp", "greeting", greeting=then(b"E\0", silence)),
    row("a Redis server", "not-smtp", "greeting", greeting="-ERR unknown command 'EHLO'"),
    waiting("a greeting of endless slow lines", "greeting", greeting=drip(b"220-x\r\n", 0.01)),
    row("a greeting of endless fast lines", "protocol-error", "greeting", greeting="220-again\n" * 200 + "220 end"),
    row("more than a megabyte", "protocol-error", "greeting", greeting=b"220-" + b"x" * 2_000_000),
]  # fmt: skip

EHLO_ROWS = [
    row("EHLO and HELO refused", "ehlo-refused", "ehlo", ehlo="550 5.7.1 go away", helo="550 5.7.1 go away"),
    lost("hang up after EHLO", "ehlo", ehlo=close),
    waiting("no answer to EHLO", "ehlo", ehlo=silence),
    waiting("an endless EHLO reply", "ehlo", ehlo=drip(b"250-X\r\n", 0.02)),
    row("codes that change within a reply", "protocol-error", "ehlo", ehlo="250-mail.test\n550 no"),
    row("EHLO answered with 354", "protocol-error", "ehlo", ehlo="354 go on"),
    row("an answer before EHLO", "protocol-error", "ehlo", greeting="220 hello\n250 and hello again"),
    row("the beginning of an answer before EHLO", "protocol-error", "ehlo", greeting=b"220 hello\r\n250 and"),
    row("closing after the greeting, in two pieces", "server-busy", "ehlo", temporary=True,
        greeting=then(b"220 hello\r\n421 4.3", _moment, b".2 closing\r\n", close)),
    row("closing after the greeting", "server-busy", "ehlo", temporary=True,
        greeting=then("220 hello", "421 4.3.2 too many connections, closing", close)),
]  # fmt: skip

TLS = [
    row("STARTTLS not offered", "starttls-missing", "starttls", security=Security.STARTTLS),
    row("STARTTLS refused", "starttls-refused", "starttls", ehlo=STARTTLS, security=Security.STARTTLS, temporary=True,
        starttls="454 4.7.0 TLS not available due to local problem"),
    row("STARTTLS unknown after all", "starttls-refused", "starttls", ehlo=STARTTLS, security=Security.STARTTLS,
        starttls="502 5.5.1 not implemented"),
    row("bytes before the handshake", "starttls-injection", "starttls", ehlo=STARTTLS, security=Security.STARTTLS,
        starttls=b"220 go ahead\r\n250 injected\r\n"),
    lost("hang up after STARTTLS", "tls", ehlo=STARTTLS, security=Security.STARTTLS, starttls=then("220 ok", close)),
    waiting("no handshake after STARTTLS", "tls", ehlo=STARTTLS, security=Security.STARTTLS,
            starttls=then("220 ok", silence)),
    row("SSL on a plain port", "tls-on-plain-port", "tls", security=Security.SSL),
    row("plain on an SSL port", "plain-on-tls-port", "greeting", implicit_tls=True, deadline_s=8.0),
    row("a TLS alert instead of a greeting", "plain-on-tls-port", "greeting", greeting=b"\x15\x03\x01\x00\x02\x02\x46"
        b"\x0a" + b"x" * 10 + b"\r\n"),
    row("a certificate of an unknown authority", "certificate-unknown-authority", "tls", security=Security.SSL,
        implicit_tls=True, trusting=False),
    row("an expired certificate", "certificate-expired", "tls", security=Security.SSL, implicit_tls=True,
        server_tls=_expired),
    row("a certificate for another name", "certificate-name", "tls", security=Security.SSL, implicit_tls=True,
        server_tls=_wrong_host),
    row("a certificate nobody signed", "certificate-self-signed", "tls", security=Security.SSL, implicit_tls=True,
        server_tls=lambda: self_signed()[0]),
    row("an expired certificate after STARTTLS", "certificate-expired", "tls", ehlo=STARTTLS,
        security=Security.STARTTLS, server_tls=_expired),
    row("a client certificate wanted, TLS 1.3", "tls-failed", "greeting", security=Security.SSL, implicit_tls=True,
        server_tls=_wants_a_certificate),
    row("a client certificate wanted, TLS 1.2", "tls-failed", "tls", security=Security.SSL, implicit_tls=True,
        server_tls=lambda: _wants_a_certificate(ssl.TLSVersion.TLSv1_2)),
    row("a TLS record of absurd length", "tls-failed", "tls", ehlo=STARTTLS, security=Security.STARTTLS,
        starttls=then("220 ok", _client_hello, b"\x16\x03\x03\xff\xff" + b"x" * 70_000, silence)),
    row("only old TLS", "tls-too-old", "tls", security=Security.SSL, implicit_tls=True, server_tls=too_old),
    waiting("TLS that never answers", "tls", security=Security.SSL, greeting=silence, contact=False),
    waiting("the same before it greets inside TLS", "greeting", security=Security.SSL, implicit_tls=True,
            greeting=silence),
]  # fmt: skip

LOGIN = [
    row("a wrong password", "credentials-rejected", "auth", ehlo=AUTH, login="password",
        auth="535 5.7.8 Error: authentication failed: authentication failure"),
    row("a wrong password, with LOGIN", "credentials-rejected", "auth", ehlo=LOGIN_ONLY, login="password",
        auth=USERNAME, auth_response=[PASSWORD, "535 5.7.8 authentication failed"]),
    row("login not offered", "auth-not-offered", "auth", login="password"),
    row("login only after TLS", "auth-needs-tls", "auth", ehlo=STARTTLS, login="password"),
    row("only mechanisms that nobody speaks", "mechanism-unsupported", "auth", login="password",
        ehlo=EHLO.replace("250 HELP", "250 AUTH GSSAPI NTLM")),
    row("a token, but only passwords offered", "mechanism-unsupported", "auth", ehlo=AUTH, login="token"),
    row("a token that has expired", "oauth-token-rejected", "auth", ehlo=XOAUTH2, login="token",
        auth=TOKEN_EXPIRED, auth_response="535 5.7.8 Username and Password not accepted"),
    row("temporarily no login", "auth-temporary", "auth", ehlo=AUTH, login="password", temporary=True,
        auth="454 4.7.0 Temporary authentication failure"),
    row("basic authentication switched off", "basic-auth-disabled", "auth", ehlo=AUTH, login="password",
        auth="550 5.7.30 Basic authentication is not supported for Client Submission."),
    row("a challenge that is not base64", "protocol-error", "auth", ehlo=CRAM_ONLY, login="password",
        auth="334 ***", auth_response="501 5.5.2 cancelled"),
    row("more prompts than there are secrets", "protocol-error", "auth", ehlo=LOGIN_ONLY, login="password",
        auth=USERNAME, auth_response=PASSWORD),
    lost("hang up at the login", "auth", ehlo=AUTH, login="password", auth=close),
    waiting("no answer to the login", "auth", ehlo=AUTH, login="password", auth=silence),
]  # fmt: skip

TRANSACTION = [
    row("login required", "login-required", "mail", mail="530 5.7.0 Authentication required"),
    row("TLS required", "starttls-required", "mail", ehlo=STARTTLS,
        mail="530 5.7.0 Must issue a STARTTLS command first"),
    row("the sender is not yours", "sender-not-allowed", "mail", ehlo=AUTH, login="password",
        mail="553 5.7.1 <a@example.nl>: Sender address rejected: not owned by user jan"),
    row("MAIL answered with 354", "protocol-error", "mail", mail="354 go on"),
    row("nonsense instead of a reply to MAIL", "protocol-error", "mail", mail=BINARY),
    row("an answer before RCPT", "protocol-error", "mail", mail="250 ok\n250 ok"),
    lost("hang up after MAIL", "mail", mail=close),
    waiting("no answer to MAIL", "mail", mail=silence),
    row("an unknown recipient", "recipient-unknown", "rcpt",
        rcpt="550 5.1.1 <b@example.nl>: Recipient address rejected: User unknown in virtual mailbox table"),
    row("an unknown recipient, pipelined", "recipient-unknown", "rcpt", ehlo=PIPELINING, data="554 no recipients",
        rcpt="550 5.1.1 <b@example.nl>: Recipient address rejected: User unknown in virtual mailbox table"),
    row("354 though there is no recipient", "recipient-unknown", "rcpt", ehlo=PIPELINING,
        rcpt="550 5.1.1 User unknown", message="554 5.5.1 no valid recipients"),
    row("an unknown recipient, with BDAT", "recipient-unknown", "rcpt", ehlo=CHUNKING,
        rcpt="550 5.1.1 User unknown", bdat="503 5.5.1 no recipients"),
    row("no relaying", "relay-denied", "rcpt", rcpt="554 5.7.1 <b@example.nl>: Relay access denied"),
    row("greylisting", "greylisted", "rcpt", temporary=True,
        rcpt="450 4.2.0 <b@example.nl>: Recipient address rejected: Greylisted, see http://postgrey.test"),
    row("a full mailbox", "mailbox-full", "rcpt", rcpt="552 5.2.2 Mailbox is over quota"),
    row("an address that needs SMTPUTF8", "address-needs-smtputf8", "rcpt", recipients=("jörg@example.nl",)),
    row("too many recipients for one message", "too-many-recipients", "rcpt", temporary=True,
        rcpt="452 4.5.3 Too many recipients"),
    lost("hang up after RCPT", "rcpt", rcpt=close),
    waiting("no answer to RCPT", "rcpt", rcpt=silence),
    row("one good recipient, then closing", "server-busy", "rcpt", temporary=True,
        recipients=("b@example.nl", "c@example.nl"),
        rcpt=["250 ok", then("421 4.3.2 too busy, closing", close)]),
]  # fmt: skip

MESSAGE = [
    row("too big for the announced limit", "message-too-big", "mail", ehlo=EHLO.replace("1000000", "1000"), size=5000),
    row("too big, said by the server", "message-too-big", "message",
        message="552 5.3.4 Error: message file too big"),
    row("DATA refused", "policy-refused", "data", data="554 5.7.1 Refused by policy"),
    row("DATA answered with 250", "protocol-error", "data", data="250 ok"),
    row("accepted before the message was sent", "protocol-error", "data", data="354 go on\n250 2.0.0 queued"),
    row("spam", "spam-refused", "message", message="550 5.7.1 Message rejected as spam by Content Filtering"),
    row("a daily limit", "rate-limited", "message", temporary=True,
        message="550 5.4.5 Daily user sending limit exceeded."),
    row("an unknown temporary refusal", "temporary-refusal", "message", temporary=True, message="451 zork"),
    row("an unknown permanent refusal", "permanent-refusal", "message", message="554 zork"),
    row("354 again after the message", "protocol-error", "message", message="354 more"),
    lost("hang up after DATA", "data", data=close),
    lost("hang up after the message", "message", message=close),
    lost("reset after the message", "message", message=reset),
    waiting("no answer to DATA", "data", data=silence),
    waiting("no answer to the message", "message", message=silence),
    waiting("an answer to the message that never ends", "message", message=drip(b"250-still thinking\r\n", 0.02)),
    row("enough in the middle of the message", "message-too-big", "message", size=4_000_000,
        ehlo=EHLO.replace("SIZE 1000000", "SIZE"),
        data=then("354 go on", "552 5.3.4 message too big, I stop reading", silence)),
]  # fmt: skip

ROWS = [*GOOD, *GREETING, *EHLO_ROWS, *TLS, *LOGIN, *TRANSACTION, *MESSAGE]
