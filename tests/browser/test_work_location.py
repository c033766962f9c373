"""Mijn gegevens > Werklocatie, with an own user name and password where the server asks for one."""

from playwright.sync_api import expect

from employees.models import ServerCredentials, WorkLocation
from tests.browser.conftest import Agency, OpenWindow
from tests.factories import make_mailserver
from tests.servers.receiving import ReceivingServer


def test_an_employee_chooses_a_place_that_asks_for_their_own_login(agency: Agency, window: OpenWindow) -> None:
    with ReceivingServer(login=("j.smit", "geheim van Jan")) as server:
        place = make_mailserver("Klant De Vries", host="127.0.0.1", port=server.port, authentication="per_employee")
        visitor = window("medewerker").go("/my/work-location/")
        expect(visitor.field("username")).to_be_hidden()
        visitor.hook("place").filter(has_text="Klant De Vries").get_by_role("radio").check()

        visitor.button("Opslaan").click()  # without the login: told so, still chosen
        expect(visitor.hook("form-errors")).to_be_visible()
        expect(visitor.hook("place").filter(has_text="Klant De Vries").get_by_role("radio")).to_be_checked()

        visitor.field("username").fill("j.smit")
        visitor.field("password").fill("verkeerd")
        visitor.hook("check").click()
        result = visitor.page.locator("#check-result")
        expect(result.locator("[data-outcome=failed]")).to_be_visible()

        visitor.field("password").fill("geheim van Jan")
        visitor.hook("check").click()
        expect(result.locator("[data-outcome=accepted]")).to_be_visible()
        assert not ServerCredentials.objects.exists(), "saved before Opslaan"

        visitor.button("Opslaan").click()
        expect(visitor.hook("current-work-location")).to_contain_text("Klant De Vries")
        assert WorkLocation.objects.get(employee=agency.employee).server == place
        assert ServerCredentials.objects.get().username == "j.smit"
        assert "geheim van Jan" not in visitor.page.content()


def test_what_was_typed_for_one_place_does_not_go_to_another(agency: Agency, window: OpenWindow) -> None:
    for name in ("Klant Een", "Klant Twee"):
        make_mailserver(name, authentication="per_employee")
    visitor = window("medewerker").go("/my/work-location/")
    visitor.hook("place").filter(has_text="Klant Een").get_by_role("radio").check()
    visitor.field("username").fill("een")
    visitor.field("password").fill("geheim een")
    visitor.hook("place").filter(has_text="Klant Twee").get_by_role("radio").check()
    expect(visitor.field("password")).to_have_value("")
    visitor.hook("place").filter(has_text="Klant Een").get_by_role("radio").check()
    expect(visitor.field("password")).to_have_value("geheim een")
