"""Letting go of everything that waits for a person to look at one server, and what a deletion does at once."""

import pytest

from documents import held, lanes
from documents.models import Document, Lane
from documents.outcomes import LaneFault
from documents.release import retry_held
from documents.retry import Schedule
from mailservers.deletion import delete_server
from tests.documents.outbox import counts, make_sender, post, server_of, state
from tests.factories import change_mailserver

pytestmark = pytest.mark.django_db

STOPS = LaneFault("credentials-rejected", {"reply": "535"}, holds=True, stops=True)


def stop_lanes() -> None:
    for lane in Lane.objects.all():
        lanes.close(lane.pk, STOPS, Schedule(), 0.5, login="another", log=None)


def test_everything_that_a_servers_lanes_held_is_queued_by_the_workers():
    sender = make_sender()
    server = server_of(sender)
    post(sender, 2)
    change_mailserver(server, port=2525)
    post(sender, 1)
    stop_lanes()
    Document.objects.update(status="held", reason="credentials-rejected")
    assert retry_held(server) == 3
    assert set(Lane.objects.values_list("state", "failures")) == {("open", 0)}
    held.keep_in_step()
    assert counts() == {"queued": 3}


def test_other_servers_are_left_alone():
    first, second = make_sender(), make_sender()
    post(first)
    [other] = post(second)
    stop_lanes()
    Document.objects.update(status="held", reason="credentials-rejected")
    assert retry_held(server_of(first)) == 1
    assert Lane.objects.get(server=server_of(second)).state == "stopped"
    assert state(other) == ("held", "credentials-rejected")


@pytest.mark.parametrize("reason", held.OF_THE_DOCUMENT)
def test_what_has_a_reason_of_its_own_is_looked_at_one_by_one(reason):
    sender = make_sender()
    [document] = post(sender)
    Document.objects.update(status="held", reason=reason)
    assert retry_held(server_of(sender)) == 0
    assert state(document) == ("held", reason)


def test_what_was_held_without_a_lane_goes_through_the_server_now():
    sender = make_sender()
    [document] = post(sender)
    Document.objects.update(status="held", reason="not-yet-available", lane=None)
    assert retry_held(server_of(sender)) == 1
    assert state(document) == ("queued", "")


@pytest.mark.parametrize("status", ["queued", "retrying", "failed", "sent", "cancelled"])
def test_only_what_is_held_is_counted(status):
    sender = make_sender()
    [document] = post(sender)
    Document.objects.update(status=status)
    assert retry_held(server_of(sender)) == 0
    assert state(document)[0] == status


@pytest.mark.parametrize(
    "delete", [lambda server: delete_server(server.pk), lambda server: server.delete()], ids=["deed", "row"]
)
def test_deleting_a_server_holds_its_documents_whoever_deletes_it(delete):
    sender, stranger = make_sender(), make_sender()
    server = server_of(sender)
    documents = post(sender, 3)
    [other] = post(stranger)
    Document.objects.filter(pk=documents[1].pk).update(status="sent")
    delete(server)
    assert [state(document)[0] for document in documents] == ["held", "sent", "held"]
    assert documents[0].reason_facts == {"server": server.identification}
    assert state(other) == ("queued", "")
