"""Each server of the demo shows what it says it shows, to the real client over real connections."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from demo import certificates, mailbox, manners, ports
from demo.exercises import exercise_table
from demo.loading import mail_server
from demo.servers import ACCEPTED, SERVERS, DemoServer
from mailservers.models import Authentication, SmtpLog
from mailservers.smtp.conversation import Conversation
from mailservers.smtp.diagnosis import diagnose
from mailservers.smtp.driver import converse
from mailservers.smtp.message import Envelope
from mailservers.smtp.probe import remedies
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.factories import make_mailserver

MESSAGE = b"Subject: Proef\r\n\r\nWerkt het?\r\n" + b"Een regel die het bericht wat langer maakt.\r\n" * 5
ENVELOPE = Envelope("info@debrug.example", ("d.kuipers@post.example",), MESSAGE)
REACHABLE = [server for server in SERVERS if server.host == ports.HOST]


def send(server: DemoServer, numbers: dict[str, int], deadline_s: float = 20.0) -> Conversation:
    settings = ServerSettings(
        host=server.host,
        port=server.port_number(numbers),
        security=server.security,
        ca_certificate=certificates.authority_pem() if server.security is not Security.NONE else "",
    )
    login = None
    if server.authentication is Authentication.CENTRAL:
        login = Login(server.username, server.password)
    elif server.authentication is Authentication.PER_EMPLOYEE:
        login = Login("medewerker", manners.PASSWORD)
    return converse(settings, login, ENVELOPE, deadline_s=deadline_s)


@pytest.mark.parametrize("server", REACHABLE, ids=lambda server: server.identification)
def test_a_test_mail_shows_what_the_server_is_there_for(server, training_ports):
    conversation = send(server, training_ports, deadline_s=1.0 if server.port == "silent" else 20.0)
    diagnosis = diagnose(conversation)
    found = diagnosis.code.partition("/")[0] if diagnosis else conversation.outcome
    assert found == server.expected, "\n".join(line.text for line in conversation.transcript)
    assert bool(mailbox.ids()) == (server.expected == ACCEPTED)


@pytest.mark.parametrize(
    "server", [server for server in SERVERS if server.remedy], ids=lambda server: server.identification
)
def test_the_same_port_with_other_security_is_found_and_works(server, training_ports, demo_company):
    row = mail_server(server, training_ports)
    remedy = remedies(converse(row.smtp_settings(), None, ENVELOPE, deadline_s=20.0), deadline_s=10.0)
    assert remedy is not None
    assert (remedy.settings.port, remedy.settings.security) == (row.port, server.remedy)
    assert converse(remedy.settings, None, ENVELOPE, deadline_s=20.0).outcome == ACCEPTED


def test_the_greeting_tells_what_the_port_shows(training_ports):
    full = next(server for server in SERVERS if server.port == "mailbox-full")
    greeting = next(line.text for line in send(full, training_ports).transcript if line.text.startswith("220"))
    assert "every mailbox is full" in greeting


def test_the_queue_id_is_the_number_of_the_received_message(training_ports):
    conversation = send(SERVERS[0], training_ports)
    assert conversation.queue_id
    received = mailbox.read(conversation.queue_id)
    assert received.summary["subject"] == "Proef"
    assert received.delivered_to == ["d.kuipers@post.example"]
    assert "ESMTPSA" in dict(received.headers)["Received"]


def test_greylisting_accepts_the_same_sender_later():
    moment = [0.0]
    grey = manners.Greylisting(now_s=lambda: moment[0])

    class Envelope:
        mail_from = "a@b.example"
        rcpt_tos: list[str] = []
        rcpt_options: list[str] = []

    def rcpt() -> str:
        return asyncio.run(grey.handle_RCPT(None, None, Envelope(), "c@d.example", []))

    with ThreadPoolExecutor() as no_event_loop_yet:
        assert no_event_loop_yet.submit(rcpt).result().startswith("451 4.7.1")
        moment[0] = manners.GREYLISTED_S + 1
        assert no_event_loop_yet.submit(rcpt).result().startswith("250")


@pytest.mark.django_db
def test_the_list_of_exercises_knows_the_last_test_of_each(make_log):
    first, second = make_log("failed"), make_log("accepted")
    assert first.server == second.server
    found = {exercise.identification: exercise for exercise in exercise_table()}
    tried = found[first.server.identification]
    assert tried.row == first.server
    assert tried.log == second
    assert [exercise.row for name, exercise in found.items() if name != tried.identification] == [None] * (
        len(SERVERS) - 1
    )


@pytest.fixture
def make_log():
    server = make_mailserver(SERVERS[4].identification)

    def make(outcome: str) -> SmtpLog:
        return SmtpLog.objects.create(
            kind="test", outcome=outcome, server=server, host="h", port=1, security="none", started_at=timezone.now()
        )

    return make
