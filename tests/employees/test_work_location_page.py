"""Mijn gegevens > Werklocatie, through the page."""

import pytest
from django.test import Client

from employees.models import Employee, ServerCredentials, WorkLocation
from mailservers.models import MailServer
from tests.factories import change_mailserver, give_login, make_company, make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db

PAGE = "/my/work-location/"


@pytest.fixture
def office(db: None) -> MailServer:
    return make_mailserver("Hoofdkantoor")


@pytest.fixture
def client_site(db: None) -> MailServer:
    return make_mailserver("Klant De Vries", host="mail.devries.example", authentication="per_employee")


def choose(browser: Client, server: MailServer | str, username: str = "", password: str = "") -> object:
    value = server.pk if isinstance(server, MailServer) else server
    return browser.post(PAGE, {"server": value, "username": username, "password": password})


def test_a_server_without_own_login_is_chosen_with_one_click(
    office: MailServer, browser: Client, employee: Employee
) -> None:
    assert choose(browser, office).status_code == 302
    assert employee.work_location.server == office
    assert "Hoofdkantoor" in browser.get("/my/").content.decode()


def test_a_server_that_asks_for_it_is_chosen_with_an_own_login(
    client_site: MailServer, browser: Client, employee: Employee
) -> None:
    assert choose(browser, client_site, "a.jansen", "s3cret").status_code == 302
    assert employee.credentials_for(client_site, client_site).password == "s3cret"


def test_the_password_never_comes_back(client_site: MailServer, browser: Client) -> None:
    refused = choose(browser, client_site, "", "s3cret-typed")
    choose(browser, client_site, "a.jansen", "s3cret-typed")
    for page in (refused, browser.get(PAGE)):
        assert "s3cret-typed" not in page.content.decode()


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("", "s3cret", "username"),
        ("a.jansen", "", "password"),
        ("a\r\njansen", "s3cret", "username"),
        ("a" * 321, "s3cret", "username"),
        ("a.jansen", "s3\ncret", "password"),
        ("a.jansen", "s" * 501, "password"),
    ],
)
def test_a_bad_login_is_refused_and_nothing_is_saved(
    client_site: MailServer, browser: Client, username: str, password: str, field: str
) -> None:
    answer = choose(browser, client_site, username, password)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"].selected == str(client_site.pk)
    assert not ServerCredentials.objects.exists()
    assert not WorkLocation.objects.exists()


def test_an_empty_password_keeps_the_stored_one(client_site: MailServer, browser: Client, employee: Employee) -> None:
    give_login(employee, client_site, "a.jansen", "stored")
    assert choose(browser, client_site, "a.jansen").status_code == 302
    assert employee.credentials_for(client_site, client_site).password == "stored"


def test_nothing_typed_keeps_the_whole_stored_login(
    client_site: MailServer, browser: Client, employee: Employee
) -> None:
    give_login(employee, client_site, "a.jansen", "stored")
    assert choose(browser, client_site).status_code == 302
    assert employee.credentials_for(client_site, client_site).username == "a.jansen"


def test_another_user_name_needs_its_password(client_site: MailServer, browser: Client, employee: Employee) -> None:
    give_login(employee, client_site, "a.jansen", "stored")
    assert choose(browser, client_site, "b.bos").status_code == 422
    assert employee.credentials_for(client_site, client_site).username == "a.jansen"


def test_a_changed_host_needs_the_password_again(client_site: MailServer, employee: Employee, log_in: object) -> None:
    give_login(employee, client_site, "a.jansen", "stored")
    work_from(employee, client_site)
    change_mailserver(client_site, host="elsewhere.example")
    browser = log_in(employee)
    page = browser.get(PAGE).content.decode()
    assert 'data-test="work-location-notice"' in page
    assert choose(browser, client_site, "a.jansen").status_code == 422
    assert choose(browser, client_site, "a.jansen", "again").status_code == 302
    assert 'data-test="work-location-notice"' not in browser.get(PAGE).content.decode()


