"""Whatever a server says, nothing of it steers a terminal, turns a line around or breaks what stores it."""

import base64
import json
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservers.smtp.conversation import Conversation
from mailservers.smtp.delivery import Connection, Delivery
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.escaping import shown
from mailservers.smtp.extensions import capabilities
from mailservers.smtp.replies import Reply, decoded
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import Login, ServerSettings
from mailservers.smtp.tls import certificate
from tests.servers import ScriptedServer
from tests.servers.certificates import self_signed
from tests.servers.scripted import EHLO

# Escape sequences, a NUL, C1 as UTF-8 and as a bare octet, DEL, right-to-left override, zero width, half a surrogate.
HOSTILE = b"\x1b]0;x\x07\x1b[2J\0 \xc2\x9b31m \x9b \x7f \xe2\x80\xae \xe2\x80\x8b \xed\xa0\x80\x08end"
NO = b"550 5.7.1 " + HOSTILE + b"\r\n"
XOAUTH2 = EHLO.replace("250 HELP", "250 AUTH XOAUTH2")
ENVELOPE = Envelope("a@example.nl", ("b@example.nl",), b"Subject: test\r\n\r\nhello\r\n")
SAYS: dict[str, dict[str, Any]] = {
    "no SMTP": {"greeting": b"HTTP/1.1 " + HOSTILE + b"\r\n"},
    "greeting": {"greeting": NO},
    "FTP": {"greeting": b"220 ftp " + HOSTILE + b"\r\n", "ehlo": "500 no", "helo": "500 no"},
    "EHLO": {"ehlo": NO, "helo": NO},
    "mechanisms": {"ehlo": b"250-m\r\n250 AUTH NT" + HOSTILE + b"\r\n", "login": "password"},
    "MAIL": {"mail": NO},
    "RCPT": {"rcpt": NO},
    "DATA": {"data": NO},
    "message": {"message": NO},
    "queue id": {"message": b"250 2.0.0 queued as A" + HOSTILE + b"\r\n"},
    "nonsense": {"mail": HOSTILE + b"\r\n"},
    "half a reply": {"mail": b"250-" + HOSTILE + b"\r\n"},
    "status": {
        "ehlo": XOAUTH2,
        "login": "token",
        "auth": "334 " + base64.b64encode(b'{"status":"\\ud800\\u0000\\u001b[31m\\u202e"}').decode(),
        "auth_response": "535 no",
    },
    "deep status": {
        "ehlo": XOAUTH2,
        "login": "token",
        "auth": "334 " + base64.b64encode(b"[" * 2500).decode(),
        "auth_response": "535 no",
    },
}


def texts(value: Any) -> Iterator[str]:
    """Every text in what json.loads gives."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def assert_harmless(conversation: Conversation) -> None:
    for language in ("nl", "en"):
        for text in texts(json.loads(json.dumps(as_json(conversation, language)))):
            lines = text.split("\n")  # a reply of several lines has line feeds by design
            assert [shown(line) for line in lines] == lines


@pytest.mark.parametrize("name", SAYS)
def test_nothing_that_a_server_says_can_do_harm_where_it_is_shown(name: str) -> None:
    answers = dict(SAYS[name])
    logins = {"password": Login("jan", password="geheim!42"), "token": Login("jan", access_token="ya29.token")}
    login = logins.get(answers.pop("login", ""))
    with ScriptedServer(**answers) as server:
        server.expects_response = "auth_response" in answers
        settings = ServerSettings("127.0.0.1", server.port)
        conversation = converse(settings, login, ENVELOPE, deadline_s=1)
        assert_harmless(conversation)
        assert (conversation.outcome == "accepted") is (name == "queue id")
        connection = Connection(settings, login)
        opening = connection.open(deadline_s=1)
        assert_harmless(opening)
        deliveries: list[Delivery] = []
        if opening.outcome == "accepted":
            connection.deliver([ENVELOPE], deliveries.append)
        for delivery in deliveries:
            assert_harmless(delivery.conversation(opening, with_opening=True))


@given(st.binary())
def test_what_comes_in_can_be_shown_and_stored(octets: bytes) -> None:
    text = decoded(octets)
    assert text == shown(text)
    text.encode()


def test_readable_text_comes_in_unchanged() -> None:
    for text in ("5.1.1 <b@example.nl>: unknown", "grüße 日本語 🔒", "“no”\N{NO-BREAK SPACE}!", "C:\\temp"):
        assert decoded(text.encode()) == text


def test_a_tab_still_parts_an_extension_from_its_parameters() -> None:
    reply = Reply.parse("250-mail.test\n250-AUTH\tPLAIN\tLOGIN\n250 SIZE\t10")
    assert capabilities(reply) == {"AUTH": "PLAIN LOGIN", "SIZE": "10"}


def test_names_in_a_certificate_are_escaped() -> None:
    _, pem = self_signed("evil\x1b[2J\u202e.example")
    assert certificate(ssl.PEM_cert_to_DER_cert(pem))["subject"] == "CN=evil\\x1b[2J\\u202e.example"
