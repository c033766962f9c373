"""Documents on their way: a worker of our own, real servers of others, and what both make of it."""

import email
import email.policy
from time import monotonic

import pytest
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection

from documents import transitions
from documents.contents import NewAttachment
from documents.models import Attempt, Content, Document, Lane, Lease, Seat
from documents.queue import store_for
from mailservers.models import SmtpLog
from tests.documents.outbox import counts, deliver, delivering, eventually, make_sender, post, server_of, state, told
from tests.factories import change_mailserver, give_login, make_mailserver, work_from
from tests.servers import ReceivingServer, ScriptedServer, close
from tests.servers.scripted import CHUNKING, PIPELINING

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _soon(settings):
    settings.DELIVER_POLL_S = 0.05
    settings.LEASE_S = 5


def test_a_document_arrives_as_it_was_written():
    with ReceivingServer() as server:
        sender = make_sender(server.port)
        sender.name = "Zoë de Vries"
        sender.save()
        files = [NewAttachment("Loonstrook één.pdf", b"%PDF" + bytes(range(256)) * 1000)]
        [document] = post(sender, subject="Loonstrook — één", body=".begins with a dot\nété\n", attachments=files)
        deliver()
    [message] = server.messages
    assert message.mail_from == sender.email
    assert message.rcpt_tos == ["jan@x.example"]
    read = email.message_from_bytes(message.content, policy=email.policy.default)
    assert read["Subject"] == "Loonstrook — één"
    assert read["Message-ID"] == document.message_id
    assert read["From"].addresses[0].display_name == "Zoë de Vries"
    text, file = read.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == ".begins with a dot\nété\n"
    assert (file.get_filename(), file.get_content()) == (files[0].filename, files[0].content)
    assert not read.defects
    assert message.content.isascii()
    document.refresh_from_db()
    assert (document.status, document.attempt_count, document.queue_id) == ("sent", 1, "AIO123")
    assert not Lease.objects.exists()
    assert not Seat.objects.exists()


@pytest.mark.parametrize("announced", [PIPELINING, CHUNKING], ids=["pipelining", "chunking"])
def test_many_documents_leave_over_one_connection_and_each_has_its_log(announced):
    with ScriptedServer(ehlo=announced) as server:
        post(make_sender(server.port), 30)
        deliver()
    assert counts() == {"sent": 30}
    logs = list(SmtpLog.objects.order_by("started_at", "pk"))
    assert len(logs) == 30
    first = [log for log in logs if log.continues_id is None]
    assert len(first) < 30
    assert any("220 mail.test" in line["text"] for line in first[0].transcript)
    later = next(log for log in logs if log.continues_id)
    said = [line["text"] for line in later.transcript]
    assert said[0].startswith("MAIL FROM")
    assert any("queued as TEST42" in text for text in said)
    assert later.queue_id == "TEST42"
    assert later.recipients == [
        {"address": "jan@x.example", "accepted": True, "code": 250, "text": "2.1.5 recipient ok"}
    ]
    assert later.stages[0]["phase"] == "mail"
    assert Attempt.objects.filter(outcome="accepted").count() == 30


def test_each_recipient_has_an_outcome_of_its_own():
    refused = {"gone@x.example": "550 5.1.1 no such user", "full@x.example": "452 4.2.2 mailbox full"}
    with ReceivingServer(refused=refused) as server:
        [document] = post(make_sender(server.port), to=["jan@x.example", *refused], bcc=["boss@x.example"])
        deliver()
        assert state(document) == ("retrying", "recipient-unknown")
        assert told(document) == {
            "jan@x.example": ("accepted", 250),
            "gone@x.example": ("refused", 550),
            "full@x.example": ("waiting", 452),
            "boss@x.example": ("accepted", 250),
        }
        refused.clear()
        Document.objects.update(not_before="2020-01-01T00:00:00Z")
        deliver()
    assert told(document)["full@x.example"] == ("accepted", 250)
    assert state(document)[0] == "failed"  # one recipient never got it
    assert [message.rcpt_tos for message in server.messages] == [
        ["jan@x.example", "boss@x.example"],
        ["full@x.example"],
    ]
    assert b"boss@x.example" not in server.messages[0].content


@pytest.mark.parametrize(
    ("step", "reply", "status", "reason"),
    [
        ("rcpt", "550 5.1.1 no such user here", "failed", "recipient-unknown"),
        ("rcpt", "450 4.2.1 try later", "retrying", "temporary-refusal/unexplained"),
        ("mail", "553 5.1.8 sender domain does not exist", "failed", "sender-domain-refused"),
        ("message", "554 5.7.1 this is spam", "failed", "spam-refused"),
        ("message", "451 4.3.0 disk trouble", "retrying", "temporary-refusal"),
        ("data", "554 5.3.4 message too big", "failed", "message-too-big"),
    ],
)
def test_a_refused_document_fails_or_is_tried_again(step, reply, status, reason):
    with ScriptedServer(**{step: reply}) as server:
        [document] = post(make_sender(server.port))
        deliver()
    assert state(document) == (status, reason)
    assert Lane.objects.get().state == "open"
    log = document.attempts.get().log
    assert (log.outcome, log.diagnosis_code) == ("failed", reason)
    assert any("220 mail.test" in line["text"] for line in log.transcript)


