"""A form sent with an old token: refused, explained, and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from documents.models import Document
from employees.models import Employee, Role
from tests.factories import make_employee, make_mailserver

TYPED = {"to": "j.smit@voorbeeld.example", "subject": "Loonstrook <week 47>", "body": "Beste Jan"}


@pytest.fixture
def strict(transactional_db: None) -> Client:
    """A logged-in employee whose client checks tokens as a real one does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_employee(role=Role.ADMINISTRATOR))
    return client


def send(client: Client, address: str = "/documents/new/", data: dict | None = None, **headers: str) -> HttpResponse:
    return client.post(address, TYPED if data is None else data, headers=headers)


def test_what_was_typed_is_shown_and_comes_back_in_the_form(strict: Client) -> None:
    answer = send(strict)
    assert answer.status_code == 403
    assert "Loonstrook &lt;week 47&gt;" in answer.content.decode()
    assert not Document.objects.exists()
    form = strict.get(answer.context["address"]).content.decode()
    assert 'value="Loonstrook &lt;week 47&gt;"' in form
    assert "Beste Jan" in form
    assert "Beste Jan" not in strict.get("/documents/new/").content.decode(), "offered once"


def test_passwords_are_neither_shown_nor_kept(strict: Client) -> None:
    secrets = {"password": "geheim 1", "test_password": "geheim 2", "host": "mail.devries.example"}
    answer = send(strict, "/mailservers/new/", secrets)
    assert "geheim" not in answer.content.decode()
    assert "Wachtwoorden worden nooit bewaard" in answer.content.decode()
    assert "geheim" not in str(dict(strict.session))
    assert "geheim" not in strict.get("/mailservers/new/").content.decode()


def test_files_have_to_be_chosen_again_and_are_named(strict: Client) -> None:
    answer = send(strict, data={**TYPED, "attachments": SimpleUploadedFile("loonstrook.pdf", b"%PDF")})
    assert "loonstrook.pdf" in answer.content.decode()


def test_a_form_from_a_page_that_is_not_its_own_address_leads_back_to_that_page(strict: Client) -> None:
    answer = send(strict, "/mailservers/test/", {"host": "x.example"}, Referer="http://testserver/mailservers/new/")
    assert answer.context["address"] == "/mailservers/new/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/form"},
    ],
    ids=lambda headers: " ".join(f"{name}: {value}" for name, value in headers.items()),
)
def test_a_form_from_another_site_is_given_nothing(strict: Client, headers: dict[str, str]) -> None:
    answer = send(strict, **headers)
    assert answer.status_code == 403
    assert "Loonstrook" not in answer.content.decode()
    assert "Loonstrook" not in strict.get("/documents/new/").content.decode()


def test_something_too_long_to_keep_is_shown_to_be_copied(strict: Client) -> None:
    answer = send(strict, data={**TYPED, "body": "lang " * 50_000})
    assert answer.context["kept"] is False
    assert "lang lang" in answer.content.decode()


def test_logging_out_with_an_old_token_is_no_form_to_go_back_to(strict: Client) -> None:
    assert send(strict, "/logout/", {}).context["address"] == "/"


def test_a_login_with_an_old_token_says_so_and_keeps_nothing(transactional_db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = send(client, "/login/", {"username": "jan", "password": "geheim"})
    assert answer.status_code == 403
    assert answer.context["address"] == "/login/"
    assert "geheim" not in answer.content.decode()
    assert "typed" not in client.session


def test_a_fragment_s_form_goes_back_to_its_page_with_a_message(strict: Client) -> None:
    page = "http://testserver/mailservers/new/"
    answer = send(strict, "/mailservers/test/", {"host": "x.example"}, **{"HX-Request": "true", "Referer": page})
    assert answer["HX-Redirect"] == "/mailservers/new/"
    form = strict.get("/mailservers/new/").content.decode()
    assert "verlopen" in form
    assert 'value="x.example"' in form


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/mailservers/new/", {"identification": "Klant De Vries", "host": "mail.devries.example", "port": "2525"}),
        ("/mailservers/{server}/edit/", {"identification": "Klant De Vries", "host": "mail.devries.example"}),
        ("/company/", {"name": "De Nieuwe Brug", "general_email": "nieuw@agency.example"}),
        ("/employees/new/", {"username": "n.nieuw", "name": "Nynke Nieuw", "email": "n.nieuw@agency.example"}),
        ("/employees/{employee}/edit/", {"name": "Andere Naam", "email": "ander@agency.example"}),
        ("/my/", {"name": "Andere Naam", "email": "ander@agency.example"}),
        ("/my/work-location/", {"server": "{server}", "username": "own.user"}),
        ("/documents/new/", {"to": "jan@x.example", "cc": "piet@x.example", "subject": "Loonstrook", "body": "Beste"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("cause", ["token", "session"])
def test_every_form_comes_back_as_it_was_typed(
    strict: Client, cause: str, address: str, fields: dict[str, str]
) -> None:
    numbers = {"server": make_mailserver(authentication="per_employee").pk, "employee": make_employee().pk}
    strict.force_login(Employee.objects.get(role=Role.ADMINISTRATOR))  # so that the server can be chosen
    address = address.format(**numbers)
    fields = {name: value.format(**numbers) for name, value in fields.items()}
    if cause == "session":
        employee = Employee.objects.get(role=Role.ADMINISTRATOR)
        strict.logout()
        strict.handler.enforce_csrf_checks = False
        assert send(strict, address, fields)["Location"].startswith("/login/")
        strict.force_login(employee)
    else:
        assert send(strict, address, fields).status_code == 403
    form = strict.get(address).content.decode()
    assert [value for value in fields.values() if f'value="{value}"' not in form and f">\n{value}<" not in form] == []
