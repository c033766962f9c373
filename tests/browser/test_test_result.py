"""The result of a test beside what it is the result of."""

from playwright.sync_api import expect

from mailservers import revisions
from mailservers.models import SmtpLog
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.pages import failed_log
from tests.servers import ScriptedServer


def test_a_result_says_when_the_settings_have_changed_since(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    expect(visitor.hook("test-stale")).to_be_hidden()
    visitor.field("identification").fill("Een andere naam")  # no test depends on it
    expect(visitor.hook("test-stale")).to_be_hidden()
    visitor.choose("security", "ssl")
    expect(visitor.hook("test-stale")).to_be_visible()
    expect(visitor.hook("test-stale")).to_contain_text("Gewijzigd sinds deze test")
    visitor.choose("security", "none")
    visitor.field("port").fill(str(agency.receiving.port))
    expect(visitor.hook("test-stale")).to_be_hidden()
    visitor.field("host").fill("localhost")
    expect(visitor.hook("test-stale")).to_be_visible()
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("test-stale")).to_be_hidden()


def test_the_page_of_a_server_follows_its_last_test(agency: Agency, window: OpenWindow) -> None:
    visitor = window("support").go(f"/mailservers/{agency.server.pk}/")
    last_test = visitor.page.locator("#last-test")
    expect(last_test).to_contain_text("nog niet getest")
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    expect(last_test).to_contain_text("gelukt")
    expect(last_test.get_by_role("link")).to_contain_text("vandaag")


def test_a_log_of_its_own_begins_with_its_conversation(agency: Agency, window: OpenWindow) -> None:
    visitor = window("support").go(f"/logs/{failed_log(agency).pk}/")
    expect(visitor.hook("detail-log")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="Downloaden")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Kopiëren")).to_be_visible()
    visitor.hook("detail-toggle").click()
    expect(visitor.hook("detail-log")).to_be_hidden()
    visitor.hook("detail-toggle").click()
    expect(visitor.hook("detail-log")).to_be_visible()


def test_the_conversation_of_a_running_test_stays_closed_once_closed(agency: Agency, window: OpenWindow) -> None:
    with ScriptedServer(rcpt=lambda session: session.wait_for_the_end()) as server:
        agency.server.port = server.port
        revisions.save_server(agency.server)
        visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/")
        visitor.button("Test e-mail versturen").click()
        expect(visitor.page.locator("[data-test=transcript-line]").filter(has_text="RCPT TO")).to_have_count(1)
        visitor.go(f"/logs/{SmtpLog.objects.get().pk}/")
        expect(visitor.hook("detail-log")).to_be_visible()
        visitor.hook("detail-toggle").click()
        visitor.hook("test-cancel").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "failed")
        expect(visitor.hook("detail-log")).to_be_hidden()