@pytest.mark.parametrize(
    ("answers", "status", "reason", "lane"),
    [
        ({"greeting": "554 5.7.1 go away"}, "held", "greeting-refused", "waiting"),
        ({"greeting": "421 4.3.2 too many connections"}, "retrying", "server-busy", "waiting"),
        ({"mail": "530 5.7.0 authentication required"}, "held", "login-required", "waiting"),
        ({"message": "450 4.7.0 too many messages, slow down"}, "retrying", "rate-limited", "waiting"),
    ],
    ids=["greeting", "busy", "login wanted", "rate"],
)
def test_a_fault_of_the_server_keeps_every_document_of_its_lane(answers, status, reason, lane):
    with ScriptedServer(**answers) as server:
        documents = post(make_sender(server.port), 3)
        deliver()
    assert {state(document) for document in documents} == {(status, reason)}
    assert Lane.objects.get().state == lane
    assert Lane.objects.get().last_log is not None
    assert all(outcome == "waiting" for document in documents for outcome, _ in told(document).values())


def test_a_refused_login_stops_the_lane_until_another_one_is_entered():
    with ReceivingServer(login=("jan", "right")) as server:
        sender = make_sender(server.port, authentication="per_employee")
        give_login(sender, server_of(sender), "jan", "wrong")
        documents = post(sender, 3)
        deliver()
        assert {state(document) for document in documents} == {("held", "credentials-rejected")}
        deliver()
        assert server.authentications == 1  # an account must not be locked by retries
        give_login(sender, server_of(sender), "jan", "right")
        deliver()
    assert counts() == {"sent": 3}
    assert "wrong" not in str(list(SmtpLog.objects.values()))


def test_a_person_can_let_a_refused_login_be_tried_again():
    with ReceivingServer(login=("jan", "right")) as server:
        sender = make_sender(server.port, authentication="per_employee")
        give_login(sender, server_of(sender), "jan", "wrong")
        [document] = post(sender)
        deliver()
        assert transitions.retry(document.pk)
        deliver()
    assert server.authentications == 2
    assert state(document) == ("held", "credentials-rejected")


def test_a_corrected_central_password_releases_what_was_queued_before():
    with ReceivingServer(login=("office", "right")) as server:
        sender = make_sender(server.port, authentication="central", username="office", password="wrong")
        documents = post(sender, 2)
        deliver()
        assert {state(document) for document in documents} == {("held", "credentials-rejected")}
        change_mailserver(server_of(sender), password="right")
        deliver()
    assert counts() == {"sent": 2}


def test_missing_credentials_hold_a_document_until_they_are_entered():
    with ReceivingServer(login=("jan", "secret")) as server:
        sender = make_sender(server.port, authentication="per_employee")
        [document] = post(sender)
        deliver()
        assert state(document) == ("held", "credentials-missing")
        give_login(sender, server_of(sender), "jan", "secret")
        deliver()
    assert state(document) == ("sent", "")


def test_a_document_without_a_server_leaves_when_a_work_location_is_chosen():
    with ReceivingServer() as server:
        sender = make_sender(server.port)
        chosen = server_of(sender)
        work_from(sender, None)
        [document] = post(sender)
        deliver()
        assert state(document) == ("held", "no-server")
        work_from(sender, chosen)
        deliver()
    assert state(document) == ("sent", "")


def test_a_server_that_is_down_makes_its_lane_wait_and_then_gets_everything():
    with ScriptedServer() as server:
        port = server.port
    sender = make_sender(port)
    documents = post(sender, 5)
    deliver()
    assert {state(document) for document in documents} == {("retrying", "connection-refused")}
    lane = Lane.objects.get()
    assert (lane.state, lane.holds, lane.failures) == ("waiting", False, 1)
    assert lane.retry_at is not None
    with ReceivingServer() as up:
        change_mailserver(server_of(sender), port=up.port)
        for document in documents:
            assert transitions.retry_with_current_settings(document.pk)
        deliver()
    assert counts() == {"sent": 5}


def test_a_lost_reply_after_the_final_dot_leads_to_a_marked_repeat():
    with ScriptedServer(message=close) as server:
        [document] = post(make_sender(server.port))
        deliver()
        document.refresh_from_db()
        assert (document.status, document.possibly_repeated) == ("retrying", True)
        server.answers["message"] = "250 2.0.0 queued"
        Document.objects.update(not_before="2020-01-01T00:00:00Z")
        deliver()
    assert state(document)[0] == "sent"
    assert document.possibly_repeated
    assert [attempt.outcome for attempt in document.attempts.all()] == ["unknown", "accepted"]


