"""Whose fault it was: ours (a command that may not be sent) or the server's and the network's."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conversation import Failure


class SmtpError(Exception):
    """The base of everything this package raises."""


class CommandRefused(SmtpError, ValueError):
    """We refuse to send this: it would break the protocol, or carry CR, LF or NUL to the wire."""


class AddressRefused(CommandRefused):
    """This cannot be an e-mail address in an SMTP command (RFC 5321 4.1.2)."""


class ServerProtocolError(SmtpError):
    """The server broke the protocol. `what` is a short stable name, the message is technical English.

    `line` is what the server said: not part of the message, since it may repeat a secret.
    """

    def __init__(self, what: str, detail: str, line: str = "") -> None:
        super().__init__(detail)
        self.what = what
        self.line = line


class ConnectionLost(SmtpError):
    """The connection ended while more was expected."""


class TimeLimitReached(SmtpError):
    """The whole conversation's deadline, or the limit of one phase, has passed."""


class Cancelled(SmtpError):
    """The caller asked to stop."""


class ContentFailed(SmtpError):
    """The content of a message could not be read, or has another size than it said."""


class ConversationFailed(SmtpError):
    """The conversation cannot go on; `failure` says why."""

    def __init__(self, failure: "Failure") -> None:
        super().__init__(f"{failure.phase}: {failure.kind}")
        self.failure = failure
