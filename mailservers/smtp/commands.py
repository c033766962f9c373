"""SMTP commands. A command knows the octets that go on the wire and the words that may be shown.

Secret parts are made with `Secret`, so that no transcript ever has to find them again.
"""

import base64
import re
from dataclasses import dataclass
from typing import NamedTuple

from .errors import CommandRefused
from .machine import Step

COMMAND_LINE_LIMIT = 512  # RFC 5321 4.5.3.1.4, CRLF included
_BREAKING = re.compile(rb"[\r\n\0]")


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Octets that must never be shown, and the words that stand in their place."""

    octets: bytes
    shown: str

    def __repr__(self) -> str:
        return f"Secret({self.shown})"


class Command(NamedTuple):
    """One line for the server. `secret` is what an echo of it must not reveal."""

    step: Step
    octets: bytes
    shown: str
    secret: bytes = b""

    def __repr__(self) -> str:
        return f"Command({self.shown!r})"


def _line(step: Step, text: str, secret: Secret | None = None) -> Command:
    """A command of `text`, followed by `secret`. Raises CommandRefused for CR, LF or NUL anywhere."""
    octets, shown, hidden = text.encode(), text, b""
    if secret is not None:
        separator = " " if text else ""
        octets, shown, hidden = (
            octets + separator.encode() + secret.octets,
            text + separator + secret.shown,
            secret.octets,
        )
    if _BREAKING.search(octets):
        raise CommandRefused("a command cannot contain CR, LF or NUL")
    return Command(step, octets + b"\r\n", shown, hidden)


def ehlo(name: str) -> Command:
    """RFC 5321 4.1.1.1."""
    return _line(Step.EHLO, f"EHLO {name}")


def helo(name: str) -> Command:
    """RFC 5321 4.1.1.1, for servers that know no EHLO."""
    return _line(Step.HELO, f"HELO {name}")


STARTTLS = _line(Step.STARTTLS, "STARTTLS")
DATA = _line(Step.DATA, "DATA")
RSET = _line(Step.RSET, "RSET")
QUIT = _line(Step.QUIT, "QUIT")


def auth(mechanism: str, initial: Secret | None = None) -> Command:
    """RFC 4954 4. The initial response is base64 here; `Secret.octets` are the plain ones."""
    return _line(Step.AUTH, f"AUTH {mechanism}", None if initial is None else _base64(initial))


def auth_response(response: Secret) -> Command:
    """The answer to a 334 challenge (RFC 4954 4)."""
    return _line(Step.AUTH, "", _base64(response))


def auth_empty() -> Command:
    """An empty answer to a 334 challenge: what XOAUTH2 wants after its error description."""
    return Command(Step.AUTH, b"\r\n", "")


def auth_cancel() -> Command:
    """Ends an exchange that we cannot continue (RFC 4954 4)."""
    return _line(Step.AUTH, "*")


def mail(sender: str, parameters: str = "") -> Command:
    """MAIL FROM with its parameters, such as "SIZE=1000 BODY=8BITMIME" (RFC 5321 4.1.1.2)."""
    return _line(Step.MAIL, f"MAIL FROM:<{sender}>{' ' if parameters else ''}{parameters}")


def rcpt(recipient: str) -> Command:
    """RCPT TO (RFC 5321 4.1.1.3)."""
    return _line(Step.RCPT, f"RCPT TO:<{recipient}>")


def bdat(size_bytes: int) -> Command:
    """The only and last chunk of a message; its octets follow without another word (RFC 3030)."""
    return _line(Step.MESSAGE, f"BDAT {size_bytes} LAST")


def end_of_data(shown: str) -> Command:
    """The final dot. It follows a body that ends in CRLF; `shown` is the note about that body."""
    return Command(Step.MESSAGE, b".\r\n", shown)


def _base64(secret: Secret) -> Secret:
    return Secret(base64.b64encode(secret.octets), secret.shown)
