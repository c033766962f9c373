"""A server is deleted at the very moment in which documents, lanes and settings refer to it."""

import threading
from typing import Any

import pytest
from django.core.management import call_command

from documents import batch, held, intake, routing, transitions
from documents.addresses import Mailbox
from documents.models import Document, Lane
from employees.forms.work_location import WorkLocationForm
from employees.models import Role, WorkLocation
from mailservers.deletion import delete_server
from mailservers.models import MailServer
from mailservers.revisions import newest_revision_id
from tests.documents.outbox import at_once, make_sender, post, server_of, state
from tests.documents.visitors import visit
from tests.factories import change_mailserver, make_employee, make_mailserver

pytestmark = pytest.mark.django_db(transaction=True)  # references are judged at the end of a transaction

DELETED = ("held", "server-deleted")
REQUEST = intake.Request(to=[Mailbox("", "jan@x.example")], subject="Payslip", body="Dear Jan")
ROUNDS = 4


@pytest.mark.parametrize("count", [1, 3])
def test_a_document_whose_server_goes_before_it_is_written_is_held(count):
    sender = make_sender()
    server = server_of(sender)
    route = routing.route_of(sender, None)
    prepared = [intake.prepare(REQUEST, sender, route) for _ in range(count)]
    delete_server(server.pk)
    intake.write(prepared)
    for document in Document.objects.all():
        assert (state(document), document.server_id, document.lane_id) == (DELETED, None, None)
        assert document.reason_facts == {"server": server.identification}
    assert Document.objects.count() == count


def test_a_lane_is_not_made_for_a_server_that_has_just_gone():
    sender = make_sender()
    server, settings = server_of(sender), server_of(sender).revisions.get()
    delete_server(server.pk)
    with pytest.raises(MailServer.DoesNotExist):
        routing.lane_for(MailServer(pk=settings.server_id), settings, sender)
    assert not Lane.objects.exists()


def test_deleting_succeeds_while_documents_arrive_and_what_comes_afterwards_is_held():
    sender = make_sender(called="anja")
    for number in range(ROUNDS):
        server = make_mailserver(f"Site {number}")
        WorkLocation.objects.update_or_create(employee=sender, defaults={"server": server, "lost_identification": ""})
        gone = threading.Event()

        def sending(gone: threading.Event = gone) -> None:
            while not gone.is_set():
                post(sender, 3)
            post(sender)

        def deleting(server: MailServer = server, gone: threading.Event = gone) -> None:
            try:
                assert delete_server(server.pk)
            finally:
                gone.set()

        at_once(deleting, sending, sending)
    assert {state(document) for document in Document.objects.all()} == {DELETED}
    assert Document.objects.count() > 2 * ROUNDS


def test_deleting_succeeds_while_documents_are_moved_to_newer_settings():
    sender = make_sender()
    server = server_of(sender)
    documents = post(sender, 12)
    for document in documents:
        transitions.cancel(document.pk)
    change_mailserver(server, port=2525)
    moves = [lambda key=document.pk: transitions.retry_with_current_settings(key) for document in documents]
    at_once(lambda: delete_server(server.pk), *moves)
    assert not MailServer.objects.exists()
    held.keep_in_step()  # one that was queued in those very milliseconds is held by the next worker
    assert not Document.objects.filter(status="queued").exists()


def test_deleting_and_saving_the_same_server_at_once_loses_nothing_typed():
    browser, colleague = (visit(make_employee(role=Role.ADMINISTRATOR)) for _ in range(2))
    for _ in range(ROUNDS):
        server = make_mailserver()
        edit = f"/mailservers/{server.pk}/edit/"
        typed = {"identification": "Site", "host": "smtp.new.example", "security": "none", "authentication": "none"}
        saved, deleted = at_once(
            lambda edit=edit, typed=typed: colleague.post(edit, typed),
            lambda page=f"/mailservers/{server.pk}/delete/": browser.post(page, {"confirm": "yes"}),
        )
        assert deleted.status_code == 302
        assert saved.status_code == 302 or "smtp.new.example" in saved.content.decode()
        assert not MailServer.objects.exists()


def test_a_work_location_that_goes_while_it_is_chosen_is_refused_in_words():
    sender = make_employee("anja")
    server = make_mailserver()
    form = WorkLocationForm(sender, newest_revision_id(), {"server": str(server.pk)})
    assert form.is_valid()
    delete_server(server.pk)
    assert form.save() is False
    assert form.errors["server"] == ["Deze mailserver bestaat niet meer. Kies een andere."]


def test_a_batch_goes_on_when_its_server_is_deleted_meanwhile(monkeypatch, tmp_path):
    sender = make_sender()
    server = server_of(sender)
    found = routing.route_of

    def route_then_delete(*arguments: Any) -> routing.Route:
        route = found(*arguments)
        delete_server(server.pk)
        return route

    monkeypatch.setattr(routing, "route_of", route_then_delete)
    lines = [b'{"to": "%s@x.example", "subject": "S"}' % name for name in (b"jan", b"piet")]
    outcome = batch.queue_file(lines, sender, tmp_path)
    assert (dict(outcome.counts), outcome.bad) == ({"held": 2}, [])


def test_the_command_deletes_in_the_same_way(capsys):
    make_mailserver("Site")
    call_command("mailserver", "delete", "Site")
    assert not MailServer.objects.exists()
