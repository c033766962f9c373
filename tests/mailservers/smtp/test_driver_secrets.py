"""Servers that give a secret away in ways that only a whole conversation shows."""

import ssl
from typing import Any

import pytest
import trustme

from mailservers.smtp.driver import converse
from mailservers.smtp.replies import LINE_KEPT
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.mailservers.smtp.test_driver import AUTH, ENVELOPE, everything_shown, plain
from tests.servers import ScriptedServer, close, then


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