def test_a_server_that_closes_a_used_connection_costs_nobody_a_try():
    with ScriptedServer(ehlo=PIPELINING, mail=["250 ok", "250 ok", "421 4.7.0 enough on this connection"]) as server:
        post(make_sender(server.port, max_connections=1), 6)
        deliver()
    assert counts() == {"sent": 6}
    assert set(Document.objects.values_list("attempt_count", flat=True)) == {1}
    assert server.connections > 1


def test_an_attachment_that_is_gone_holds_the_document_until_it_is_back():
    with ReceivingServer() as server:
        sender = make_sender(server.port)
        [document] = post(sender, attachments=[NewAttachment("a.pdf", b"%PDF contract")])
        stored_as = Content.objects.get().stored_as
        octets = default_storage.open(stored_as).read()
        default_storage.delete(stored_as)
        deliver()
        assert state(document) == ("held", "attachment-missing")
        assert document.reason_facts == {"filename": "a.pdf"}
        post(sender, attachments=[NewAttachment("b.pdf", b"%PDF contract")])  # the same content, stored anew
        deliver()
    assert counts() == {"sent": 2}
    assert default_storage.open(Content.objects.get().stored_as).read() == octets


def test_an_inactive_senders_documents_wait_for_the_account():
    with ReceivingServer() as server:
        sender = make_sender(server.port)
        [document] = post(sender)
        sender.is_active = False
        sender.save()
        deliver()
        assert state(document) == ("held", "sender-inactive")
        sender.is_active = True
        sender.save()
        deliver()
    assert state(document)[0] == "sent"


def test_deleting_a_server_holds_its_documents_at_once():
    sender = make_sender()
    [document] = post(sender)
    server_of(sender).delete()
    assert state(document) == ("held", "server-deleted")
    deliver()
    assert state(document) == ("held", "server-deleted")
    with ReceivingServer() as server:
        work_from(sender, make_mailserver(host="127.0.0.1", port=server.port))
        deliver()
    assert state(document) == ("sent", "")


def test_a_running_worker_sends_what_is_queued_later():
    with ReceivingServer() as server, delivering():
        sender = make_sender(server.port)
        post(sender)
        eventually(lambda: counts() == {"sent": 1})
        post(sender)
        eventually(lambda: counts() == {"sent": 2})


@pytest.mark.parametrize("from_the_first", [True, False], ids=["before-any-result", "with-the-first-result"])
def test_a_worker_that_cannot_write_results_ends_and_marks_what_the_server_got(monkeypatch, from_the_first):
    def refuse(_store: object, _connection: object, _lease: int, results: list[object]) -> int:
        if results or from_the_first:
            raise ProgrammingError("no such table")
        return 0

    monkeypatch.setattr(type(store_for(connection)), "record", refuse)
    with ReceivingServer() as server:
        post(make_sender(server.port), 10)
        worker = deliver()
    assert worker.recorder.failed.is_set()
    assert counts() == {"queued": 10}
    received = {email.message_from_bytes(message.content)["Message-ID"] for message in server.messages}
    marked = Document.objects.filter(possibly_repeated=True).values_list("message_id", flat=True)
    assert set(marked) == received


def test_the_last_results_do_not_wait_for_a_full_group(monkeypatch):
    monkeypatch.setattr("documents.worker.recorder.COLLECT_S", 60.0)
    with ScriptedServer() as server, delivering():
        post(make_sender(server.port), 3)
        eventually(lambda: counts() == {"sent": 3}, seconds=20)


@pytest.fixture
def _impatient(monkeypatch):
    """A worker that finds a lane idle or stuck after a moment."""
    monkeypatch.setattr("documents.worker.supervisor.STUCK_S", 0.2)
    monkeypatch.setattr("documents.worker.carrier.IDLE_S", 0.1)


@pytest.mark.usefixtures("_impatient")
def test_a_document_leaves_at_once_through_a_lane_that_was_idle_for_a_while():
    with ScriptedServer() as server, delivering() as worker:
        sender = make_sender(server.port)
        post(sender)
        eventually(lambda: counts() == {"sent": 1})
        [run] = worker._runs.values()
        eventually(lambda: not run.carriers and monotonic() - run.last_used > 0.5)
        post(sender)
        eventually(lambda: counts() == {"sent": 2}, seconds=10)


def test_a_server_that_greets_late_gets_everything_over_one_connection(monkeypatch):
    monkeypatch.setattr("documents.worker.supervisor.STUCK_S", 0.2)

    def late(session):
        session.server.over.wait(0.7)
        session.send(b"220 mail.test ESMTP\r\n")

    with ScriptedServer(greeting=late) as server, delivering():
        post(make_sender(server.port, max_connections=1), 3)  # a second one may help where messages take long
        eventually(lambda: counts() == {"sent": 3}, seconds=10)
    assert sum(line.startswith(b"EHLO") for line in server.heard) == 1


def test_changed_settings_do_not_touch_what_is_queued():
    with ReceivingServer() as old, ReceivingServer() as new:
        sender = make_sender(old.port)
        post(sender)
        change_mailserver(server_of(sender), port=new.port)
        post(sender)
        deliver()
    assert (len(old.messages), len(new.messages)) == (1, 1)
