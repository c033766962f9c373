"""The way back to the form from the page of a result, for those without scripts."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from mailservers import tested
from mailservers.models import Company, MailServer, SmtpLog
from tests.factories import make_mailserver
from tests.mailservers.conftest import fields, finished, form
from tests.servers import ScriptedServer

pytestmark = pytest.mark.django_db(transaction=True)
TEST = "/mailservers/test/"
SETTINGS = {"identification": "Klant De Vries", "max_connections": "7", "sender_address": "post@agency.example"}


def send(browser: Client, **typed: Any) -> str:
    """Press the button without scripts; the page of the result."""
    answer = browser.post(TEST, form(**{"host": "127.0.0.1"} | typed))
    assert answer.status_code == 303, answer.content.decode()
    finished(SmtpLog.objects.get(pk=answer["Location"].split("/")[2]))
    return browser.get(answer["Location"]).content.decode()


def way_back(page: str) -> str:
    """Where "back to the form" on the page of a result leads."""
    (address,) = re.findall(r'<a [^>]*href="([^"]+)"[^>]*data-test="back-to-form"', page)
    return unescape(address)


@pytest.fixture
def port() -> Any:
    with ScriptedServer() as server:
        yield server.port


def test_the_result_of_a_new_server_leads_back_to_what_was_typed(browser: Client, company: Company, port: int) -> None:
    page = send(browser, port=port, recipient="ik@agency.example", **SETTINGS)
    address = way_back(page)
    assert address.startswith("/mailservers/new/?")
    shown = browser.get(address)
    found = fields(shown)
    assert {name: found[name] for name in SETTINGS} == SETTINGS
    assert (found["host"], found["port"], found["recipient"]) == ("127.0.0.1", str(port), "ik@agency.example")
    assert "verify_certificate" not in found, "a box that was off comes back off"
    assert "Er is nog niets opgeslagen" in shown.content.decode()


def test_the_result_of_a_changed_server_leads_back_to_the_changes(browser: Client, company: Company, port: int) -> None:
    server = make_mailserver("Hoofdkantoor", host="127.0.0.1", port=port)
    first = fields(browser.get(f"/mailservers/{server.pk}/edit/"))
    address = way_back(send(browser, **first | {"host": "localhost", "identification": "Nieuwe naam"}))
    assert address.startswith(f"/mailservers/{server.pk}/edit/?")
    found = fields(browser.get(address))
    assert (found["host"], found["identification"]) == ("localhost", "Nieuwe naam")
    assert found["version"] == first["version"], "a change by somebody else meanwhile is still noticed"
    server.refresh_from_db()
    assert (server.host, server.identification) == ("127.0.0.1", "Hoofdkantoor")


def test_a_password_does_not_come_back(browser: Client, company: Company, port: int) -> None:
    page = send(browser, port=port, authentication="central", username="kantoor", password="geheim 1")
    shown = browser.get(way_back(page)).content.decode()
    assert "kantoor" in shown
    assert "geheim" not in shown + page + str(dict(browser.session))


def test_the_form_without_the_address_of_a_test_is_fresh(browser: Client, company: Company, port: int) -> None:
    send(browser, port=port, **SETTINGS)
    assert fields(browser.get("/mailservers/new/"))["identification"] == ""
    assert fields(browser.get("/mailservers/new/?tested=nonsense"))["identification"] == ""


def test_a_found_remedy_keeps_the_rest_of_what_was_typed(browser: Client, company: Company, port: int) -> None:
    send(browser, port=port, **SETTINGS)
    log = SmtpLog.objects.get()
    remedy = {"state": "found", "host": "127.0.0.1", "port": 587, "security": "starttls", "change": "port"}
    SmtpLog.objects.update(remedy=remedy)
    page = browser.get(f"/logs/{log.pk}/").content.decode()
    (address,) = re.findall(r'<a class="button" href="([^"]+)" data-apply', page)
    found = fields(browser.get(unescape(address)))
    assert (found["port"], found["security"], found["port_shown_for"]) == ("587", "starttls", "starttls")
    assert found["identification"] == "Klant De Vries"


def test_the_page_of_the_result_leads_to_the_field_in_that_form(browser: Client, company: Company) -> None:
    with ScriptedServer(mail="553 5.7.1 Sender address rejected: not owned by user") as server:
        page = send(browser, port=server.port, **SETTINGS)
    (address,) = re.findall(r'<a href="([^"]+)" data-test="diagnosis-field"', page)
    assert "tested=" in address
    assert address.endswith("#field-sender_address")


def test_after_saving_nothing_leads_back(browser: Client, company: Company, port: int) -> None:
    send(browser, port=port, **SETTINGS)
    assert browser.post("/mailservers/new/", form(host="127.0.0.1", port=port, **SETTINGS)).status_code == 302
    page = browser.get(f"/logs/{SmtpLog.objects.get().pk}/").content.decode()
    assert "back-to-form" not in page
    assert f"/mailservers/{MailServer.objects.get().pk}/edit/" in page


def test_a_test_beside_the_form_keeps_nothing(browser: Client, company: Company, port: int) -> None:
    browser.post(TEST, form(host="127.0.0.1", port=port), headers={"HX-Request": "true"})
    assert tested.KEY not in browser.session


def test_only_the_last_few_forms_are_kept(browser: Client, company: Company, port: int) -> None:
    for number in range(tested.FORMS_KEPT + 2):
        send(browser, port=port, identification=f"Klant {number}")
    assert [each["fields"]["identification"] for each in browser.session[tested.KEY].values()] == [
        ["Klant 2"],
        ["Klant 3"],
        ["Klant 4"],
    ]
