"""What is needed to speak to one server: where it is, how it is secured, and the login for it."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected; `SSL` is implicit TLS (RFC 8314), `STARTTLS` is RFC 3207."""

    NONE = "none"
    STARTTLS = "starttls"
    SSL = "ssl"

    @property
    def strength(self) -> int:
        """0 for clear text, 1 for a protected connection: a stored password must never move to a weaker one."""
        return 0 if self is Security.NONE else 1


DEFAULT_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.SSL: 465}


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One outgoing server. `host` is an A-label host name or an IP address, `ca_certificate` PEM text or empty."""

    host: str
    port: int
    security: Security = Security.NONE
    verify_certificate: bool = True
    ca_certificate: str = ""
    ehlo_name: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """A user name with either a password or an OAuth access token; its representation shows neither."""

    username: str
    password: str = ""
    access_token: str = ""

    def __repr__(self) -> str:
        return f"Login(username={self.username!r})"
