"""What a conversation with a server led to: the one result every caller reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, Literal, NamedTuple

from .replies import Reply
from .settings import ServerSettings


class Phase(StrEnum):
    """Where a conversation is, in order."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    MESSAGE = "message"
    QUIT = "quit"


class FailureKind(StrEnum):
    """What went wrong, as seen by the client; the diagnosis turns it into a cause."""

    REPLY = "reply"  # the server refused with `reply`
    HOST_UNKNOWN = "host-unknown"
    HOST_NO_ADDRESS = "host-no-address"
    DNS_FAILURE = "dns-failure"
    CONNECTION_REFUSED = "connection-refused"
    NO_ROUTE = "no-route"
    CONNECT_TIMEOUT = "connect-timeout"
    NETWORK_FORBIDDEN = "network-forbidden"
    TLS_FAILED = "tls-failed"  # facts: openssl reason, library message
    TLS_ON_PLAIN_PORT = "tls-on-plain-port"  # our handshake met a server that speaks plain text; facts: first_bytes
    PLAIN_ON_TLS_PORT = "plain-on-tls-port"  # the server sent TLS records or stayed silent where TLS was expected
    TLS_TOO_OLD = "tls-too-old"
    # facts: problem (expired|not-yet-valid|name|self-signed|unknown-authority|other), names, subject, issuer, not_after
    CERTIFICATE = "certificate"
    NOT_SMTP = "not-smtp"  # facts: first_bytes, protocol (http|ssh|imap|pop3|…)
    STARTTLS_MISSING = "starttls-missing"
    STARTTLS_INJECTION = "starttls-injection"
    AUTH_NOT_OFFERED = "auth-not-offered"
    AUTH_NEEDS_TLS = "auth-needs-tls"
    MECHANISM_UNSUPPORTED = "mechanism-unsupported"
    OAUTH_REJECTED = "oauth-token-rejected"  # facts: status, schemes, scope from the error JSON
    SMTPUTF8_NEEDED = "address-needs-smtputf8"
    MESSAGE_TOO_BIG = "message-too-big"  # facts: size_bytes, limit_bytes
    CONNECTION_LOST = "connection-lost"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol-error"  # facts: what
    CANCELLED = "cancelled"


# Trying later may help against these; the others stay until somebody changes something.
_TEMPORARY_KINDS = {
    FailureKind.DNS_FAILURE,
    FailureKind.CONNECTION_REFUSED,
    FailureKind.NO_ROUTE,
    FailureKind.CONNECT_TIMEOUT,
    FailureKind.CONNECTION_LOST,
    FailureKind.TIMEOUT,
    FailureKind.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """The first thing that went decisively wrong. `detail` is technical English, free of secrets."""

    phase: Phase
    kind: FailureKind
    reply: Reply | None = None
    detail: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_temporary(self) -> bool:
        """Whether trying later may help, as far as the reply's class or the kind of failure tells."""
        return self.reply.is_temporary if self.reply is not None else self.kind in _TEMPORARY_KINDS


class Line(NamedTuple):
    """One line of the transcript, `at_ms` milliseconds after the start, secrets already removed."""

    at_ms: int
    origin: Literal["client", "server", "note"]
    text: str
    phase: Phase


class Stage(NamedTuple):
    """One stage of the conversation; `ok` is None while it runs. Milliseconds since the start."""

    phase: Phase
    ok: bool | None
    started_ms: int
    duration_ms: int


# Either of them from a tuple of its fields, without a step through Python: there are dozens in a conversation.
as_line = partial(tuple.__new__, Line)
as_stage = partial(tuple.__new__, Stage)


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What TLS was agreed on. `not_after` is ISO 8601 UTC; `verified` is False when nobody checked."""

    version: str
    cipher: str
    subject: str
    issuer: str
    not_after: str
    verified: bool


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What the server said to one RCPT TO (or, if it came to that, to the message)."""

    address: str
    accepted: bool
    code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One whole conversation: `outcome` "accepted" means that everything asked for succeeded.

    With a message that is: the server took responsibility for it for at least one recipient.
    """

    settings: ServerSettings
    outcome: Literal["accepted", "failed"]
    contact: bool
    phase: Phase
    failure: Failure | None
    reply: Reply | None
    tls: TlsFacts | None
    stages: tuple[Stage, ...]
    transcript: tuple[Line, ...]
    recipients: tuple[RecipientResult, ...]
    queue_id: str | None
    duration_ms: int
    address: str = ""
    mechanism: str = ""
    username: str = ""
    capabilities: Mapping[str, str] = field(default_factory=dict)
