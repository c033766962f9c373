"""The same dialogues with real servers, through the product and through Python's smtplib: both must agree."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Protocol

import pytest

from mailservers.smtp.conversation import Conversation
from mailservers.smtp.diagnosis import diagnose
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.servers import ReceivingServer, authority
from tests.servers.nodemailer import NodemailerServer
from tests.servers.postfix import PostfixServer
from tests.servers.real import LOGIN, MAILBOX, SIZE_LIMIT

SENDER = "loket@agency.test"
UNKNOWN = "nobody@agency.test"
ELSEWHERE = "jan@elsewhere.test"
TIMEOUT_S = 2.0  # of smtplib, which waits for all of it where a server waits for TLS
WRONG = "Niet het wachtwoord"


class RealServer(Protocol):
    """A server with STARTTLS and logins at `port`, TLS from the start at `tls_port`, and the mailbox MAILBOX."""

    port: int
    tls_port: int

    def wait_for_message(self) -> bytes:
        """What arrived."""

    def empty(self) -> None:
        """Forget what arrived."""


class Aiosmtpd:
    """Two of them, for the two ports."""

    def __init__(self) -> None:
        refused = {UNKNOWN: "550 5.1.1 User unknown", ELSEWHERE: "554 5.7.1 Relay access denied"}
        self._servers = [
            ReceivingServer(
                login=LOGIN,
                login_required=False,
                tls=authority().server(),
                implicit_tls=implicit,
                refused=refused,
                data_size_limit=SIZE_LIMIT,
            )
            for implicit in (False, True)
        ]
        self._running = ExitStack()

    def __enter__(self) -> "Aiosmtpd":
        for server in self._servers:
            self._running.enter_context(server)
        self.port, self.tls_port = (server.port for server in self._servers)
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def wait_for_message(self) -> bytes:
        """What the one or the other was given."""
        content = next(message.original_content for server in self._servers for message in server.messages)
        assert isinstance(content, bytes)
        return content

    def empty(self) -> None:
        """Forget it."""
        for server in self._servers:
            server.messages.clear()


@pytest.fixture(scope="module", params=[Aiosmtpd, PostfixServer, NodemailerServer])
def server(request: pytest.FixtureRequest) -> Iterator[RealServer]:
    """Each kind of server."""
    if request.param is PostfixServer and os.geteuid() != 0:
        pytest.skip("Postfix needs root to start")
    with request.param() as running:
        yield running


@dataclass(frozen=True)
class Situation:
    """What is tried, and the diagnoses that are right; without any it must succeed."""

    name: str
    codes: tuple[str, ...] = ()
    security: Security = Security.STARTTLS
    login: tuple[str, str] | None = LOGIN
    recipient: str = MAILBOX
    size: int = 2_000
    other_port: bool = False  # the port that is meant for the other kind of security


GOOD = Situation("a good login after STARTTLS")
SITUATIONS = (
    GOOD,
    Situation("a good login over TLS from the start", security=Security.SSL),
    Situation("no login, for a mailbox of the server's own", login=None),
    Situation("a wrong password", ("credentials-rejected",), login=(LOGIN[0], WRONG)),
    Situation("a wrong user name", ("credentials-rejected",), login=("piet", LOGIN[1])),
    Situation("a login before TLS", ("auth-needs-tls", "starttls-required"), security=Security.NONE),
    Situation("relaying without a login", ("relay-denied",), login=None, recipient=ELSEWHERE),
    Situation("an unknown recipient", ("recipient-unknown",), recipient=UNKNOWN),
    Situation("a message that is too big", ("message-too-big",), size=SIZE_LIMIT + 50_000),
    Situation("TLS at a port for STARTTLS", ("tls-on-plain-port",), security=Security.SSL, other_port=True),
    Situation("STARTTLS at a port for TLS", ("plain-on-tls-port",), other_port=True),
    Situation("no TLS at a port for TLS", ("plain-on-tls-port",), security=Security.NONE, other_port=True),
)


def message(situation: Situation) -> bytes:
    """A letter of about the situation's size, with lines that begin with a dot."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = SENDER, situation.recipient, "Loonstrook november"
    letter["Date"], letter["Message-ID"] = "Thu, 26 Nov 2026 09:00:00 +0100", "<1@agency.test>"  # or Postfix adds them
    letter.set_content(".\n..\n.Beste Zoë\n" + "regel met tekst\n" * (situation.size // 16))
    return letter.as_bytes().replace(b"\n", b"\r\n")


def port_of(server: RealServer, situation: Situation) -> int:
    return server.tls_port if (situation.security is Security.SSL) is not situation.other_port else server.port


def through_the_product(server: RealServer, situation: Situation) -> Conversation:
    settings = ServerSettings(
        "localhost", port_of(server, situation), situation.security, ca_certificate=authority().pem
    )
    login = Login(*situation.login) if situation.login else None
    return converse(settings, login, Envelope(SENDER, (situation.recipient,), message(situation)), deadline_s=10)


def through_smtplib(server: RealServer, situation: Situation) -> tuple[str, int | None]:
    """What became of it, and the code of the reply that decided it."""
    context = ssl.create_default_context(cadata=authority().pem)
    port = port_of(server, situation)
    try:
        if situation.security is Security.SSL:
            client: smtplib.SMTP = smtplib.SMTP_SSL("localhost", port, timeout=TIMEOUT_S, context=context)
        else:
            client = smtplib.SMTP("localhost", port, timeout=TIMEOUT_S)
        with client:
            if situation.security is Security.STARTTLS:
                client.starttls(context=context)
            if situation.login:
                client.login(*situation.login)
            client.sendmail(SENDER, [situation.recipient], message(situation))
    except smtplib.SMTPRecipientsRefused as error:
        return "failed", error.recipients[situation.recipient][0]
    except smtplib.SMTPResponseException as error:
        return "failed", error.smtp_code
    except (smtplib.SMTPException, OSError):
        return "failed", None
    return "accepted", 250


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_every_server_gets_the_right_explanation_and_smtplib_agrees(
    server: RealServer, situation: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    if situation.other_port:  # there a server waits in silence for TLS, and no test needs to wait with it
        monkeypatch.setattr("mailservers.smtp.silence.patience_s", lambda port, remaining_s: 0.3)
    found = through_the_product(server, situation)
    diagnosis = diagnose(found)
    assert (diagnosis.code in situation.codes) if diagnosis else not situation.codes
    assert found.outcome == ("failed" if situation.codes else "accepted")
    outcome, code = through_smtplib(server, situation)
    assert outcome == found.outcome
    if found.reply is not None and code is not None:
        assert found.reply.code == code
    said = str(as_json(found, "nl"))
    assert situation.login is None or situation.login[1] not in said


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.SSL])
def test_what_the_server_keeps_is_what_was_sent(server: RealServer, security: Security) -> None:
    server.empty()
    situation = replace(GOOD, security=security)
    found = through_the_product(server, situation)
    assert found.outcome == "accepted"
    kept = server.wait_for_message().replace(b"\r\n", b"\n")
    assert kept.endswith(message(situation).replace(b"\r\n", b"\n"))
