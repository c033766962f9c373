"""Log out and in: what an administrator changes reaches people after their next login, deletion at once."""

from playwright.sync_api import expect

from tests.browser.conftest import Agency, OpenWindow
from tests.factories import work_from


def test_a_new_server_can_be_chosen_only_after_the_next_login(agency: Agency, window: OpenWindow) -> None:
    employee = window("medewerker")
    administrator = window("beheerder").go("/mailservers/new/")
    administrator.field("identification").fill("Klant De Vries")
    administrator.field("host").fill("mail.devries.example")
    administrator.button("Opslaan").click()
    administrator.page.wait_for_url("**/mailservers/")

    employee.go("/my/work-location/")
    place = employee.hook("place").filter(has_text="Klant De Vries")
    expect(place.get_by_role("radio")).to_be_disabled()
    expect(place).to_contain_text("opnieuw")

    employee.log_out()
    employee.log_in("medewerker").go("/my/work-location/")
    place.get_by_role("radio").check()
    employee.button("Opslaan").click()
    expect(employee.hook("current-work-location")).to_contain_text("Klant De Vries")


def test_a_changed_server_shows_the_banner_until_the_next_login(agency: Agency, window: OpenWindow) -> None:
    work_from(agency.employee, agency.server)
    employee = window("medewerker")
    expect(employee.hook("relogin-banner")).to_have_count(0)

    administrator = window("beheerder").go(f"/mailservers/{agency.server.pk}/edit/")
    administrator.field("host").fill("smtp.nieuw.example")
    administrator.button("Opslaan").click()
    administrator.page.wait_for_url("**/mailservers/")

    employee.go("/my/")
    expect(employee.hook("relogin-banner")).to_contain_text("Hoofdkantoor")
    employee.hook("relogin-banner").get_by_role("button", name="Opnieuw inloggen").click()
    employee.page.wait_for_url("**/login/**")
    employee.page.get_by_label("Gebruikersnaam").fill("medewerker")
    employee.page.locator("input[name=password]").fill("correct horse battery")
    employee.button("Inloggen").click()
    employee.page.wait_for_url("**/my/")
    expect(employee.hook("relogin-banner")).to_have_count(0)


def test_a_deleted_server_is_gone_for_everybody_at_once(agency: Agency, window: OpenWindow) -> None:
    work_from(agency.employee, agency.server)
    employee = window("medewerker")
    expect(employee.hook("current-work-location")).to_contain_text("Hoofdkantoor")

    administrator = window("beheerder").go(f"/mailservers/{agency.server.pk}/delete/")
    administrator.button("Verwijderen").click()
    administrator.button("Ja").click()
    administrator.page.wait_for_url("**/mailservers/")

    employee.go("/my/work-location/")
    expect(employee.hook("place").filter(has_text="Hoofdkantoor")).to_have_count(0)
    expect(employee.hook("current-work-location")).not_to_contain_text("Hoofdkantoor")
    expect(employee.page.locator("#main")).to_contain_text("Hoofdkantoor")  # told that it is gone
