"""What people may do to a document: each deed from each status, and while a worker is busy with it."""

import email
import email.policy
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from documents import leases, transitions
from documents.models import Document, Lane, Letter, Recipient, Status
from documents.models.document import AT_ONCE
from documents.queue import Result, Want, store_for
from tests.documents.outbox import at_once, counts, make_sender, post, server_of, state, told
from tests.factories import change_mailserver, make_company, make_mailserver, work_from

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(hours=2)


def document_in(status: str, **fields: object) -> Document:
    """A document that came to this status in some way."""
    [document] = post(make_sender())
    finished = timezone.now() if status in ("sent", "failed", "cancelled") else None
    values = {"status": status, "finished_at": finished, "not_before": LATER, **fields}
    Document.objects.filter(pk=document.pk).update(**values)
    document.refresh_from_db()
    return document


def claim_all() -> tuple[int, list]:
    """A worker has them now: its lease and its claims."""
    lease = leases.join()
    wants = [Want(lane.pk, 100) for lane in Lane.objects.all()]
    return lease, store_for(connection).claim(connection, lease, wants)


# -- the table


@pytest.mark.parametrize("status", Status.values)
def test_cancelling_works_until_a_worker_has_it(status):
    document = document_in(status, reason="mailbox-full", reason_facts={"text": "full"})
    may = status in ("queued", "retrying", "held")
    before = Document.objects.filter(pk=document.pk).values().get()
    assert transitions.cancel(document.pk) is may
    if may:
        assert state(document) == ("cancelled", "")
        assert document.reason_facts == {}
        assert document.finished_at is not None
    else:
        assert Document.objects.filter(pk=document.pk).values().get() == before


@pytest.mark.parametrize("deed", [transitions.retry, transitions.retry_with_current_settings], ids=["same", "newest"])
@pytest.mark.parametrize("status", Status.values)
def test_retrying_works_for_what_stands_still(status, deed):
    document = document_in(status, reason="mailbox-full", reason_facts={"text": "full"}, fence=7)
    may = status in ("failed", "held", "retrying", "cancelled")
    before = Document.objects.filter(pk=document.pk).values().get()
    assert deed(document.pk) is may
    if may:
        assert state(document) == ("queued", "")
        assert (document.not_before, document.finished_at, document.lease) == (AT_ONCE, None, None)
        assert (document.reason_facts, document.fence) == ({}, 8)
        assert document.queued_at > before["queued_at"]
    else:
        assert Document.objects.filter(pk=document.pk).values().get() == before


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("reason", ["no-server", "mailbox-full"])
def test_only_what_is_held_without_a_server_is_routed_again(status, reason):
    document = document_in(status, reason=reason)
    may = (status, reason) == ("held", "no-server")
    assert transitions.route_again(document.pk, None) is may
    assert state(document)[0] == ("queued" if may else status)


@pytest.mark.parametrize(
    "deed",
    [
        transitions.retry,
        transitions.retry_with_current_settings,
        transitions.cancel,
        lambda key: transitions.route_again(key, None),
    ],
    ids=["retry", "newest settings", "cancel", "route"],
)
def test_a_document_that_is_not_there_is_no_error(deed):
    assert deed(uuid.uuid4()) is False


# -- what a retry does beside


def test_a_retry_asks_again_for_those_who_were_refused_and_for_nobody_who_has_it():
    [document] = post(make_sender(), to=["jan@x.example", "piet@x.example", "klaas@x.example"])
    for address, outcome in (("jan", "accepted"), ("piet", "refused")):
        Recipient.objects.filter(address=f"{address}@x.example").update(outcome=outcome, reply_code=250)
    Document.objects.update(status="failed")
    assert transitions.retry(document.pk)
    assert {address: outcome for address, (outcome, _) in told(document).items()} == {
        "jan@x.example": "accepted",
        "piet@x.example": "waiting",
        "klaas@x.example": "waiting",
    }
    _, [claim] = claim_all()
    assert [person.address for person in claim.recipients] == ["piet@x.example", "klaas@x.example"]


@pytest.mark.parametrize("lane_state", ["open", "waiting", "stopped"])
def test_a_retry_opens_the_lane_whatever_had_closed_it(lane_state):
    document = document_in("held")
    Lane.objects.update(state=lane_state, failures=3, holds=True, retry_at=LATER, refused_login="x")
    assert transitions.retry(document.pk)
    lane = Lane.objects.get()
    assert (lane.state, lane.failures, lane.holds, lane.retry_at, lane.refused_login) == ("open", 0, False, None, "")


def test_a_retry_keeps_the_settings_and_a_retry_with_newest_ones_takes_these():
    document = document_in("held")
    old, limit = document.lane_id, document.revision_limit
    change_mailserver(document.server, port=2525)
    assert transitions.retry(document.pk)
    document.refresh_from_db()
    assert (document.lane_id, document.revision_limit) == (old, limit)
    Document.objects.update(status="held")
    assert transitions.retry_with_current_settings(document.pk)
    document.refresh_from_db()
    assert document.lane.revision.port == 2525
    assert document.revision_limit > limit


