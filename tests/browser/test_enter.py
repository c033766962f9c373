"""What Enter does in the form of a mail server: in a setting it saves, in the test's own fields it starts the test."""

import pytest
from playwright.sync_api import expect

from mailservers.models import MailServer, SmtpLog
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.visitor import Visitor

SCRIPTLESS = {"java_script_enabled": False}


def fill_in(visitor: Visitor, agency: Agency) -> None:
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("127.0.0.1")
    visitor.field("port").fill(str(agency.receiving.port))


def test_enter_in_the_recipient_tests_and_saves_nothing(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    fill_in(visitor, agency)
    visitor.page.get_by_text("Naar een ander adres").click()
    visitor.field("recipient").fill("ik@agency.example")
    visitor.field("recipient").press("Enter")
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    assert visitor.path == "/mailservers/new/"
    assert [envelope.rcpt_tos for envelope in agency.receiving.messages] == [["ik@agency.example"]]
    assert not MailServer.objects.filter(identification="Klant De Vries").exists()


@pytest.mark.parametrize("name", ["test_username", "test_password"])
def test_enter_in_the_testers_own_login_tests_and_saves_nothing(agency: Agency, window: OpenWindow, name: str) -> None:
    visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
    visitor.field("identification").fill("Andere naam")
    visitor.choose("authentication", "per_employee")
    visitor.field("test_username").fill("j.smit")
    visitor.field("test_password").fill("geheim")
    visitor.field(name).press("Enter")
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "failed")  # this server knows no login
    agency.server.refresh_from_db()
    assert agency.server.identification == "Hoofdkantoor"
    assert agency.server.authentication == "none"


def test_enter_in_a_setting_saves(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    fill_in(visitor, agency)
    visitor.field("identification").press("Enter")
    visitor.page.wait_for_url("**/mailservers/")
    assert MailServer.objects.filter(identification="Klant De Vries").exists()
    assert not SmtpLog.objects.exists()


@pytest.mark.parametrize("recipient", ["ik@agency.example", ""])
def test_without_scripts_enter_in_the_recipient_saves_nothing_either(
    agency: Agency, window: OpenWindow, recipient: str
) -> None:
    visitor = window("beheerder", **SCRIPTLESS).go(f"/mailservers/{agency.server.pk}/edit/")
    visitor.field("identification").fill("Andere naam")
    visitor.page.get_by_text("Naar een ander adres").click()
    visitor.field("recipient").fill(recipient)
    visitor.field("recipient").press("Enter")
    visitor.page.wait_for_url("**/logs/*/")
    assert SmtpLog.objects.get().recipient == (recipient or "info@agency.example")
    agency.server.refresh_from_db()
    assert agency.server.identification == "Hoofdkantoor"
