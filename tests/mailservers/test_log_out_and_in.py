"""A new or changed server is used by people who logged in after it: two sessions side by side, through the pages."""

import pytest
from django.test import Client

from documents.intake import queue_document
from employees.models import Employee
from mailservers.models import MailServer
from mailservers.revisions import SESSION_KEY, in_effect
from tests.factories import make_employee, make_mailserver
from tests.mailservers.conftest import fields, form, log_in

BANNER = 'data-test="relogin-banner"'


@pytest.fixture
def anja(db: None) -> Employee:
    return make_employee("anja", name="Anja Jansen")


@pytest.fixture
def office(db: None) -> MailServer:
    return make_mailserver("Hoofdkantoor", port=25)


def choose(browser: Client, server: MailServer) -> int:
    return browser.post("/my/work-location/", {"server": server.pk}).status_code


def change(browser: Client, server: MailServer, **typed: str) -> None:
    page = f"/mailservers/{server.pk}/edit/"
    assert browser.post(page, fields(browser.get(page)) | typed).status_code == 302


def test_a_changed_server_keeps_its_previous_settings_until_the_next_login(
    office: MailServer, anja: Employee, browser: Client
) -> None:
    hers = log_in(anja)
    assert choose(hers, office) == 302
    change(browser, office, port="2525")
    assert in_effect(office, hers.session[SESSION_KEY]).port == 25  # type: ignore[union-attr]
    assert BANNER in hers.get("/").content.decode()
    hers.post("/logout/")
    again = log_in(anja)
    assert in_effect(office, again.session[SESSION_KEY]).port == 2525  # type: ignore[union-attr]
    assert BANNER not in again.get("/").content.decode()


def test_the_administrator_who_changed_it_has_to_log_in_again_too(
    office: MailServer, administrator: Employee, browser: Client
) -> None:
    assert choose(browser, office) == 302
    change(browser, office, port="2525")
    assert in_effect(office, browser.session[SESSION_KEY]).port == 25  # type: ignore[union-attr]
    assert BANNER in browser.get("/mailservers/").content.decode()


def test_a_new_server_cannot_be_chosen_before_the_next_login(
    office: MailServer, anja: Employee, browser: Client
) -> None:
    hers = log_in(anja)
    browser.post("/mailservers/new/", form(identification="Klant De Vries"))
    new = MailServer.objects.get(identification="Klant De Vries")
    assert choose(hers, new) == 422
    hers.post("/logout/")
    assert choose(log_in(anja), new) == 302


def test_deleting_takes_effect_at_once(office: MailServer, anja: Employee, browser: Client) -> None:
    hers = log_in(anja)
    choose(hers, office)
    browser.post(f"/mailservers/{office.pk}/delete/", {"confirm": "yes"})
    assert "Hoofdkantoor" in hers.get("/my/work-location/").content.decode()  # told that it is gone
    document = queue_document(sender=anja, to=["jan@client.example"], subject="Loonstrook")
    assert document.status == "held"


def test_a_login_in_another_browser_leaves_the_first_one_s_settings_alone(
    office: MailServer, anja: Employee, browser: Client
) -> None:
    desk = log_in(anja)
    change(browser, office, port="2525")
    laptop = log_in(anja)
    limits = [each.session[SESSION_KEY] for each in (desk, laptop)]
    assert [in_effect(office, limit).port for limit in limits] == [25, 2525]  # type: ignore[union-attr]
