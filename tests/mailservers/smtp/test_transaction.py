"""Many messages over one connection: what goes ahead of its reply, and what a strange reply may not do."""

from collections.abc import Iterable

import pytest

from mailservers.smtp.conversation import FailureKind
from mailservers.smtp.delivered import Delivery
from mailservers.smtp.delivery import Connection, Envelope
from mailservers.smtp.settings import ServerSettings
from tests.servers import ScriptedServer
from tests.servers.scripted import CHUNKING, EHLO, PIPELINING, close, every_dialect, then

TEXT = b"Subject: Payslip\r\n\r\n.hidden\r\n"
REFUSED = "550-5.1.1 no such user\n550 5.1.1 sorry"


def letter(*names: str) -> Envelope:
    return Envelope("payroll@agency.example", tuple(f"{name}@x.example" for name in names), TEXT)


def delivered(server: ScriptedServer, envelopes: Iterable[Envelope]) -> tuple[Connection, list[Delivery]]:
    """What became of each, over one connection."""
    connection = Connection(ServerSettings("127.0.0.1", server.port))
    reported: list[Delivery] = []
    assert connection.open(10).outcome == "accepted"
    connection.deliver(envelopes, reported.append)
    return connection, reported


def verbs(server: ScriptedServer) -> list[str]:
    return [line.split(b" ")[0].decode() for line in server.heard if not line.startswith((b"EHLO", b"QUIT"))]


@every_dialect
def test_messages_follow_each_other_over_one_connection(announced: str) -> None:
    with ScriptedServer(ehlo=announced) as server:
        connection, reported = delivered(server, [letter("jan"), letter("piet"), letter("kim")])
        connection.quit()
    assert [delivery.outcome for delivery in reported] == ["accepted"] * 3
    assert server.messages == [TEXT] * 3
    assert server.connections == 1
    assert reported[0].queue_id == "TEST42"


@every_dialect
def test_each_recipient_hears_what_was_said_about_it(announced: str) -> None:
    with ScriptedServer(ehlo=announced, rcpt=["250 ok", REFUSED, "250 ok"]) as server:
        connection, [delivery] = delivered(server, [letter("jan", "piet", "kim")])
        connection.quit()
    assert [one.accepted for one in delivery.recipients] == [True, False, True]
    assert delivery.recipients[1].text == "5.1.1 no such user\n5.1.1 sorry"
    assert delivery.outcome == "accepted"
    assert delivery.first_refusal is not None
    assert delivery.first_refusal.reply is not None
    assert delivery.first_refusal.reply.code == 550


@every_dialect
def test_a_message_for_nobody_leaves_the_connection_fit_for_the_next(announced: str) -> None:
    with ScriptedServer(ehlo=announced, rcpt=[REFUSED, "250 ok"], bdat=["503 5.5.1 nobody", "250 ok"]) as server:
        connection, [first, second] = delivered(server, [letter("jan"), letter("piet")])
        connection.quit()
    assert (first.outcome, second.outcome) == ("permanent", "accepted")
    assert server.messages[-1] == TEXT
    assert server.connections == 1


@pytest.mark.parametrize("announced", [EHLO, PIPELINING], ids=["plain", "pipelining"])
def test_a_server_that_wants_a_message_although_it_refused_the_sender_gets_none(announced: str) -> None:
    # A final dot would make an empty e-mail of it, to people who were accepted.
    with ScriptedServer(ehlo=announced, mail="450 4.3.0 not now") as server:
        connection, reported = delivered(server, [letter("jan"), letter("piet")])
        assert connection.is_open == (announced == EHLO)  # one command at a time, nothing strange comes about
        connection.close()
    assert server.messages in ([], [b""])  # what came before the connection ended
    assert b"." not in server.heard
    assert {delivery.outcome for delivery in reported} == {"temporary"}
    assert reported[0].failure is not None
    assert reported[0].failure.reply is not None
    assert reported[0].failure.reply.code == 450


def test_a_server_that_takes_a_message_although_it_refused_the_sender_may_have_it() -> None:
    with ScriptedServer(ehlo=CHUNKING, mail="450 4.3.0 not now") as server:
        connection, [delivery] = delivered(server, [letter("jan")])
        assert not connection.is_open
        assert connection.plain
    assert server.messages == [TEXT]
    assert delivery.outcome == "unknown"


def test_after_a_refused_chunk_the_next_message_begins_with_a_reset() -> None:
    with ScriptedServer(ehlo=CHUNKING, bdat=["451 4.3.0 later", "250 ok"]) as server:
        connection, [first, second] = delivered(server, [letter("jan"), letter("piet")])
        connection.quit()
    assert (first.outcome, second.outcome) == ("temporary", "accepted")
    assert verbs(server) == ["MAIL", "RCPT", "BDAT", "RSET", "MAIL", "RCPT", "BDAT"]


@every_dialect
def test_a_server_that_closes_while_it_hears_the_envelope_has_not_been_told_of_the_next(announced: str) -> None:
    with ScriptedServer(ehlo=announced, rcpt=["250 ok", then("421 4.3.2 going down", close)]) as server:
        connection, reported = delivered(server, [letter(name) for name in ("jan", "piet", "kim")])
        assert not connection.is_open
    assert [delivery.outcome for delivery in reported] == ["accepted", "temporary"]
    assert server.messages[:1] == [TEXT]


@every_dialect
def test_a_reply_of_the_wrong_class_ends_the_connection_and_the_next_one_speaks_plainly(announced: str) -> None:
    with ScriptedServer(ehlo=announced, mail="354 what") as server:
        connection, [delivery] = delivered(server, [letter("jan")])
        assert not connection.is_open
        assert connection.plain
    assert delivery.failure is not None
    assert delivery.failure.kind is FailureKind.PROTOCOL
