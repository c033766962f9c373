"""The log of each delivery: the quick way for a success writes the very columns of the usual way."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from documents import leases
from documents.delivery_logs import Logbook
from documents.models import Document, Lane
from documents.outcomes import accepted
from documents.queue import LOG_CELLS, Claim, LogRow, Want, store_for
from mailservers.models import SmtpLog
from mailservers.smtp.conversation import Conversation
from mailservers.smtp.delivery import Connection, Delivery, Envelope
from mailservers.smtp.network import ANY_NETWORK
from mailservers.smtp.settings import Login
from tests.documents.outbox import make_sender, post
from tests.servers import ReceivingServer, ScriptedServer
from tests.servers.certificates import authority
from tests.servers.scripted import every_dialect

pytestmark = pytest.mark.django_db

OWN = {"id", "code", "started_at", "finished_at"}  # a log's own, however it is made
STRANGE = '250 2.0.0 "quoted" back\\slash \x1b[31m red \x7f é 給 👩 \u2028 queued as <A"B\\C>\tend'


def lane_of(port: int, **server: Any) -> Lane:
    """The lane of three waiting documents."""
    sender = make_sender(port, **server)
    sender.name = 'Zoë "the" Vries'
    sender.save()
    post(sender, 3, to=["jan@x.example", "élan@x.example", "piet@x.example"])
    return Lane.objects.select_related("server", "revision").get()


def claims_of(lane: Lane) -> tuple[int, list[Claim]]:
    lease = leases.join()
    return lease, store_for(connection).claim(connection, lease, [Want(lane.pk, 10)])


def delivered(
    lane: Lane, claims: list[Claim], login: Login | None = None
) -> Iterator[tuple[Conversation, Claim, Delivery]]:
    """The opening of a connection with each claim and what became of it."""
    assert lane.revision is not None
    client = Connection(lane.revision.smtp_settings(), login, policy=ANY_NETWORK)
    opening = client.open(20)
    assert opening.outcome == "accepted", opening.failure
    envelopes = [
        Envelope(one.from_address, tuple(person.address for person in one.recipients), one.wire, tag=one)
        for one in claims
    ]
    deliveries: list[Delivery] = []
    client.deliver(envelopes, deliveries.append)
    for delivery in deliveries:
        assert delivery.outcome == "accepted", delivery.failure
        yield opening, delivery.envelope.tag, delivery
    client.quit()


def kept(lease: int, claim: Claim, delivery: Delivery, log: LogRow) -> dict[str, Any]:
    """The log as the database has it, recorded with the result."""
    store = store_for(connection)
    result = accepted(claim, delivery.recipients, delivery.queue_id or "", log)
    store.record(connection, lease, [store.packed(result)])
    return SmtpLog.objects.filter(pk=log.id).values().get()


def check_both_ways(lane: Lane, login: Login | None = None) -> dict[str, Any]:
    """Record every delivery in both ways; what the second one's log says."""
    lease, claims = claims_of(lane)
    rows = []
    for opening, claim, delivery in delivered(lane, claims, login):
        if not rows:
            book = Logbook(lane, opening)
            usual = Logbook(lane, opening)
            quick_log = book.of_success(claim, delivery, delivery.recipients, delivery.queue_id or "")
            usual_log = usual.of(claim, delivery.conversation(opening, with_opening=True))
            usual.first = book.first
        else:
            quick_log = book.of_success(claim, delivery, delivery.recipients, delivery.queue_id or "")
            usual_log = usual.of(claim, delivery.conversation(opening))
        quick = kept(lease, claim, delivery, quick_log)
        general = kept(lease, claim, delivery, usual_log)
        assert {name: value for name, value in quick.items() if name not in OWN} == {
            name: value for name, value in general.items() if name not in OWN
        }
        for name in OWN:
            assert type(quick[name]) is type(general[name])
        rows.append(quick)
    assert [row["continues_id"] for row in rows] == [None, rows[0]["id"], rows[0]["id"]]
    return rows[1]


