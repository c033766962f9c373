"""Mijn gegevens > Werklocatie, with an own user name and password where the server asks for one."""

from playwright.sync_api import expect

from employees.models import ServerCredentials, WorkLocation
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.test_accessibility import findings
from tests.factories import give_login, make_mailserver
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


def test_help_and_complaints_fit_the_chosen_place_and_what_is_filled_in(agency: Agency, window: OpenWindow) -> None:
    kept = make_mailserver("Klant Een", authentication="per_employee")
    make_mailserver("Klant Twee", authentication="per_employee")
    give_login(agency.employee, kept, "j.smit")
    visitor = window("medewerker").go("/my/work-location/")
    login = visitor.page.locator("#own-login")
    place = visitor.hook("place")
    place.filter(has_text="Klant Een").get_by_role("radio").check()
    expect(login).to_contain_text("om het opgeslagen wachtwoord te houden")
    place.filter(has_text="Klant Twee").get_by_role("radio").check()
    expect(login).not_to_contain_text("om het opgeslagen wachtwoord te houden")

    visitor.button("Opslaan").click()
    expect(login).to_contain_text("vraagt om je eigen gebruikersnaam")
    expect(visitor.hook("form-errors").get_by_role("listitem")).to_have_count(2)
    visitor.field("username").fill("j.smit")
    expect(login).not_to_contain_text("vraagt om je eigen gebruikersnaam")
    expect(login).to_contain_text("vraagt om je eigen wachtwoord")
    expect(visitor.hook("form-errors").get_by_role("listitem")).to_have_count(1)
    visitor.field("password").fill("geheim")
    expect(login).not_to_contain_text("vraagt om je eigen wachtwoord")
    expect(visitor.hook("form-errors")).to_have_count(0)
    assert findings(visitor) == []


def test_among_many_places_one_is_found_by_a_part_of_its_name(agency: Agency, window: OpenWindow) -> None:
    for number in range(24):
        make_mailserver(f"Klant {number:02}")
    make_mailserver("Café Zürich")
    visitor = window("medewerker").go("/my/work-location/")
    save = visitor.button("Opslaan")
    expect(save).to_be_in_viewport()
    visitor.page.get_by_label("Werklocatie zoeken").fill("zurich")
    shown = visitor.hook("place").filter(visible=True)
    expect(shown).to_have_count(2)  # and the chosen one
    expect(visitor.hook("find-place").get_by_role("status")).to_have_text("1 van 27 werklocaties")
    assert findings(visitor) == []
    visitor.page.get_by_label("Werklocatie zoeken").press("Enter")
    visitor.page.get_by_label("Werklocatie zoeken").fill("bestaat niet")
    expect(visitor.hook("find-place").get_by_role("status")).to_have_text("Geen werklocatie met deze naam.")
    visitor.page.get_by_label("Werklocatie zoeken").fill("café")
    visitor.page.get_by_label("Café Zürich").check()
    save.click()
    expect(visitor.hook("current-work-location")).to_contain_text("Café Zürich")


def test_a_few_places_need_no_search(agency: Agency, window: OpenWindow) -> None:
    expect(window("medewerker").go("/my/work-location/").hook("find-place")).to_have_count(0)
