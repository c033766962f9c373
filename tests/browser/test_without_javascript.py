"""The whole manual works with scripts switched off."""

from playwright.sync_api import expect

from documents.models import Document
from employees.models import WorkLocation
from mailservers.models import MailServer, SmtpLog
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.pages import failed_log
from tests.factories import make_mailserver

SCRIPTLESS = {"java_script_enabled": False}


def test_a_server_is_tested_read_and_saved(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder", **SCRIPTLESS).go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("127.0.0.1")
    visitor.field("port").fill(str(agency.receiving.port))
    visitor.button("Test e-mail versturen").click()
    assert visitor.path.startswith("/logs/")
    result = visitor.hook("test-result")
    while result.get_attribute("data-outcome") == SmtpLog.Outcome.RUNNING:  # the server's deadline bounds this
        visitor.page.reload()
    expect(result).to_have_attribute("data-outcome", "accepted")
    expect(visitor.hook("detail-log")).to_be_visible()
    expect(visitor.page.locator("[data-test=transcript-line][data-from=server]").first).to_be_visible()

    visitor.go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("mail.devries.example")
    visitor.choose("security", "ssl")
    visitor.button("Opslaan").click()
    assert visitor.path == "/mailservers/"
    assert MailServer.objects.get(identification="Klant De Vries").port == 465, "the port follows the security"


def test_a_server_is_deleted_in_three_steps(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder", **SCRIPTLESS).go(f"/mailservers/{agency.server.pk}/delete/")
    visitor.button("Verwijderen").click()
    assert MailServer.objects.exists()
    visitor.button("Ja").click()
    assert visitor.path == "/mailservers/"
    assert not MailServer.objects.exists()


def test_a_work_location_with_an_own_login_is_chosen(agency: Agency, window: OpenWindow) -> None:
    place = make_mailserver("Klant De Vries", authentication="per_employee")
    visitor = window("medewerker", **SCRIPTLESS).go("/my/work-location/")
    visitor.hook("place").filter(has_text="Klant De Vries").get_by_role("radio").check()
    visitor.field("username").fill("j.smit")
    visitor.field("password").fill("geheim van Jan")
    visitor.button("Opslaan").click()
    assert WorkLocation.objects.get(employee=agency.employee).server == place


def test_a_document_is_sent(agency: Agency, window: OpenWindow) -> None:
    visitor = window("medewerker", **SCRIPTLESS).go("/documents/new/")
    visitor.field("to").fill("j.smit@voorbeeld.example")
    visitor.field("subject").fill("Loonstrook")
    visitor.field("body").fill("Beste Jan")
    visitor.button("Versturen").click()
    document = Document.objects.get()
    assert visitor.path == f"/documents/{document.pk}/"


def test_theme_language_and_menu_need_no_script(agency: Agency, window: OpenWindow) -> None:
    visitor = window("medewerker", viewport={"width": 375, "height": 780}, **SCRIPTLESS)
    visitor.page.get_by_role("button", name="Menu").click()
    visitor.page.get_by_role("button", name="Donker").click()
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.page.get_by_role("button", name="Menu").click()
    visitor.page.get_by_role("button", name="English").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.page.get_by_role("button", name="Menu").click()
    visitor.page.get_by_role("link", name="Work location", exact=True).click()
    assert visitor.path == "/my/work-location/"


def test_after_a_test_the_form_comes_back_as_it_was_tested(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder", **SCRIPTLESS).go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("127.0.0.1")
    visitor.field("port").fill(str(agency.receiving.port))
    visitor.button("Test e-mail versturen").click()
    visitor.link("Terug naar het formulier").click()
    assert visitor.path == "/mailservers/new/"
    expect(visitor.field("identification")).to_have_value("Klant De Vries")
    expect(visitor.field("port")).to_have_value(str(agency.receiving.port))
    visitor.button("Opslaan").click()
    assert visitor.path == "/mailservers/"
    assert MailServer.objects.filter(identification="Klant De Vries").exists()


def test_settings_are_looked_for_beside_the_address(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder", **SCRIPTLESS).go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("127.0.0.1")
    visitor.field("port").fill(str(agency.receiving.port))
    visitor.button("Instellingen zoeken").click()  # there is exactly one
    expect(visitor.page.locator("#probe [data-test=probe-row]").first).to_be_visible()
    visitor.page.locator("#probe").get_by_role("button").first.click()
    expect(visitor.field("identification")).to_have_value("Klant De Vries")
    expect(visitor.page.locator("[name=security]:checked")).to_have_value("none")


def test_no_button_is_dead(agency: Agency, window: OpenWindow) -> None:
    log = failed_log(agency)
    visitor = window("beheerder", **SCRIPTLESS)
    for address in (
        "/mailservers/new/",
        f"/mailservers/{agency.server.pk}/",
        f"/mailservers/{agency.server.pk}/edit/",
        f"/logs/{log.pk}/",
    ):
        visitor.go(address)
        dead = visitor.page.locator("button[type=button]:visible:not([popovertarget])")
        assert dead.all_inner_texts() == [], address