@every_dialect
@pytest.mark.parametrize("reply", ["250 2.0.0 queued as A1", "250", STRANGE, "250-one\n250 2.0.0 two"], ids=repr)
def test_the_quick_way_writes_what_the_usual_way_writes(announced, reply):
    announced = announced.replace("250-8BITMIME", "250-8BITMIME\n250-SMTPUTF8")
    with ScriptedServer(ehlo=announced, message=reply, bdat=reply, rcpt=["250 2.1.5 fine", STRANGE]) as server:
        row = check_both_ways(lane_of(server.port))
    assert (row["outcome"], row["phase"], row["reply_code"]) == ("accepted", "message", 250)
    assert row["transcript"][0]["text"].startswith("MAIL FROM")
    assert [one["address"] for one in row["recipients"]] == ["jan@x.example", "élan@x.example", "piet@x.example"]
    assert row["actor_name"] == 'Zoë "the" Vries'


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_what_was_agreed_with_the_server_is_in_every_log(security):
    tls = authority().server()
    with ReceivingServer(login=("jan", "secret"), tls=tls, implicit_tls=security == "ssl") as server:
        lane = lane_of(
            server.port,
            security=security,
            authentication="central",
            username="jan",
            password="secret",
            ca_certificate=authority().pem,
        )
        row = check_both_ways(lane, Login("jan", "secret"))
    assert row["tls"]["version"].startswith("TLS")
    assert row["tls"]["not_after"]
    assert (row["mechanism"], row["username"], row["address"]) == ("PLAIN", "jan", "127.0.0.1")
    assert "SIZE" in row["capabilities"]
    assert "secret" not in str(row["transcript"])


def test_a_log_says_when_it_began_and_ended():
    with ScriptedServer() as server:
        lane = lane_of(server.port)
        lease, claims = claims_of(lane)
        before = timezone.now()
        for opening, claim, delivery in delivered(lane, claims[:1]):
            kept(lease, claim, delivery, Logbook(lane, opening).of_success(claim, delivery, delivery.recipients, ""))
    log = SmtpLog.objects.annotate(took=F("finished_at") - F("started_at")).get()
    assert log.finished_at >= before
    assert abs(log.took.total_seconds() * 1000 - log.duration_ms) < 2
    assert SmtpLog.objects.filter(started_at__lte=Now(), finished_at__lte=Now()).exists()


def test_no_text_moves_another_into_the_wrong_column():
    """Whatever separates them on their way into the database."""
    odd = "a\x1fb\x1ec\x1dd"
    with ScriptedServer() as server:
        lane = lane_of(server.port)
        lease, claims = claims_of(lane)
        for opening, claim, delivery in delivered(lane, claims[:1]):
            strange = claim._replace(sender_name=odd)
            log = Logbook(lane, opening).of_success(strange, delivery, delivery.recipients, odd)
            row = kept(lease, strange, delivery, log)
    assert re.split(r"[\x1d-\x1f ]", row["actor_name"]) == ["a", "b", "c", "d"]
    assert (row["sender"], row["outcome"], row["reply_code"]) == (claim.from_address, "accepted", 250)
    document = Document.objects.get(pk=claim.id)
    assert (document.status, document.attempt_count) == ("sent", 1)


def test_an_opening_that_failed_has_a_log_without_a_document():
    with ScriptedServer(greeting="554 5.7.1 go away") as server:
        lane = lane_of(server.port)
        opening = Connection(lane.revision.smtp_settings(), None, policy=ANY_NETWORK).open(20)
    log = Logbook(lane, opening).of(None, opening)
    cells = dict(zip(LOG_CELLS, log.cells, strict=True))
    assert (cells["outcome"], cells["actor_id"], cells["continues_id"]) == ("failed", None, None)
    assert log.shared["host"] == "127.0.0.1"


@pytest.mark.django_db(transaction=True)
def test_results_are_recorded_although_a_transaction_was_rolled_back_in_between():
    """Then the database's driver drops every statement that was prepared."""
    with ScriptedServer() as server:
        lane = lane_of(server.port)
        lease, claims = claims_of(lane)
        for opening, claim, delivery in delivered(lane, claims):
            kept(lease, claim, delivery, Logbook(lane, opening).of_success(claim, delivery, delivery.recipients, ""))
            with transaction.atomic():
                transaction.set_rollback(True)
    assert Document.objects.filter(status="sent").count() == 3


def test_recording_the_same_log_twice_keeps_one():
    """A commit of which nobody knows whether it took place is repeated."""
    with ScriptedServer() as server:
        lane = lane_of(server.port)
        lease, claims = claims_of(lane)
        for opening, claim, delivery in delivered(lane, claims[:1]):
            log = Logbook(lane, opening).of_success(claim, delivery, delivery.recipients, "")
            assert kept(lease, claim, delivery, log) == kept(lease, claim, delivery, log)
    assert SmtpLog.objects.count() == 1
    assert "payslip" not in str(SmtpLog.objects.values().get())
