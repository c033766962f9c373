"""A document takes the route that holds at the moment it is written, whatever was remembered of earlier ones."""

import pytest

from documents import intake
from documents.models import Document
from mailservers.deletion import delete_server
from tests.documents.outbox import make_sender, post, server_of
from tests.factories import change_mailserver, make_company, make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db(transaction=True)  # references are judged at the end of a transaction


def move(sender):
    work_from(sender, make_mailserver("Other"))


def leave(sender):
    work_from(sender, None)


def change_default(sender):
    make_company(default_server=make_mailserver("Other"), demo=True)
    work_from(sender, None)


def change_settings(sender):
    change_mailserver(server_of(sender), port=2525)


def prescribe_sender(sender):
    change_mailserver(server_of(sender), sender_address="payroll@agency.example")


def delete(sender):
    delete_server(server_of(sender).pk)


EVENTS = [move, leave, change_default, change_settings, prescribe_sender, delete]


def fate(document: Document) -> tuple[object, ...]:
    """Where it goes, and what it says about its sender."""
    document.refresh_from_db()
    settings = document.lane and document.lane.revision
    return (
        document.status, document.reason, document.server_identification, document.from_address,
        settings and settings.port, f"<{document.from_address}>" in bytes(document.letter.wire).decode(),
    )  # fmt: skip


NOW = {
    move: ("queued", "", "Other"),
    leave: ("held", "no-server", ""),
    change_default: ("queued", "", "Other"),
    change_settings: ("queued", "", "Site"),
    prescribe_sender: ("queued", "", "Site"),
    delete: ("held", "server-deleted", "Site"),
}


def site_worker():
    sender = make_sender()
    change_mailserver(server_of(sender), identification="Site")
    return sender


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_what_changed_since_the_last_document_counts_for_the_next(event):
    sender = site_worker()
    post(sender, 2)
    event(sender)
    [document] = post(sender)
    status, reason, server, address, port, says_so = fate(document)
    assert (status, reason, server) == NOW[event]
    assert address == ("payroll@agency.example" if event is prescribe_sender else sender.email)
    assert (port == 2525) is (event is change_settings)
    assert says_so
    assert Document.objects.count() == 3


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_what_changes_while_a_document_is_prepared_counts_for_it(event, monkeypatch):
    sender = site_worker()
    prepare, events = intake.prepare, [event]

    def prepare_slowly(*arguments, **columns):
        prepared = prepare(*arguments, **columns)
        while events:
            events.pop()(sender)
        return prepared

    monkeypatch.setattr(intake, "prepare", prepare_slowly)
    [document] = post(sender)
    assert fate(document)[:3] == NOW[event]
    assert Document.objects.get() == document
    assert document.recipients.count() == 1


def test_recipients_keep_their_order_and_their_names():
    people = [f"Name {number} <n{number}@x.example>" for number in range(30)]
    [document] = post(make_sender(), to=people[:10], cc=people[10:20], bcc=people[20:])
    rows = list(document.recipients.values_list("kind", "name", "address"))
    kinds = ["to"] * 10 + ["cc"] * 10 + ["bcc"] * 10
    assert rows == [(kind, f"Name {number}", f"n{number}@x.example") for number, kind in enumerate(kinds)]


@pytest.mark.parametrize("request_", [{}, {"html": "<p>Dear Jan</p>", "to": ["Jan <jan@x.example>", "piet@x.example"]}])
def test_what_is_returned_is_what_the_database_has(request_):
    sender = make_employee()
    [document] = post(sender, **request_)
    stored = Document.objects.get(pk=document.pk)
    fields = [field.attname for field in Document._meta.concrete_fields]
    assert [getattr(document, name) for name in fields] == [getattr(stored, name) for name in fields]
    assert document.sender == sender
