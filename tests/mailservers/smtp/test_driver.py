"""What `converse` promises beyond the outcome of each scenario."""

import re
import select
from itertools import pairwise
from statistics import median
from time import monotonic
from typing import Any

import pytest

from mailservers.smtp import connecting
from mailservers.smtp.conversation import FailureKind, Line, Phase, Stage
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.errors import AddressRefused
from mailservers.smtp.notes import localised
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.servers import ReceivingServer, ScriptedServer, authority, close, drip, reset, silence, then
from tests.servers.certificates import too_old
from tests.servers.scripted import CHUNKING, EHLO, PIPELINING, Session, every_dialect

ENVELOPE = Envelope("a@example.nl", ("b@example.nl",), b"Subject: test\r\n\r\n.hidden dot\r\n")
AUTH = EHLO.replace("250 HELP", "250 AUTH PLAIN LOGIN")


def plain(port: int, host: str = "127.0.0.1") -> ServerSettings:
    return ServerSettings(host, port, ehlo_name="client.example")


def test_the_transcript_is_what_was_said() -> None:
    with ScriptedServer(ehlo=AUTH) as server:
        found = converse(plain(server.port), Login("jan", "geheim!"), ENVELOPE)
    assert [f"{line.origin[0]} {line.text}" for line in found.transcript if line.phase is not Phase.CONNECT] == [
        "s 220 mail.test ESMTP",
        "c EHLO client.example",
        "s 250-mail.test",
        "s 250-SIZE 1000000",
        "s 250-8BITMIME",
        "s 250-ENHANCEDSTATUSCODES",
        "s 250 AUTH PLAIN LOGIN",
        "c AUTH PLAIN «user name and password hidden»",
        "s 235 2.7.0 welcome",
        "c MAIL FROM:<a@example.nl> SIZE=30",
        "s 250 2.1.0 sender ok",
        "c RCPT TO:<b@example.nl>",
        "s 250 2.1.5 recipient ok",
        "c DATA",
        "s 354 send it",
        "n «message, 1 kB, 1 part»",
        "c .",
        "s 250 2.0.0 queued as TEST42",
        "c QUIT",
        "s 221 2.0.0 bye",
    ]
    assert server.messages == [ENVELOPE.content]
    assert (found.queue_id, found.mechanism, found.username, found.address) == ("TEST42", "PLAIN", "jan", "127.0.0.1")


def test_the_stages_follow_each_other_and_the_observer_sees_everything_as_it_happens() -> None:
    seen: list[Line | Stage] = []
    with ScriptedServer(rcpt="550 5.1.1 nobody") as server:
        found = converse(plain(server.port), None, ENVELOPE, observer=seen.append)
    assert [(stage.phase.value, stage.ok) for stage in found.stages] == [
        ("dns", True),
        ("connect", True),
        ("greeting", True),
        ("ehlo", True),
        ("mail", True),
        ("rcpt", False),
        ("quit", True),
    ]
    assert tuple(line for line in seen if isinstance(line, Line)) == found.transcript
    stages = [stage for stage in seen if isinstance(stage, Stage)]
    assert [stage.ok for stage in stages] == [state for stage in found.stages for state in (None, stage.ok)]


def test_a_connection_that_is_reset_before_we_have_looked_at_it_is_lost_and_nothing_worse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected = connecting.connect

    def until_reset(*arguments: Any) -> Any:
        found = connected(*arguments)
        poll = select.poll()
        poll.register(found[0], select.POLLHUP)
        poll.poll(5000)
        return found

    monkeypatch.setattr(connecting, "connect", until_reset)
    with ScriptedServer(greeting=reset) as server:
        found = converse(plain(server.port), None, ENVELOPE)
    assert found.failure is not None
    assert (found.failure.kind, found.failure.phase) == (FailureKind.CONNECTION_LOST, Phase.GREETING)
    assert found.address == "127.0.0.1"


BEFORE_MAIL = [("dns", True), ("connect", True), ("greeting", True), ("ehlo", True)]


@pytest.mark.parametrize(
    ("answers", "stages"),
    [
        ({"ehlo": EHLO.replace("1000000", "10")}, [("mail", False)]),
        ({"ehlo": PIPELINING, "mail": "550 no", "rcpt": "503 mail first", "data": "503 mail first"}, [("mail", False)]),
        ({"ehlo": PIPELINING, "rcpt": "550 5.1.1 no", "data": "554 no recipients"}, [("mail", True), ("rcpt", False)]),
        ({"ehlo": PIPELINING, "rcpt": "550 5.1.1 no"}, [("mail", True), ("rcpt", False)]),
        ({"ehlo": CHUNKING, "rcpt": "550 5.1.1 no", "bdat": "554 no"}, [("mail", True), ("rcpt", False)]),
    ],
    ids=["too big to begin", "sender refused", "recipients refused", "recipients refused, 354", "with a chunk"],
)
def test_the_stage_that_failed_is_the_only_one_and_the_last_before_quit(
    answers: dict[str, str], stages: list[tuple[str, bool]]
) -> None:
    with ScriptedServer(**answers) as server:
        found = converse(plain(server.port), None, ENVELOPE)
    assert found.phase == stages[-1][0]
    assert [(stage.phase.value, stage.ok) for stage in found.stages] == [*BEFORE_MAIL, *stages, ("quit", True)]


