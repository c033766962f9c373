"""A session or a page that has expired when somebody presses the button: nothing typed is lost."""

from playwright.sync_api import expect

from documents.models import Document
from mailservers.models import MailServer
from tests.browser.conftest import Agency, OpenWindow
from tests.factories import PASSWORD


def test_a_form_sent_after_the_session_ended_comes_back_filled_in(agency: Agency, window: OpenWindow) -> None:
    visitor = window("medewerker").go("/documents/new/")
    visitor.field("to").fill("j.smit@voorbeeld.example")
    visitor.field("subject").fill("Loonstrook week 47")
    visitor.field("body").fill("Beste Jan,\n\nZie de bijlage.")
    visitor.context.clear_cookies(name="sessionid")
    visitor.button("Versturen").click()
    visitor.page.wait_for_url("**/login/**")
    expect(visitor.hook("typed-kept")).to_be_visible()

    visitor.page.get_by_label("Gebruikersnaam").fill("medewerker")
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.button("Inloggen").click()
    visitor.page.wait_for_url("**/documents/new/")
    expect(visitor.field("to")).to_have_value("j.smit@voorbeeld.example")
    expect(visitor.field("subject")).to_have_value("Loonstrook week 47")
    expect(visitor.field("body")).to_have_value("Beste Jan,\n\nZie de bijlage.")
    assert not Document.objects.exists(), "sent without a person pressing the button"


def test_a_form_with_an_old_token_comes_back_filled_in(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("mail.devries.example")
    visitor.choose("authentication", "central")
    visitor.field("username").fill("verzenden")
    visitor.field("password").fill("heel geheim")
    visitor.context.clear_cookies(name="csrftoken")
    visitor.button("Opslaan").click()
    expect(visitor.hook("expired")).to_be_visible()
    expect(visitor.hook("typed")).to_contain_text("mail.devries.example")
    assert "heel geheim" not in visitor.page.content()

    visitor.link("Terug naar het formulier").click()
    expect(visitor.field("identification")).to_have_value("Klant De Vries")
    expect(visitor.field("username")).to_have_value("verzenden")
    expect(visitor.field("password")).to_have_value("")
    visitor.field("password").fill("heel geheim")
    visitor.button("Opslaan").click()
    visitor.page.wait_for_url("**/mailservers/")
    assert MailServer.objects.filter(identification="Klant De Vries").exists()


def test_a_test_with_an_old_token_shows_the_form_anew(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill("127.0.0.1")
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    visitor.context.clear_cookies(name="csrftoken")
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("message")).to_contain_text("verlopen")
    expect(visitor.field("identification")).to_have_value("Klant De Vries")
    assert agency.receiving.messages == []