def test_a_server_added_after_the_login_is_shown_but_cannot_be_chosen(browser: Client) -> None:
    later = make_mailserver("Laptop (mobiel)")
    page = browser.get(PAGE).content.decode()
    assert "Laptop (mobiel)" in page
    assert "beschikbaar nadat je opnieuw bent ingelogd" in page
    answer = choose(browser, later)
    assert answer.status_code == 422
    assert "server" in answer.context["form"].errors
    assert not WorkLocation.objects.exists()


def test_a_server_deleted_in_the_meantime_is_refused_with_a_sentence(office: MailServer, browser: Client) -> None:
    gone = office.pk
    office.delete()
    answer = choose(browser, str(gone))
    assert answer.status_code == 422
    assert answer.context["form"].errors["server"] == ["Deze mailserver bestaat niet meer. Kies een andere."]


@pytest.mark.parametrize("value", ["x", "-1", "1; drop table", "9" * 20, "9" * 500, "\0"])
def test_nonsense_for_a_server_is_refused(browser: Client, value: str) -> None:
    assert choose(browser, value).status_code == 422


def test_the_default_can_be_followed_instead_of_a_choice(
    office: MailServer, browser: Client, employee: Employee
) -> None:
    make_company(default_server=office)
    work_from(employee, office)
    assert choose(browser, "").status_code == 302
    assert WorkLocation.objects.get().server is None
    assert "Hoofdkantoor" in browser.get(PAGE).content.decode()


def test_a_default_that_asks_for_an_own_login_asks_it_here_too(
    client_site: MailServer, browser: Client, employee: Employee
) -> None:
    make_company(default_server=client_site)
    assert choose(browser, "").status_code == 422
    assert choose(browser, "", "a.jansen", "s3cret").status_code == 302
    assert employee.credentials_for(client_site, client_site).password == "s3cret"


KEEPS_IT = "Laat dit leeg om het opgeslagen wachtwoord te houden."


def test_only_who_has_stored_a_password_is_told_how_to_keep_it(
    client_site: MailServer, browser: Client, employee: Employee
) -> None:
    assert KEEPS_IT not in browser.get(PAGE).content.decode()
    give_login(employee, client_site, "a.jansen", "stored")
    page = browser.get(PAGE).content.decode()
    assert KEEPS_IT in page
    assert page.count("data-keeps-password") == 1


def test_a_password_that_must_be_entered_again_cannot_be_kept(
    client_site: MailServer, employee: Employee, log_in: object
) -> None:
    give_login(employee, client_site, "a.jansen", "stored")
    change_mailserver(client_site, host="elsewhere.example")
    assert KEEPS_IT not in log_in(employee).get(PAGE).content.decode()


def test_one_employee_never_meets_another_one_s_login(
    client_site: MailServer, browser: Client, employee: Employee
) -> None:
    give_login(make_employee("b.bos"), client_site, "login.of.bos", "secret of bos")
    page = browser.get(PAGE).content.decode()
    assert "login.of.bos" not in page
    assert choose(browser, client_site, "login.of.bos").status_code == 422


def test_choosing_twice_changes_nothing_more(client_site: MailServer, browser: Client) -> None:
    for _ in range(2):
        assert choose(browser, client_site, "a.jansen", "s3cret").status_code == 302
    assert (WorkLocation.objects.count(), ServerCredentials.objects.count()) == (1, 1)


def test_after_an_expired_session_the_choice_is_shown_again_without_the_password(
    client_site: MailServer, browser: Client
) -> None:
    browser.cookies.pop("sessionid")
    answer = choose(browser, client_site, "typed.name", "s3cret")
    browser.post(answer["Location"], {"username": "a.jansen", "password": "correct horse battery"})
    page = browser.get(PAGE).content.decode()
    assert 'value="typed.name"' in page
    assert "s3cret" not in page