def test_without_an_envelope_only_the_login_is_tried() -> None:
    with ScriptedServer(ehlo=AUTH) as server:
        found = converse(plain(server.port), Login("jan", "geheim!"))
    assert (found.outcome, found.phase) == ("accepted", Phase.QUIT)
    assert server.heard[-1] == b"QUIT"
    assert not any(line.startswith(b"MAIL") for line in server.heard)


def test_with_pipelining_the_envelope_goes_in_one_packet() -> None:
    packets: list[bytes] = []

    def watch(session: Session) -> None:
        packets.append(session._buffer)
        session.send(b"250 ok\r\n")

    with ScriptedServer(ehlo=PIPELINING, mail=watch) as server:
        assert converse(plain(server.port), None, ENVELOPE).outcome == "accepted"
    assert packets == [b"RCPT TO:<b@example.nl>\r\nDATA\r\n"]


def test_with_pipelining_quit_goes_along_with_the_message() -> None:
    behind: list[bytes] = []

    def watch(session: Session) -> None:
        behind.append(session._buffer)
        session.send(b"250 2.0.0 queued as A1\r\n")

    with ScriptedServer(ehlo=PIPELINING, message=watch) as server:
        found = converse(plain(server.port), None, ENVELOPE)
    assert behind == [b"QUIT\r\n"]
    assert (found.outcome, found.queue_id, found.phase) == ("accepted", "A1", Phase.QUIT)
    assert [line.text for line in found.transcript][-4:] == [".", "QUIT", "250 2.0.0 queued as A1", "221 2.0.0 bye"]


@pytest.mark.parametrize("ehlo", [PIPELINING, CHUNKING], ids=["dot", "chunk"])
@pytest.mark.parametrize("goodbye", ["221 2.0.0 bye", close, "500 what?"], ids=["answered", "closed", "refused"])
@pytest.mark.parametrize("reply", ["250 2.0.0 queued as A1", "554 5.7.1 spam"])
def test_whatever_becomes_of_that_quit_the_message_has_its_own_reply(ehlo: str, goodbye: Any, reply: str) -> None:
    with ScriptedServer(ehlo=ehlo, message=reply, bdat=reply, quit=goodbye) as server:
        found = converse(plain(server.port), None, ENVELOPE)
    assert found.reply is not None
    assert f"{found.reply.code} {found.reply.text}" == reply
    assert found.outcome == ("accepted" if reply.startswith("250") else "failed")


def test_what_was_announced_before_tls_does_not_count_after_it() -> None:
    before = EHLO.replace("250 HELP", "250-AUTH PLAIN\n250 STARTTLS")
    with ScriptedServer(tls=authority().server(), ehlo=[before, EHLO]) as server:
        settings_ = ServerSettings("localhost", server.port, Security.STARTTLS, ca_certificate=authority().pem)
        found = converse(settings_, Login("jan", "geheim!"))
    assert found.failure is not None
    assert found.failure.kind is FailureKind.AUTH_NOT_OFFERED
    assert not any(line.startswith(b"AUTH") for line in server.heard)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.SSL])
def test_a_login_through_tls_with_letters_of_all_kinds(security: Security) -> None:
    implicit = security is Security.SSL
    with ReceivingServer(login=("jörg", "geheim é🔒"), tls=authority().server(), implicit_tls=implicit) as server:
        settings_ = ServerSettings("localhost", server.port, security, ca_certificate=authority().pem)
        found = converse(settings_, Login("jörg", "geheim é🔒"), ENVELOPE)
    assert found.outcome == "accepted"
    assert found.tls is not None
    assert (found.tls.verified, found.tls.version) == (True, "TLS 1.3")
    assert server.messages[0].original_content == ENVELOPE.content


def test_a_certificate_that_nobody_checks_is_reported_as_such() -> None:
    with ScriptedServer(tls=authority().server("elsewhere.example"), implicit_tls=True) as server:
        found = converse(
            ServerSettings("localhost", server.port, Security.SSL, verify_certificate=False), None, ENVELOPE
        )
    assert found.outcome == "accepted"
    assert found.tls is not None
    assert not found.tls.verified
    assert found.tls.subject


