"""What one port of one host offers for sending mail, found by speaking to it without a login and without a message."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import monotonic

from ..conversation import Conversation, FailureKind, Phase, TlsFacts
from ..diagnosis import Diagnosis, diagnose
from ..driver import converse
from ..network import ANY_NETWORK, NetworkPolicy
from ..settings import Security, ServerSettings

PORTS: tuple[tuple[int, Security], ...] = (
    (465, Security.SSL),
    (587, Security.STARTTLS),
    (25, Security.STARTTLS),
    (2525, Security.STARTTLS),
)
# What a failure says about how the port should be spoken to instead.
OTHER_SECURITY = {
    FailureKind.TLS_ON_PLAIN_PORT: Security.STARTTLS,
    FailureKind.PLAIN_ON_TLS_PORT: Security.SSL,
    FailureKind.STARTTLS_MISSING: Security.NONE,
}
SHORTEST_TRY_S = 0.2


@dataclass(frozen=True, slots=True)
class PortReport:
    """What a port offers. `diagnosis` says what is wrong with it, None when it can be used as it is; `published`
    whether the domain itself names it in DNS."""

    settings: ServerSettings
    reachable: bool
    tls: TlsFacts | None
    mechanisms: tuple[str, ...]
    size_limit: int | None
    banner: str
    diagnosis: Diagnosis | None
    published: bool = False

    @property
    def host(self) -> str:
        """The host name that was asked."""
        return self.settings.host

    @property
    def port(self) -> int:
        """The port that was asked."""
        return self.settings.port

    @property
    def security(self) -> Security:
        """How the port wants to be spoken to, or how it was tried."""
        return self.settings.security


def examine(settings: ServerSettings, *, until: float, policy: NetworkPolicy = ANY_NETWORK) -> PortReport:
    """Speak to one port, in another way when it asks for that, until the monotonic moment `until` at the latest."""
    tried: set[Security] = set()
    while True:
        conversation = _look(settings, until, policy)
        tried.add(settings.security)
        failure = conversation.failure
        other = OTHER_SECURITY.get(failure.kind) if failure is not None else None
        if other is None or other in tried or until - monotonic() < SHORTEST_TRY_S:
            break
        settings = replace(settings, security=other)
    diagnosis = diagnose(conversation)
    if failure is not None and failure.kind is FailureKind.CERTIFICATE and until - monotonic() > SHORTEST_TRY_S:
        # What it offers is worth knowing all the same; nothing secret is sent.
        conversation = _look(replace(settings, verify_certificate=False), until, policy)
    return _report(settings, conversation, diagnosis)


def _look(settings: ServerSettings, until: float, policy: NetworkPolicy) -> Conversation:
    return converse(settings, deadline_s=max(SHORTEST_TRY_S, until - monotonic()), policy=policy)


def _report(settings: ServerSettings, conversation: Conversation, diagnosis: Diagnosis | None) -> PortReport:
    size = conversation.capabilities.get("SIZE", "")
    return PortReport(
        settings=settings,
        reachable=conversation.contact,
        tls=conversation.tls,
        mechanisms=tuple(conversation.capabilities.get("AUTH", "").split()),
        size_limit=int(size) if size.isdecimal() and int(size) > 0 else None,
        banner=banner_of(conversation),
        diagnosis=diagnosis,
    )


def banner_of(conversation: Conversation) -> str:
    """The server's first words."""
    said = (line.text for line in conversation.transcript if line.origin == "server" and line.phase is Phase.GREETING)
    return next(said, "")


def with_security(ports: Iterable[int | tuple[int, Security]]) -> tuple[tuple[int, Security], ...]:
    """Each port with the security it is meant for; STARTTLS where nothing is known of it."""
    usual = dict(PORTS)
    return tuple(each if isinstance(each, tuple) else (each, usual.get(each, Security.STARTTLS)) for each in ports)
