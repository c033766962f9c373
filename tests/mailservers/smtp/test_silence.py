"""A server that does not speak first: slow on purpose, or waiting for something else than SMTP."""

import threading
from collections.abc import Callable
from itertools import count

import pytest

from mailservers.smtp.delivery import Connection
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import Security, ServerSettings
from mailservers.smtp.silence import PATIENCE_S, patience_s
from tests.servers import ScriptedServer, authority, silence, then
from tests.servers.scripted import Answer, Session

ENVELOPE = Envelope("a@example.nl", ("b@example.nl",), b"Subject: test\r\n\r\nhello\r\n")
A_MOMENT_S = 0.2  # for the client to read what the second connection was told


def slow_first(to_the_second: Answer) -> Callable[[Session], None]:
    """Greets the first connection only after a second one was told something."""
    numbers, asked = count(1), threading.Event()

    def greet(session: Session) -> None:
        if next(numbers) > 1:
            session.say(to_the_second)
            asked.set()
            return
        asked.wait(5)
        session.server.over.wait(A_MOMENT_S)
        session.say("220 mail.test at last")

    return greet


@pytest.mark.parametrize(
    "second",
    [
        "421 4.7.0 Too many connections from your IP",
        "521 5.5.1 Protocol error",
        "220-mail.test\n220 ESMTP",
        "220",
        b"",
    ],
)
def test_a_slow_server_is_waited_for_whatever_it_tells_a_second_connection(second: Answer) -> None:
    with ScriptedServer(greeting=slow_first(second)) as server:
        found = converse(ServerSettings("127.0.0.1", server.port), None, ENVELOPE, deadline_s=6)
    assert (found.outcome, found.failure) == ("accepted", None)
    assert next(line.text for line in found.transcript if line.origin == "server") == "220 mail.test at last"


def test_a_silent_server_that_answers_a_handshake_with_another_protocol_is_named() -> None:
    with ScriptedServer(greeting=slow_first("HTTP/1.1 400 Bad Request")) as server:
        found = converse(ServerSettings("127.0.0.1", server.port), None, ENVELOPE, deadline_s=4)
    assert found.failure is not None
    assert (found.failure.kind, found.failure.facts["protocol"]) == ("not-smtp", "http")


def test_a_server_that_is_slow_on_purpose_is_not_asked_before_it_would_greet() -> None:
    assert patience_s(25, 30.0) == patience_s(587, 60.0) == PATIENCE_S > 6  # postscreen_greet_wait
    assert patience_s(465, 30.0) == 2
    assert patience_s(25, 5.0) == 2.5


def test_sending_mail_opens_no_second_connection_to_a_silent_server() -> None:
    with ScriptedServer(tls=authority().server(), implicit_tls=True) as server:
        opening = Connection(ServerSettings("127.0.0.1", server.port, Security.STARTTLS)).open(deadline_s=1)
        assert opening.failure is not None
        assert (opening.failure.kind, server.connections) == ("timeout", 1)


def test_a_wish_to_stop_is_heard_while_a_silent_server_is_asked() -> None:
    stop, asked = threading.Event(), threading.Event()
    numbers = count(1)

    def greet(session: Session) -> None:
        if next(numbers) > 1:
            asked.set()
        session.wait_for_the_end()

    with ScriptedServer(greeting=greet) as server:
        threading.Thread(target=lambda: (asked.wait(5), stop.set()), daemon=True).start()
        found = converse(ServerSettings("127.0.0.1", server.port), deadline_s=4, cancelled=stop.is_set)
    assert found.failure is not None
    assert found.failure.kind == "cancelled"
    assert found.duration_ms < 3500  # 2 s of patience; the look alone could take 2 s more


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"greeting": "-ERR unknown command 'EHLO'"}, "not-smtp/redis"),
        ({"greeting": "-ERR [SYS/TEMP] try later"}, "not-smtp/pop3"),
        ({"greeting": then(b"<", b"?xml version='1.0'?>", silence)}, "not-smtp/xmpp"),
        ({"greeting": then(b"SSH", silence)}, "not-smtp"),
        ({"greeting": "220 hi", "ehlo": "530 Not logged in.", "helo": "530 Not logged in."}, "not-smtp/ftp"),
        (
            {"greeting": "220 FileZilla Server 1.7", "ehlo": "500 Wrong command.", "helo": "500 Wrong command."},
            "not-smtp/ftp",
        ),
        ({"greeting": "220 hi", "ehlo": "500 use LHLO", "helo": "500 use LHLO"}, "not-smtp/lmtp"),
        ({"ehlo": "530 5.7.0 no", "helo": "530 5.7.0 no"}, "ehlo-refused"),
    ],
)
def test_what_it_is_instead_is_named(answers: dict[str, Answer], code: str) -> None:
    with ScriptedServer(**answers) as server:
        found = as_json(converse(ServerSettings("127.0.0.1", server.port), deadline_s=5), "nl")
    assert found["diagnosis"]["code"] == code
