"""Every row of scenarios.py against the real driver over a real socket."""

from time import monotonic

import pytest

from mailservers.smtp.conversation import Conversation
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.servers import ScriptedServer, authority

from .scenarios import ROWS, Row

PASSWORD = "Geheim é 42!"
TOKEN = "ya29.a0AfH6SMBx-test-token"
SCHEDULING_S = 2.0  # what a busy machine may add to a deadline; without one a row would take far longer


def settings_for(row: Row, port: int) -> ServerSettings:
    host = "127.0.0.1" if row.security is Security.NONE else "localhost"
    pem = authority().pem if row.trusting else ""
    return ServerSettings(host, port, row.security, ca_certificate=pem)


def login_for(row: Row) -> Login | None:
    kinds = {"password": Login("jan", password=PASSWORD), "token": Login("jan", access_token=TOKEN)}
    return kinds.get(row.login)


def run(row: Row) -> tuple[Conversation, float, ScriptedServer]:
    content = b"Subject: test\r\n\r\n" + b"x" * 70 + b"\r\n" * 1
    content += (b"y" * 98 + b"\r\n") * ((row.size - len(content)) // 100)
    context = (row.server_tls or authority().server)()
    with ScriptedServer(tls=context, implicit_tls=row.implicit_tls, **row.answers) as server:
        started = monotonic()
        conversation = converse(
            settings_for(row, server.port),
            login_for(row),
            Envelope("a@example.nl", row.recipients, content),
            deadline_s=row.deadline_s,
        )
        return conversation, monotonic() - started, server


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_the_server_does_is_named(row: Row) -> None:
    conversation, taken_s, server = run(row)
    found = as_json(conversation, "nl")
    seen = {
        "outcome": found["outcome"],
        "code": found["diagnosis"] and found["diagnosis"]["code"].split("/")[0],
        "phase": found["phase"],
        "temporary": found["temporary"],
        "contact": found["contact"],
    }
    assert seen == {
        "outcome": "failed" if row.code else "accepted",
        "code": row.code,
        "phase": row.phase,
        "temporary": row.temporary,
        "contact": row.contact,
    }, conversation.failure
    assert taken_s <= row.deadline_s + SCHEDULING_S
    assert as_json(conversation, "en")["outcome"] == found["outcome"]
    words = str(found) + repr(conversation)
    assert PASSWORD not in words
    assert TOKEN not in words
    if row.code is None:
        assert len(server.messages) == 1
    else:
        assert "  " not in found["diagnosis"]["cause"]


def test_the_table_has_every_phase_and_sixty_rows() -> None:
    assert len(ROWS) >= 60
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {row.phase for row in ROWS} >= {
        "tls", "greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "message", "quit"
    }  # fmt: skip
