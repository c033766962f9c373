"""Servers that give a secret away in ways that only a whole conversation shows."""

import base64
import json
import ssl
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
import trustme
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mailservers.smtp.conversation import Conversation, Line, Stage
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.replies import LINE_KEPT
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.mailservers.smtp.test_driver import AUTH, ENVELOPE, plain
from tests.servers import ScriptedServer, close, then
from tests.servers.scripted import EHLO, PIPELINING, Session

ECHOES: dict[str, Callable[[bytes], bytes]] = {
    "as it came": lambda line: line,
    "in base64": base64.b64encode,
    "in hexadecimal": lambda line: line.hex().encode(),
    "decoded": lambda line: base64.b64decode(line.split(b" ")[-1] + b"==="),
    "upper case": bytes.upper,
    "JSON of what was decoded": lambda line: json.dumps(
        base64.b64decode(line.split(b" ")[-1] + b"===").decode("latin-1")
    ).encode(),
}
MECHANISMS = {
    "PLAIN": ({"ehlo": EHLO.replace("250 HELP", "250 AUTH PLAIN")}, "password"),
    "LOGIN": ({"ehlo": EHLO.replace("250 HELP", "250 AUTH LOGIN"), "auth": "334 "}, "password"),
    "CRAM-MD5": ({"ehlo": EHLO.replace("250 HELP", "250 AUTH CRAM-MD5"), "auth": "334 PDFAYT4="}, "password"),
    "XOAUTH2": ({"ehlo": EHLO.replace("250 HELP", "250 AUTH XOAUTH2")}, "token"),
}


def everything_shown(found: Conversation) -> str:
    return "\n".join([repr(found), json.dumps(as_json(found, "nl"), ensure_ascii=False)]).casefold()


@lru_cache
def shown_without_a_secret() -> str:
    with ScriptedServer(ehlo=AUTH, auth="535 5.7.8 you said nothing") as server:
        return everything_shown(converse(plain(server.port), Login("jan", "geheim!"), ENVELOPE))


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("echo", ECHOES)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), min_size=8, max_size=200))
def test_a_server_that_repeats_what_it_hears_gives_no_secret_away(mechanism: str, echo: str, secret: str) -> None:
    def repeat(session: Session) -> None:
        heard = ECHOES[echo](session.server.heard[-1]).replace(b"\r", b"").replace(b"\n", b"")
        pending = mechanism == "LOGIN" and len(session.server.heard) < 4
        session.send((b"334 " if pending else b"535 5.7.8 you said ") + heard + b"\r\n")

    assume(secret.casefold() not in shown_without_a_secret())  # "127.0.0." would be in every conversation
    answers, kind = MECHANISMS[mechanism]
    first = {} if "auth" in answers else {"auth": repeat}
    login = Login("jan", password=secret) if kind == "password" else Login("jan", access_token=secret)
    with ScriptedServer(**answers, **first, auth_response=repeat) as server:
        server.expects_response = True
        found = converse(plain(server.port), login, ENVELOPE, deadline_s=5)
    assert found.outcome == "failed"
    words = everything_shown(found)
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=").casefold()
    for form in (secret.casefold(), encoded, secret.encode().hex()):
        assert form not in words


@pytest.mark.parametrize(
    "answer",
    [
        then("535-Zomer202\n535-4!geheim", close),
        "535-Zomer202\n550 4!geheim",
        "535-Zomer202\n4!geheim",
        "z" * 72 + "Zomer2024!geheim",
        "535 " + "z" * 4082 + "Zomer2024!geheim",
    ],
    ids=["unfinished", "mixed codes", "no reply", "behind a long beginning", "at the end of a long line"],
)
def test_no_half_of_a_secret_is_shown(answer: Any) -> None:
    with ScriptedServer(ehlo=AUTH, auth=answer) as server:
        found = converse(plain(server.port), Login("jan", "Zomer2024!geheim"), ENVELOPE, deadline_s=5)
    words = everything_shown(found)
    assert "zomer" not in words
    assert "4!g" not in words


