"""aiosmtpd as a well-behaved server that keeps what it receives."""

import ssl
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class ReceivingServer:
    """Listens while it is entered; `messages` are the aiosmtpd envelopes.

    With `login` (user name, password) nothing is accepted without it, unless `login_required` is False. `tls` makes
    STARTTLS available, and required for logging in; with `implicit_tls` the whole connection is TLS.
    """

    def __init__(
        self,
        *,
        login: tuple[str, str] | None = None,
        login_required: bool = True,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        refused: dict[str, str] | None = None,
        message_reply: str = "250 2.0.0 Ok: queued as AIO123",
        **smtp_options: Any,
    ) -> None:
        self.messages: list[Envelope] = []
        self.authentications = 0
        self._login = login
        self._refused = refused or {}
        self._message_reply = message_reply
        options: dict[str, Any] = {"enable_SMTPUTF8": True, "ident": "aiosmtpd"} | smtp_options
        if tls is not None and not implicit_tls:
            options |= {"tls_context": tls, "require_starttls": True}
        if login is not None:
            options |= {"authenticator": self._authenticate, "auth_required": login_required}
            options["auth_require_tls"] = tls is not None and not implicit_tls
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=0, ssl_context=tls if implicit_tls else None, **options
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert self._login is not None
        self.authentications += 1
        user, password = self._login
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if address in self._refused:
            return self._refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.messages.append(envelope)
        return self._message_reply

    @property
    def port(self) -> int:
        return int(self._controller.server.sockets[0].getsockname()[1])

    def __enter__(self) -> "ReceivingServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class _Controller(Controller):
    """aiosmtpd's controller connects to its own port to see whether it is up; port 0 has to be known first."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