def test_a_refused_certificate_is_described() -> None:
    with ScriptedServer(tls=authority().server("elsewhere.example"), implicit_tls=True) as server:
        found = converse(ServerSettings("localhost", server.port, Security.SSL, ca_certificate=authority().pem))
    assert found.failure is not None
    assert found.failure.facts["problem"] == "name"
    assert found.failure.facts["names"] == ["elsewhere.example"]
    assert found.failure.facts["not_after"].endswith("Z")
    described, refused = [line.text for line in found.transcript][-2:]
    assert re.fullmatch(r"certificate of .+, issued by .+, valid until \S+Z", described)
    assert refused == "certificate refused: another name"
    assert localised(refused, "nl") == "certificaat geweigerd: andere naam"
    assert not any(line.startswith(b"MAIL") for line in server.heard)


def test_a_handshake_that_fails_says_in_the_transcript_what_openssl_said() -> None:
    with ScriptedServer(tls=too_old(), implicit_tls=True) as server:
        found = converse(ServerSettings("localhost", server.port, Security.SSL, ca_certificate=authority().pem))
    last = found.transcript[-1].text
    assert last.startswith("TLS failed: ")
    assert "version" in last or "protocol" in last
    assert localised(last, "nl") == last.replace("TLS failed", "TLS mislukt")


def test_an_authority_that_cannot_be_read_is_a_failure_not_a_crash() -> None:
    with ScriptedServer(tls=authority().server(), implicit_tls=True) as server:
        found = converse(ServerSettings("localhost", server.port, Security.SSL, ca_certificate="no certificate"))
    assert found.failure is not None
    assert found.failure.kind is FailureKind.TLS_FAILED


def test_the_deadline_holds_whatever_trickles() -> None:
    for where in ("greeting", "ehlo", "mail", "message"):
        started = monotonic()
        with ScriptedServer(**{where: drip(b"250-x\r\n", 0.01)}) as server:
            found = converse(plain(server.port), None, ENVELOPE, deadline_s=0.5)
        assert found.failure is not None
        assert found.failure.kind in (FailureKind.TIMEOUT, FailureKind.PROTOCOL)
        assert monotonic() - started < 3.0  # a hundred lines would take six


def test_a_conversation_can_be_cancelled_within_a_quarter_of_a_second() -> None:
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(monotonic())
        return len(asked) > 3

    with ScriptedServer(mail=silence) as server:
        found = converse(plain(server.port), None, ENVELOPE, cancelled=cancelled)
    assert found.failure is not None
    assert (found.failure.kind, found.failure.phase) == (FailureKind.CANCELLED, Phase.MAIL)
    assert median(later - earlier for earlier, later in pairwise(asked)) < 0.4  # one of them may meet a busy machine


def test_an_impossible_address_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(AddressRefused):
        Envelope("a@example.nl", ("b@example.nl\r\nDATA",), b"")


def test_control_and_bidirectional_characters_are_shown_escaped() -> None:
    with ScriptedServer(greeting="220 a\x1b[31m\u202e\u2066 b\rc") as server:
        found = converse(plain(server.port))
    assert "220 a\\x1b[31m\\u202e\\u2066 b\\x0dc" in [line.text for line in found.transcript]


def test_the_transcript_is_bounded() -> None:
    answer = "\n".join([*["250-" + "x" * 4000] * 90, "250 end"])
    with ScriptedServer(rcpt=answer) as server:
        found = converse(plain(server.port), None, Envelope("a@example.nl", ("b@example.nl",) * 3, b"x\r\n"))
    assert sum(len(line.text) for line in found.transcript) < 300_000
    assert any(line.text == "the rest of the conversation is not kept" for line in found.transcript)


def test_an_eight_bit_message_is_converted_for_a_server_without_8bitmime() -> None:
    message = "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDé\r\n".encode()
    for ehlo, sent in ((EHLO, message), (EHLO.replace("250-8BITMIME\n", ""), None)):
        with ScriptedServer(ehlo=ehlo) as server:
            assert converse(plain(server.port), None, Envelope("a@b.nl", ("b@b.nl",), message)).outcome == "accepted"
        assert server.messages[0].isascii() if sent is None else server.messages == [sent]
        assert (b"BODY=8BITMIME" in b"".join(server.heard)) is (sent is not None)


@every_dialect
def test_a_server_that_takes_the_message_and_closes_has_taken_it(announced: str) -> None:
    taken = then("250 2.0.0 queued as TEST42", close)
    for _ in range(5):
        with ScriptedServer(ehlo=announced, message=taken, bdat=taken) as server:
            found = converse(plain(server.port), None, ENVELOPE, deadline_s=5)
        assert (found.outcome, found.queue_id) == ("accepted", "TEST42")


def test_a_server_with_something_to_say_before_goodbye_changes_nothing() -> None:
    with ScriptedServer(message=then("250 2.0.0 queued as TEST42", "421 4.3.2 shutting down")) as server:
        found = converse(plain(server.port), None, ENVELOPE)
    assert (found.outcome, found.queue_id) == ("accepted", "TEST42")
