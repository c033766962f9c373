"""Which settings are in effect for a login, and what may be saved without a password."""

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from mailservers.models import MailServer, MailServerRevision
from mailservers.revisions import (
    PasswordNeeded,
    choosable,
    in_effect,
    newest_revision_id,
    revision_limit,
    save_server,
)
from tests.factories import change_mailserver, make_employee, make_mailserver

pytestmark = pytest.mark.django_db


def test_without_any_server_the_newest_revision_is_0() -> None:
    assert newest_revision_id() == 0


def test_a_login_keeps_the_settings_of_its_beginning() -> None:
    server = make_mailserver(port=25)
    limit = newest_revision_id()
    change_mailserver(server, port=2525)
    assert in_effect(server, limit).port == 25  # type: ignore[union-attr]
    assert in_effect(server, newest_revision_id()).port == 2525  # type: ignore[union-attr]


def test_a_later_server_cannot_be_chosen_yet() -> None:
    early = make_mailserver()
    limit = newest_revision_id()
    late = make_mailserver()
    assert list(choosable(limit)) == [early]
    assert in_effect(late, limit) is None


def test_a_request_without_a_session_counts_as_a_new_login() -> None:
    make_mailserver()
    assert revision_limit(RequestFactory().get("/api/v1/documents")) == newest_revision_id()


def test_every_save_appends_to_the_history_and_changes_nothing_in_it() -> None:
    server = make_mailserver(port=25)
    change_mailserver(server, port=26)
    change_mailserver(server, port=27)
    history = server.revisions.order_by("pk").values_list("version", "port")
    assert list(history) == [(1, 25), (2, 26), (3, 27)]


def test_a_server_that_cannot_be_saved_leaves_no_trace() -> None:
    make_mailserver("Hoofdkantoor")
    with pytest.raises(IntegrityError):
        make_mailserver("HOOFDKANTOOR")
    assert MailServer.objects.count() == MailServerRevision.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"host": "evil.example"},
        {"username": "somebody"},
        {"security": "none"},
        {"verify_certificate": False},
        {"ca_certificate": "somebody's own"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_stored_password_has_to_be_entered_again_for(change: dict[str, object]) -> None:
    server = make_mailserver(authentication="central", username="kantoor", security="starttls", password="secret")
    for name, value in change.items():
        setattr(server, name, value)
    with pytest.raises(PasswordNeeded):
        save_server(server)
    server.refresh_from_db()
    assert server.version == 1


def test_a_stored_password_stays_for_any_other_change() -> None:
    server = make_mailserver(authentication="central", username="kantoor", password="secret", security="starttls")
    stored = server.password
    change_mailserver(server, port=465, security="ssl", sender_address="a@b.example")
    server.refresh_from_db()
    assert server.password == stored


def test_without_central_authentication_no_login_is_kept() -> None:
    server = make_mailserver(authentication="central", username="kantoor", password="secret")
    change_mailserver(server, authentication="per_employee")
    server.refresh_from_db()
    assert (server.username, server.password) == ("", "")


def test_the_history_says_who_saved() -> None:
    somebody = make_employee()
    server = make_mailserver()
    revision = save_server(server, by=somebody)
    assert (revision.created_by, server.changed_by) == (somebody, somebody)
