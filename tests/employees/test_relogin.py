"""Log out and in: two sessions of the same person side by side, one from before a change and one from after it."""

import pytest
from django.test import Client

from employees import work_location
from employees.models import Employee
from mailservers.models import MailServer
from tests.employees.conftest import LogIn
from tests.factories import PASSWORD, change_mailserver, make_mailserver, work_from

pytestmark = pytest.mark.django_db

BANNER = 'data-test="relogin-banner"'


def page(browser: Client, address: str = "/my/") -> str:
    return browser.get(address).content.decode()


def host_for(browser: Client, employee: Employee) -> str:
    """The host that a document sent from this browser would leave through."""
    return work_location.current(employee, browser.session["settings_revision"]).settings.host


@pytest.fixture
def server(db: None) -> MailServer:
    return make_mailserver("Klant De Vries", host="old.devries.example")


def test_without_a_change_there_is_no_banner(server: MailServer, browser: Client) -> None:
    assert BANNER not in page(browser)


def test_a_changed_server_reaches_only_the_session_that_began_after_it(
    server: MailServer, employee: Employee, log_in: LogIn
) -> None:
    work_from(employee, server)
    before = log_in(employee)
    change_mailserver(server, host="new.devries.example")
    after = log_in(employee)
    assert [host_for(before, employee), host_for(after, employee)] == ["old.devries.example", "new.devries.example"]
    assert BANNER in page(before)
    assert "De instellingen van Klant De Vries zijn gewijzigd" in page(before)
    assert BANNER not in page(after)


def test_a_new_server_can_be_chosen_only_in_the_session_that_began_after_it(employee: Employee, log_in: LogIn) -> None:
    before = log_in(employee)
    new = make_mailserver("Laptop (mobiel)")
    after = log_in(employee)
    assert BANNER in page(before)
    assert "Laptop (mobiel)" in page(before)
    assert before.post("/my/work-location/", {"server": new.pk}).status_code == 422
    assert after.post("/my/work-location/", {"server": new.pk}).status_code == 302


def test_the_banner_s_button_leads_through_the_login_back_to_the_same_page(
    server: MailServer, browser: Client, employee: Employee
) -> None:
    change_mailserver(server, port=2525)
    assert "/login/?next=%2Fmy%2Fwork-location%2F" in page(browser, "/my/work-location/")
    login = browser.post("/logout/", {"next": "/login/?next=%2Fmy%2Fwork-location%2F"})["Location"]
    answer = browser.post(login, {"username": employee.username, "password": PASSWORD, "next": "/my/work-location/"})
    assert answer["Location"] == "/my/work-location/"
    assert BANNER not in page(browser)


def test_a_place_chosen_in_one_session_counts_in_the_other_with_its_own_settings(
    server: MailServer, employee: Employee, log_in: LogIn
) -> None:
    before = log_in(employee)
    change_mailserver(server, host="new.devries.example")
    after = log_in(employee)
    after.post("/my/work-location/", {"server": server.pk})
    assert host_for(before, employee) == "old.devries.example"
    assert "Klant De Vries" in page(before)


def test_deleting_is_immediate_in_every_session(server: MailServer, employee: Employee, log_in: LogIn) -> None:
    work_from(employee, server)
    browsers = [log_in(employee), log_in(employee)]
    server.delete()
    for browser in browsers:
        text = page(browser)
        assert 'data-test="work-location-notice"' in text
        assert "Klant De Vries" in text
        assert BANNER not in text


def test_a_long_list_of_new_servers_is_shortened(browser: Client) -> None:
    for number in range(5):
        make_mailserver(f"Klant {number}")
    assert "en nog 2" in page(browser)


def test_strangers_see_no_banner(client: Client) -> None:
    make_mailserver()
    assert BANNER not in page(client, "/login/")