PLAIN_AND_CHUNKS = PIPELINING.replace("250 PIPELINING", "250-AUTH PLAIN LOGIN\n250 PIPELINING")


@pytest.mark.parametrize("ehlo", [AUTH, PLAIN_AND_CHUNKS], ids=["one by one", "pipelined"])
@pytest.mark.parametrize("split", [3, 8, 12])
@pytest.mark.parametrize(
    "places",
    [
        {"auth": "334 {}", "auth_response": "535 5.7.8 {}"},
        {"auth": "235 2.7.0 {}", "mail": "550 5.1.0 {}"},
        {"mail": "250 2.1.0 {}", "rcpt": "550 5.1.1 {}"},
        {"rcpt": ["550 5.1.1 {}", "550 5.1.1 {}"]},
        {"data": "354 {}", "message": "250 2.0.0 {} queued as TEST42"},
        {"message": "250 2.0.0 queued as {}", "quit": "221 2.0.0 {}"},
    ],
    ids=lambda places: " and ".join(places),
)
def test_the_second_part_of_a_secret_said_in_two_replies_is_not_shown(
    places: dict[str, Any], split: int, ehlo: str
) -> None:
    secret = "Kw8!vbXq-3zRpT7y"
    halves = iter((secret[:split], secret[split:]))
    answers = {
        name: [text.format(next(halves)) for text in texts] if isinstance(texts, list) else texts.format(next(halves))
        for name, texts in places.items()
    }
    envelope = Envelope("jan@example.nl", ("b@example.nl", "c@example.nl"), b"Subject: x\r\n\r\ny\r\n")
    told: list[Line | Stage] = []
    with ScriptedServer(ehlo=ehlo, **answers) as server:
        server.expects_response = "auth_response" in places
        found = converse(plain(server.port), Login("jan", secret), envelope, deadline_s=5, observer=told.append)
    words = everything_shown(found) + repr(told).casefold()
    assert secret[split:].casefold() not in words


@pytest.mark.parametrize(
    "rest",
    [
        b"4!geheim is what you said\r\n",
        b"550-4!geheim\r\n551 x\r\n",
        then(b"550-4!geheim\r\n", close),
        then(b"5.1.1 4!geheim", close),
    ],
    ids=["no reply", "mixed codes", "unfinished", "no line"],
)
def test_the_second_part_of_a_secret_is_not_shown_when_it_is_no_reply(rest: Any) -> None:
    with ScriptedServer(mail="250 hello Zomer202", rcpt=rest) as server:
        found = converse(plain(server.port), Login("jan", "Zomer2024!geheim"), ENVELOPE, deadline_s=5)
    assert "4!geheim" not in everything_shown(found)


def test_no_half_of_a_secret_is_shown_where_the_memory_for_a_line_ends() -> None:
    begin = b"550 " + b"".join(b"%063d\r" % number for number in range(600))
    lines = begin[: LINE_KEPT - 13] + b"\rZomer2024!geheim\r"
    with ScriptedServer(ehlo=AUTH, mail=then(lines, close)) as server:
        found = converse(plain(server.port), Login("jan", "Zomer2024!geheim"), ENVELOPE, deadline_s=5)
    assert "zomer" not in everything_shown(found)


def test_neither_a_certificate_nor_an_offer_shows_a_secret() -> None:
    secret = "Zomer2024!geheim"
    issued = trustme.CA(organization_name=secret).issue_cert("127.0.0.1", organization_name=secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    offers = f"250-mail.test\n250-{secret}\n250 AUTH X-{secret}"
    with ScriptedServer(tls=context, implicit_tls=True, ehlo=offers) as server:
        settings_ = ServerSettings("127.0.0.1", server.port, Security.SSL, verify_certificate=False)
        found = converse(settings_, Login("jan", secret), ENVELOPE, deadline_s=5)
    assert found.failure is not None
    assert secret.casefold() not in everything_shown(found)
