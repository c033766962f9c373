"""Settings that were found fill the form; a failed test offers the ones that work."""

from playwright.sync_api import expect

from mailservers import revisions
from mailservers.models import MailServer, SmtpLog
from tests.browser.conftest import Agency, OpenWindow
from tests.servers import ReceivingServer, ScriptedServer, authority


def test_one_click_fills_the_form_with_what_was_found(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    visitor.field("identification").fill("Klant De Vries")
    visitor.field("host").fill(f"127.0.0.1:{agency.receiving.port}")
    visitor.field("port").fill(str(agency.receiving.port))
    visitor.choose("security", "ssl")
    visitor.button("Instellingen zoeken").click()
    expect(visitor.hook("probe")).to_be_visible()
    visitor.page.locator("[data-test=probe] [data-apply]").first.click()
    expect(visitor.field("host")).to_have_value("127.0.0.1")
    expect(visitor.field("port")).to_have_value(str(agency.receiving.port))
    expect(visitor.page.locator("[name=security]:checked")).to_have_value("none")
    expect(visitor.field("identification")).to_have_value("Klant De Vries")
    assert not MailServer.objects.filter(identification="Klant De Vries").exists()


def test_a_remedy_is_taken_over_and_works(agency: Agency, window: OpenWindow) -> None:
    with ReceivingServer(tls=authority().server()) as receiving:
        server = agency.server
        server.port, server.security, server.ca_certificate = receiving.port, "ssl", authority().pem
        revisions.save_server(server)
        visitor = window("beheerder").go(f"/mailservers/{server.pk}/edit/")
        visitor.button("Test e-mail versturen").click()
        expect(visitor.hook("diagnosis")).to_have_attribute("data-code", "tls-on-plain-port")
        expect(visitor.hook("remedy")).to_contain_text("met STARTTLS")
        visitor.page.locator("[data-test=remedy] [data-apply]").click()
        expect(visitor.page.locator("[name=security]:checked")).to_have_value("starttls")
        expect(visitor.field("port")).to_have_value(str(receiving.port))
        visitor.button("Test e-mail versturen").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    assert len(receiving.messages) == 1


def test_a_double_click_on_the_test_button_sends_one_mail(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
    visitor.button("Test e-mail versturen").dblclick()
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    assert SmtpLog.objects.count() == 1
    code = visitor.page.locator("[data-test=test-result] .code-word")
    first = code.inner_text()
    visitor.button("Test e-mail versturen").click()
    expect(code).not_to_have_text(first)
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    assert len(agency.receiving.messages) == 2


def test_a_refused_test_leaves_the_typed_password_in_its_field(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    visitor.choose("authentication", "central")
    visitor.field("password").fill("s3cret-typed")
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("form-errors")).to_contain_text("De test is niet begonnen")
    expect(visitor.field("password")).to_have_value("s3cret-typed")
    visitor.page.locator("[data-test=form-errors]").get_by_role("link", name="Mail serveradres").click()
    expect(visitor.field("host")).to_be_focused()


def test_the_log_grows_while_the_conversation_goes_on(agency: Agency, window: OpenWindow) -> None:
    with ScriptedServer(rcpt=lambda session: session.wait_for_the_end()) as server:
        agency.server.port = server.port
        revisions.save_server(agency.server)
        visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
        visitor.button("Test e-mail versturen").click()
        visitor.hook("detail-toggle").click()
        expect(visitor.page.locator("[data-test=transcript-line]").filter(has_text="RCPT TO")).to_be_visible()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "running")
        visitor.hook("test-cancel").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "failed")
        expect(visitor.hook("detail-log")).to_be_visible()  # it stays as the reader left it


def test_support_tests_a_saved_server(agency: Agency, window: OpenWindow) -> None:
    visitor = window("support").go("/mailservers/")
    visitor.page.get_by_role("link", name="Hoofdkantoor", exact=True).click()
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    visitor.hook("detail-toggle").click()
    expect(visitor.hook("detail-log")).to_be_visible()
