"""Registering, testing and deleting a mail server, as an administrator does it."""

import socket

from playwright.sync_api import expect

from mailservers import revisions
from mailservers.models import MailServer, SmtpLog
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.visitor import Visitor


def fill_in(visitor: Visitor, agency: Agency, identification: str) -> None:
    visitor.field("identification").fill(identification)
    visitor.field("host").fill("127.0.0.1")
    visitor.field("port").fill(str(agency.receiving.port))


def test_a_server_is_filled_in_tested_read_in_detail_and_saved(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/")
    visitor.link("Nieuw").or_(visitor.link("+ Nieuw")).click()
    fill_in(visitor, agency, "Klant De Vries")

    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    expect(visitor.hook("detail-log")).to_be_hidden()
    visitor.hook("detail-toggle").click()
    expect(visitor.hook("detail-log")).to_be_visible()
    expect(visitor.page.locator("[data-from=client] .log-text").first).to_contain_text("EHLO")
    expect(visitor.page.locator("[data-from=server] .log-text").first).to_contain_text("220")
    visitor.hook("detail-toggle").click()
    expect(visitor.hook("detail-log")).to_be_hidden()
    assert not MailServer.objects.filter(identification="Klant De Vries").exists(), "saved before Opslaan"
    assert [envelope.rcpt_tos for envelope in agency.receiving.messages] == [["info@agency.example"]]

    visitor.button("Opslaan").click()
    visitor.page.wait_for_url("**/mailservers/")
    expect(visitor.page.get_by_role("row").filter(has_text="Klant De Vries")).to_be_visible()
    assert MailServer.objects.get(identification="Klant De Vries").port == agency.receiving.port
    assert SmtpLog.objects.get().outcome == SmtpLog.Outcome.ACCEPTED


def test_a_refusing_server_is_explained_where_it_was_tested(agency: Agency, window: OpenWindow) -> None:
    agency.receiving._refused["info@agency.example"] = "550 5.1.1 No such mailbox here"
    visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
    visitor.button("Test e-mail versturen").click()
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "failed")
    expect(visitor.hook("diagnosis")).to_have_attribute("data-code", "recipient-unknown")
    expect(visitor.hook("diagnosis")).to_contain_text("No such mailbox here")
    visitor.page.locator("[data-test=stage][data-state=bad] a").click()
    expect(visitor.hook("detail-log")).to_be_visible()


def test_the_port_follows_the_security_until_it_is_typed(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    expect(visitor.field("port")).to_have_value("25")
    visitor.choose("security", "ssl")
    expect(visitor.field("port")).to_have_value("465")
    visitor.choose("security", "starttls")
    expect(visitor.field("port")).to_have_value("587")
    visitor.field("port").fill("2525")
    visitor.choose("security", "ssl")
    expect(visitor.field("port")).to_have_value("2525")


def test_the_user_name_appears_with_central_authentication(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    expect(visitor.field("username")).to_be_hidden()
    visitor.choose("authentication", "central")
    expect(visitor.field("username")).to_be_visible()
    visitor.choose("authentication", "none")
    expect(visitor.field("username")).to_be_hidden()


def test_leaving_with_unsaved_input_asks_first_and_saves_nothing(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    visitor.field("identification").fill("Half af")
    asked = []
    visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visitor.link("Annuleren").click()
    visitor.page.wait_for_url("**/mailservers/")
    assert asked == ["beforeunload"]
    assert not MailServer.objects.filter(identification="Half af").exists()


def test_a_double_click_on_save_saves_once(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    fill_in(visitor, agency, "Dubbel")
    visitor.button("Opslaan").dblclick()
    visitor.page.wait_for_url("**/mailservers/")
    assert MailServer.objects.filter(identification="Dubbel").count() == 1
    assert MailServer.objects.get(identification="Dubbel").revisions.count() == 1


def test_deleting_takes_three_steps(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/")
    visitor.page.get_by_role("row").filter(has_text="Hoofdkantoor").get_by_role("link", name="Verwijderen").click()
    expect(visitor.page.locator("#main")).to_contain_text(str(agency.receiving.port))
    visitor.button("Verwijderen").click()
    expect(visitor.page.locator("#main")).to_contain_text("Weet je zeker dat je dit serveradres wilt verwijderen?")
    visitor.button("Nee").click()
    expect(visitor.page.locator("#main")).not_to_contain_text("Weet je zeker")
    expect(visitor.page.locator("#main")).to_contain_text("Hoofdkantoor")
    assert MailServer.objects.count() == 1

    visitor.button("Verwijderen").click()
    visitor.button("Ja").click()
    visitor.page.wait_for_url("**/mailservers/")
    expect(visitor.page.get_by_role("row").filter(has_text="Hoofdkantoor")).to_have_count(0)
    assert MailServer.objects.count() == 0


def test_a_test_that_takes_long_can_be_stopped(agency: Agency, window: OpenWindow) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # the system accepts; nobody ever says a word
        agency.server.port = silent.getsockname()[1]
        revisions.save_server(agency.server)
        visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
        visitor.button("Test e-mail versturen").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "running")
        expect(visitor.page.locator("[data-test=stage][data-state=busy]")).to_have_count(1)
        visitor.hook("test-cancel").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "failed")
        expect(visitor.hook("diagnosis")).to_have_attribute("data-code", "cancelled")


def test_a_poll_that_fails_says_so_and_goes_on(agency: Agency, window: OpenWindow) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        agency.server.port = silent.getsockname()[1]
        revisions.save_server(agency.server)
        visitor = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
        visitor.button("Test e-mail versturen").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "running")
        visitor.context.set_offline(True)
        expect(visitor.hook("connection-lost")).to_be_visible()
        visitor.context.set_offline(False)
        expect(visitor.hook("connection-lost")).to_have_count(0)
        visitor.complaints.clear()  # the browser's own, about the network that was gone
        visitor.hook("test-cancel").click()
        expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "failed")
