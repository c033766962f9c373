"""The result of a test beside what it is the result of."""

from playwright.sync_api import expect

from tests.browser.conftest import Agency, OpenWindow


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