@pytest.mark.parametrize("deed", [transitions.retry, transitions.retry_with_current_settings], ids=["same", "newest"])
def test_what_lost_its_server_goes_through_the_senders_present_one(deed):
    document = document_in("held")
    document.server.delete()
    assert state(document) == ("held", "server-deleted")
    assert deed(document.pk) is False
    assert state(document) == ("held", "server-deleted")
    chosen = make_mailserver()
    work_from(document.sender, chosen)
    assert deed(document.pk) is True
    assert state(document) == ("queued", "")
    assert (document.server, document.server_identification) == (chosen, chosen.identification)


def test_a_retry_without_any_server_says_what_is_missing_now():
    document = document_in("held", reason="server-deleted", server=None, lane=None)
    work_from(document.sender, None)
    assert transitions.retry(document.pk) is False
    assert state(document) == ("held", "no-server")


def test_a_failed_document_without_a_server_stays_failed():
    document = document_in("failed", reason="recipient-unknown", server=None, lane=None)
    work_from(document.sender, None)
    assert transitions.retry(document.pk) is False
    assert state(document) == ("failed", "recipient-unknown")


def test_another_server_that_prescribes_a_sender_is_obeyed_in_the_letter_too():
    sender = make_sender()
    server = server_of(sender)
    [document] = post(sender, body="From: here on the text\n")
    Document.objects.update(status="held")
    change_mailserver(server, sender_address="office@agency.example")
    before = bytes(Letter.objects.get().wire)
    assert transitions.retry_with_current_settings(document.pk)
    document.refresh_from_db()
    assert document.from_address == "office@agency.example"
    after = bytes(Letter.objects.get().wire)
    read = email.message_from_bytes(after, policy=email.policy.default)
    assert read["From"].addresses[0].addr_spec == "office@agency.example"
    assert read["Message-ID"] == document.message_id
    assert after.partition(b"\r\n\r\n")[2] == before.partition(b"\r\n\r\n")[2]
    assert read["Date"] == email.message_from_bytes(before, policy=email.policy.default)["Date"]


def test_the_companys_own_mail_keeps_its_sender_on_another_route():
    from documents.intake import queue_document

    make_company(default_server=make_mailserver())
    document = queue_document(sender=None, to=["jan@x.example"], subject="Report")
    Document.objects.update(status="held")
    assert transitions.retry_with_current_settings(document.pk)
    document.refresh_from_db()
    assert document.from_address == "info@agency.example"


# -- while a worker is busy


def test_what_is_being_sent_cannot_be_touched_and_its_result_counts():
    [document] = post(make_sender())
    lease, [claim] = claim_all()
    assert not transitions.cancel(document.pk)
    assert not transitions.retry(document.pk)
    assert not transitions.retry_with_current_settings(document.pk)
    store = store_for(connection)
    done = Result(claim.id, claim.fence, "sent", attempt="accepted")
    assert store.record(connection, lease, [store.packed(done)]) == 1
    assert state(document)[0] == "sent"


def test_what_was_cancelled_in_time_is_never_claimed():
    documents = post(make_sender(), 3)
    assert transitions.cancel(documents[1].pk)
    _, claims = claim_all()
    assert {claim.id for claim in claims} == {documents[0].pk, documents[2].pk}


def test_a_late_result_of_an_earlier_claim_does_not_undo_a_retry():
    [document] = post(make_sender())
    lease, [claim] = claim_all()
    leases.leave(lease)  # it fell back, and somebody acted
    assert transitions.cancel(document.pk)
    assert transitions.retry(document.pk)
    store = store_for(connection)
    late = store.packed(Result(claim.id, claim.fence, "failed", "recipient-unknown", attempt="permanent"))
    assert store.record(connection, lease, [late]) == 0
    assert state(document) == ("queued", "")
    assert not document.attempts.exists()


@pytest.mark.django_db(transaction=True)
def test_people_and_a_worker_who_act_at_once_leave_every_document_in_one_piece():
    documents = post(make_sender(), 40)
    Document.objects.filter(pk__in=[one.pk for one in documents[:20]]).update(status="retrying")
    worked: dict[uuid.UUID, bool] = {}

    def work() -> None:
        store = store_for(connection)
        lease = leases.join()
        for _ in range(10):
            claims = store.claim(connection, lease, [Want(Lane.objects.get().pk, 6)])
            done = [Result(claim.id, claim.fence, "sent", attempt="accepted") for claim in claims]
            assert store.record(connection, lease, [store.packed(one) for one in done]) == len(done)
            worked.update({one.id: True for one in done})

    def cancel() -> list[uuid.UUID]:
        return [one.pk for one in documents if transitions.cancel(one.pk)]

    def retry() -> list[uuid.UUID]:
        return [one.pk for one in documents if transitions.retry(one.pk)]

    _, cancelled, _ = at_once(work, cancel, retry)
    for document in documents:
        status, _ = state(document)
        assert status in ("sent", "cancelled", "queued", "retrying")
        assert (status == "sent") is (document.pk in worked)
        if status == "cancelled":
            assert document.pk in cancelled
        assert document.attempts.count() == (status == "sent")
    assert sum(counts().values()) == 40


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_act_at_the_same_moment_one_has_done_it():
    for _ in range(4):
        document = document_in("held")
        found = at_once(
            lambda key=document.pk: transitions.cancel(key), lambda key=document.pk: transitions.cancel(key)
        )
        assert sorted(found) == [False, True]
        found = at_once(*[lambda key=document.pk: transitions.retry(key)] * 2)
        assert sorted(found) == [False, True]
        assert state(document) == ("queued", "")
