"""SASL mechanisms for AUTH (RFC 4954): which one to use, and what to answer to each challenge."""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from typing import Any

from . import notes
from .commands import Secret
from .errors import ServerProtocolError
from .escaping import shown
from .settings import Login

# Inside TLS the simplest comes first: every server has it right, and it needs no plain password on the server.
# In clear text CRAM-MD5 comes first: it does not give the password away.
_INSIDE_TLS = ("PLAIN", "LOGIN", "CRAM-MD5")
_IN_CLEAR_TEXT = ("CRAM-MD5", "PLAIN", "LOGIN")


def offered(capabilities: Mapping[str, str]) -> list[str]:
    """The mechanisms of the EHLO reply, in upper case; "AUTH=LOGIN" is how servers said it before RFC 2554."""
    return capabilities.get("AUTH", "").upper().replace("=", " ").split()


def candidates(capabilities: Mapping[str, str], login: Login, *, inside_tls: bool) -> list[str]:
    """The mechanisms that both sides can do, best first. An access token is never used as a password."""
    usable = ("XOAUTH2",) if login.access_token else _INSIDE_TLS if inside_tls else _IN_CLEAR_TEXT
    available = offered(capabilities)
    return [name for name in usable if name in available]


class Exchange:
    """One attempt to log in with one mechanism."""

    name = ""
    shown = notes.LOGIN_HIDDEN

    def __init__(self, login: Login) -> None:
        self.login = login
        self._answered = 0

    @property
    def secrets(self) -> list[bytes]:
        """Everything that an echo must not reveal."""
        return [self.login.password.encode()]

    @property
    def initial(self) -> Secret | None:
        """What may go along with the AUTH command."""
        return None

    def postpone(self) -> None:
        """The initial response is too long for the command's line and will be the first answer."""

    def answer(self, challenge: str) -> Secret | None:
        """What to say to a 334 with this text; None is an empty answer. Raises ServerProtocolError for an odd one."""
        self._answered += 1
        return self._answer(challenge)

    def _answer(self, challenge: str) -> Secret | None:
        raise NotImplementedError

    def _refuse_more(self, limit: int) -> None:
        if self._answered > limit:
            raise ServerProtocolError("auth-challenge", f"AUTH {self.name} was asked for more than it has")


class Plain(Exchange):
    """RFC 4616: UTF-8, in one message."""

    name = "PLAIN"

    @property
    def initial(self) -> Secret:
        return Secret(b"\0".join((b"", self.login.username.encode(), self.login.password.encode())), self.shown)

    def _answer(self, challenge: str) -> Secret:
        self._refuse_more(1)  # a server that did not read the initial response asks once more
        return self.initial


class LoginMechanism(Exchange):
    """The undocumented LOGIN: a user name, then a password, after prompts that say anything or nothing."""

    name = "LOGIN"

    def __init__(self, login: Login) -> None:
        super().__init__(login)
        self._said: set[str] = set()

    def _answer(self, challenge: str) -> Secret:
        self._refuse_more(2)
        prompt = _lenient(challenge).lower()
        wanted = "password" if "pass" in prompt else "username" if "user" in prompt else ""
        if not wanted or wanted in self._said:
            wanted = "password" if "username" in self._said else "username"
        self._said.add(wanted)
        if wanted == "password":
            return Secret(self.login.password.encode(), notes.PASSWORD_HIDDEN)
        return Secret(self.login.username.encode(), notes.USERNAME_HIDDEN)


class CramMd5(Exchange):
    """RFC 2195: a digest instead of the password."""

    name = "CRAM-MD5"
    shown = notes.DIGEST_HIDDEN

    def _answer(self, challenge: str) -> Secret:
        self._refuse_more(1)
        digest = hmac.new(self.login.password.encode(), _strict(challenge), "md5").hexdigest()
        return Secret(f"{self.login.username} {digest}".encode(), self.shown)


class XOAuth2(Exchange):
    """Google's and Microsoft's bearer tokens; a refusal comes as JSON in a challenge that wants an empty answer."""

    name = "XOAUTH2"
    shown = notes.TOKEN_HIDDEN

    def __init__(self, login: Login) -> None:
        super().__init__(login)
        self.error: dict[str, Any] | None = None
        self._token_sent = False

    @property
    def secrets(self) -> list[bytes]:
        return [self.login.access_token.encode()]

    @property
    def initial(self) -> Secret:
        self._token_sent = True
        return Secret(f"user={self.login.username}\1auth=Bearer {self.login.access_token}\1\1".encode(), self.shown)

    def postpone(self) -> None:
        self._token_sent = False

    def _answer(self, challenge: str) -> Secret | None:
        self._refuse_more(2)
        if not challenge.strip() and not self._token_sent:
            return self.initial
        self.error = decoded_error(challenge)
        return None


_EXCHANGES: dict[str, type[Exchange]] = {each.name: each for each in (Plain, LoginMechanism, CramMd5, XOAuth2)}


def exchange(mechanism: str, login: Login) -> Exchange:
    """A fresh attempt with `mechanism`, one of `candidates`."""
    return _EXCHANGES[mechanism](login)


def decoded_error(challenge: str) -> dict[str, Any]:
    """XOAUTH2's error: its status, schemes and scope, whatever of them is there; JSON can name any character."""
    try:
        read = json.loads(_strict(challenge))
        known = read if isinstance(read, dict) else {}
        return {key: shown(str(known[key])) for key in ("status", "schemes", "scope") if key in known}
    except (ValueError, RecursionError, ServerProtocolError):
        return {}


def _strict(challenge: str) -> bytes:
    try:
        return base64.b64decode(challenge.strip().encode(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ServerProtocolError("auth-challenge", "an AUTH challenge is not base64") from error


def _lenient(challenge: str) -> str:
    try:
        return base64.b64decode(challenge.strip() + "===").decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return challenge
