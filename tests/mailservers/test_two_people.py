"""Two people, two clicks, expired sessions and deleted servers: nothing typed is lost, nothing silently overwritten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from employees.models import Employee, Role
from mailservers.models import MailServer
from tests.factories import PASSWORD, change_mailserver, make_employee, make_mailserver
from tests.mailservers.conftest import fields, form, log_in

NEW = "/mailservers/new/"


@pytest.fixture
def server(db: None) -> MailServer:
    return make_mailserver("Klant De Vries", port=25, sender_address="")


@pytest.fixture
def colleague(db: None) -> Client:
    return log_in(make_employee("bea", role=Role.ADMINISTRATOR, name="Bea Beheerder"))


def test_the_second_is_shown_what_the_first_changed(server: MailServer, browser: Client, colleague: Client) -> None:
    page = f"/mailservers/{server.pk}/edit/"
    mine, hers = fields(browser.get(page)), fields(colleague.get(page))
    assert colleague.post(page, hers | {"port": "587", "sender_address": "a@b.example"}).status_code == 302
    answer = browser.post(page, mine | {"port": "2525", "identification": "Klant Smit"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Bea Beheerder heeft deze mailserver opgeslagen terwijl jij ermee bezig was" in html
    assert "was “25”, is nu “587”" in html
    assert "Jij hebt “2525”" in html
    server.refresh_from_db()
    assert (server.port, server.identification) == (587, "Klant De Vries")
    # What only she changed is taken over; what was typed here stays; saving again is a decision.
    held = fields(answer)
    assert (held["sender_address"], held["port"], held["identification"]) == ("a@b.example", "2525", "Klant Smit")
    assert browser.post(page, held).status_code == 302
    server.refresh_from_db()
    assert (server.port, server.sender_address, server.identification) == (2525, "a@b.example", "Klant Smit")


def test_of_a_password_only_that_it_changed_is_shown(browser: Client, colleague: Client) -> None:
    server = make_mailserver(authentication="central", username="kantoor", password="geheim-een")
    page = f"/mailservers/{server.pk}/edit/"
    mine, hers = fields(browser.get(page)), fields(colleague.get(page))
    colleague.post(page, hers | {"password": "geheim-twee"})
    html = browser.post(page, mine | {"port": "26"}).content.decode()
    assert 'data-field="password"' in html
    assert "geheim" not in html


def test_a_second_click_on_opslaan_changes_nothing_more(server: MailServer, browser: Client) -> None:
    page = f"/mailservers/{server.pk}/edit/"
    typed = fields(browser.get(page)) | {"port": "2525"}
    answers = [browser.post(page, typed), browser.post(page, typed)]
    assert [answer.status_code for answer in answers] == [302, 302]
    server.refresh_from_db()
    assert (server.port, server.version, server.revisions.count()) == (2525, 2, 2)


def test_a_second_click_on_a_new_server_makes_no_second_one(browser: Client) -> None:
    typed = fields(browser.get(NEW)) | form()
    answers = [browser.post(NEW, typed), browser.post(NEW, typed)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert MailServer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_very_same_moment_make_one_server() -> None:
    person = make_employee("chef", role=Role.ADMINISTRATOR)
    browsers = [log_in(person), log_in(person)]
    typed = fields(browsers[0].get(NEW)) | form()

    def click(browser: Client) -> int:
        try:
            return browser.post(NEW, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(click, browsers)) == [302, 302]
    assert MailServer.objects.count() == 1


def test_the_same_name_from_another_form_is_refused(browser: Client) -> None:
    browser.post(NEW, fields(browser.get(NEW)) | form())
    assert browser.post(NEW, fields(browser.get(NEW)) | form()).status_code == 422


def test_a_server_deleted_while_being_edited_can_be_saved_as_a_new_one(server: MailServer, browser: Client) -> None:
    page = f"/mailservers/{server.pk}/edit/"
    typed = fields(browser.get(page)) | {"port": "2525"}
    server.delete()
    answer = browser.post(page, typed)
    assert answer.status_code == 422
    assert "Deze mailserver is verwijderd terwijl jij ermee bezig was" in answer.content.decode()
    assert f'action="{NEW}"' in answer.content.decode()
    held = fields(answer)
    assert (held["identification"], held["port"]) == ("Klant De Vries", "2525")
    assert browser.post(NEW, held).status_code == 302
    assert MailServer.objects.get().port == 2525


def test_what_was_typed_survives_an_expired_session(
    server: MailServer, browser: Client, administrator: Employee
) -> None:
    page = f"/mailservers/{server.pk}/edit/"
    typed = fields(browser.get(page)) | {"port": "2525", "password": "s3cret-typed"}
    del typed["verify_certificate"]
    browser.logout()
    answer = browser.post(page, typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={page}")
    assert "s3cret-typed" not in str(dict(browser.session))
    login = browser.post(answer["Location"], {"username": administrator.username, "password": PASSWORD})
    shown = browser.get(login["Location"])
    assert "Je sessie was verlopen" in shown.content.decode()
    held = fields(shown)
    assert held["port"] == "2525"
    assert "verify_certificate" not in held
    server.refresh_from_db()
    assert server.port == 25
    assert fields(browser.get(page))["port"] == "25"  # offered once


def test_a_form_kept_over_a_login_still_notices_what_others_saved(
    server: MailServer, browser: Client, administrator: Employee
) -> None:
    page = f"/mailservers/{server.pk}/edit/"
    typed = fields(browser.get(page)) | {"port": "2525"}
    browser.logout()
    answer = browser.post(page, typed)
    change_mailserver(server, port=587)
    browser.post(answer["Location"], {"username": administrator.username, "password": PASSWORD})
    assert browser.post(page, fields(browser.get(page))).status_code == 422
    server.refresh_from_db()
    assert server.port == 587
