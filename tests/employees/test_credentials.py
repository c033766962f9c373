"""An employee's own logins: encrypted, bound to host and security, never collected by whoever changes a server."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees import credentials
from employees.credentials import LoginUnreadable, LoginWaits, NoLoginEntered
from employees.models import ServerCredentials
from mailservers.credentials import CredentialsMissing
from mailservers.models import MailServer
from tests.factories import change_mailserver, give_login, make_employee, make_mailserver

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> MailServer:
    return make_mailserver("Klant De Vries", host="mail.devries.example", authentication="per_employee", security="ssl")


def test_an_employee_gets_back_the_login_they_entered(server: MailServer) -> None:
    employee = make_employee()
    give_login(employee, server, "a.jansen", "s3cret wörd")
    login = employee.credentials_for(server, server)
    assert (login.username, login.password) == ("a.jansen", "s3cret wörd")


def test_nothing_readable_is_stored(server: MailServer) -> None:
    employee = make_employee()
    give_login(employee, server, "a.jansen", "s3cret")
    assert "s3cret" not in ServerCredentials.objects.get().password


def test_without_a_login_the_words_say_where_to_enter_one(server: MailServer) -> None:
    with pytest.raises(NoLoginEntered) as refusal, translation.override("en"):
        make_employee().credentials_for(server, server)
    assert isinstance(refusal.value, CredentialsMissing)
    with translation.override("nl"):
        assert "Klant De Vries" in str(refusal.value)
        assert "Werklocatie" in str(refusal.value)


@pytest.mark.parametrize(
    "change",
    [
        {"host": "collector.example"},
        {"security": "none"},
        {"verify_certificate": False},
        {"ca_certificate": "somebody's own"},
    ],
    ids=str,
)
def test_a_login_waits_when_host_or_security_no_longer_fit(server: MailServer, change: dict) -> None:
    employee = make_employee()
    give_login(employee, server)
    change_mailserver(server, **change)
    with pytest.raises(LoginWaits):
        employee.credentials_for(server, server)


@pytest.mark.parametrize("change", [{"port": 2525}, {"security": "starttls"}, {"identification": "De Vries"}], ids=str)
def test_a_login_stays_usable_when_neither_host_nor_protection_changed(server: MailServer, change: dict) -> None:
    employee = make_employee()
    give_login(employee, server, "a.jansen")
    change_mailserver(server, **change)
    assert employee.credentials_for(server, server).username == "a.jansen"


def test_the_previous_settings_can_still_be_used_with_the_login_entered_for_them(server: MailServer) -> None:
    employee = make_employee()
    give_login(employee, server)
    before = server.revisions.get()
    change_mailserver(server, host="collector.example")
    assert employee.credentials_for(server, before).username == "own.login"


def test_entering_the_password_again_makes_it_fit_the_new_settings(server: MailServer) -> None:
    employee = make_employee()
    give_login(employee, server)
    change_mailserver(server, host="new.devries.example")
    give_login(employee, server, "a.jansen", "new secret")
    assert employee.credentials_for(server, server).password == "new secret"
    assert ServerCredentials.objects.count() == 1


def test_a_password_copied_into_another_row_cannot_be_read(server: MailServer) -> None:
    victim, thief = make_employee(), make_employee()
    give_login(victim, server, "own.login", "victim's secret")
    give_login(thief, server, "own.login", "thief's secret")
    stolen = ServerCredentials.objects.get(employee=victim).password
    ServerCredentials.objects.filter(employee=thief).update(password=stolen)
    with pytest.raises(LoginUnreadable):
        thief.credentials_for(server, server)


def test_a_host_changed_behind_the_application_s_back_makes_the_password_unreadable(server: MailServer) -> None:
    employee = make_employee()
    give_login(employee, server)
    change_mailserver(server, host="collector.example")
    ServerCredentials.objects.update(host="collector.example")
    with pytest.raises(LoginUnreadable):
        employee.credentials_for(server, server)


def test_a_server_that_is_not_saved_yet_has_no_logins() -> None:
    with pytest.raises(NoLoginEntered):
        make_employee().credentials_for(MailServer(identification="New"), MailServer(host="a.example"))


class AnyPassword(TestCase):
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=500))
    def test_comes_back_as_it_was_typed(self, password: str) -> None:
        employee, server = make_employee(), make_mailserver()
        credentials.store(employee, server, server, "a.jansen", password)
        assert employee.credentials_for(server, server).password == password
