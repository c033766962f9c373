"""Mijn gegevens: what people change about themselves."""

import re

import pytest
from django.test import Client

from employees import tokens
from employees.models import ApiToken, Employee
from tests.employees.conftest import LogIn
from tests.factories import PASSWORD, make_employee

pytestmark = pytest.mark.django_db

NEW = "another good passphrase"


def shown_token(page: str) -> str | None:
    found = re.search(r'id="shown-once"[^>]*>([^<]+)<', page)
    return found and found[1]


def test_name_address_and_language_are_saved(browser: Client, employee: Employee) -> None:
    typed = {"name": "Anja  de Vries", "email": "anja@agency.example", "language": "en"}
    assert browser.post("/my/", typed).status_code == 302
    employee.refresh_from_db()
    assert (employee.name, employee.email, employee.language) == ("Anja de Vries", "anja@agency.example", "en")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Anja\r\nBcc: x@y.example"),
        ("name", "A" * 151),
        ("name", "Anja\u202ejansen"),
        ("email", "not an address"),
        ("email", "a@b.example\r\nBcc: c@d.example"),
        ("language", "xx"),
    ],
)
def test_a_bad_field_is_refused_and_nothing_typed_is_lost(browser: Client, field: str, value: str) -> None:
    typed = {"name": "Typed Name", "email": "typed@agency.example", "language": "en", field: value}
    answer = browser.post("/my/", typed)
    assert answer.status_code == 422
    assert answer.context["profile"].data.dict() == typed
    assert Employee.objects.get().name == "Anja Jansen"


def test_a_refused_name_does_not_show_in_the_frame_of_the_page(browser: Client) -> None:
    answer = browser.post("/my/", {"name": "", "email": "x@agency.example", "language": ""})
    assert "Anja Jansen" in answer.content.decode()


def test_role_and_user_name_cannot_be_smuggled_in(browser: Client, employee: Employee) -> None:
    typed = {"name": "A", "email": "a@b.example", "language": "", "role": "administrator", "username": "root"}
    browser.post("/my/", typed)
    employee.refresh_from_db()
    assert (employee.role, employee.username) == ("employee", "a.jansen")


def test_a_new_password_keeps_this_session_and_ends_the_others(
    browser: Client, employee: Employee, log_in: LogIn
) -> None:
    elsewhere = log_in(employee)
    limit = browser.session["settings_revision"]
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert browser.post("/my/password/", typed).status_code == 302
    assert browser.get("/my/").status_code == 200
    assert browser.session["settings_revision"] == limit
    assert elsewhere.get("/my/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW},
        {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW + "x"},
        {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"},
        {"old_password": PASSWORD, "new_password1": "a.jansen.2026", "new_password2": "a.jansen.2026"},
        {},
    ],
    ids=["wrong present one", "two that differ", "too short", "like the user name", "nothing"],
)
def test_a_bad_new_password_changes_nothing(browser: Client, employee: Employee, typed: dict) -> None:
    answer = browser.post("/my/password/", typed)
    assert answer.status_code == 422
    assert NEW not in answer.content.decode()
    employee.refresh_from_db()
    assert employee.check_password(PASSWORD)


def test_a_new_token_is_shown_once(browser: Client, employee: Employee) -> None:
    assert browser.post("/my/tokens/new/", {"token_name": "Payroll"}).status_code == 302
    text = shown_token(browser.get("/my/").content.decode())
    assert text is not None
    assert tokens.authenticate(text) == employee
    again = browser.get("/my/").content.decode()
    assert shown_token(again) is None
    assert "Payroll" in again


def test_the_session_does_not_hold_the_token_in_clear(browser: Client) -> None:
    browser.post("/my/tokens/new/", {"token_name": "Payroll"})
    session = str(dict(browser.session))
    text = shown_token(browser.get("/my/").content.decode())
    assert text is not None
    assert text not in session


def test_a_double_click_makes_one_token_and_still_shows_it(browser: Client) -> None:
    browser.post("/my/tokens/new/", {"token_name": "Payroll"})
    second = browser.post("/my/tokens/new/", {"token_name": "payroll "})
    assert second.status_code == 422
    assert shown_token(second.content.decode())
    assert ApiToken.objects.count() == 1


def test_a_token_can_be_deleted(browser: Client, employee: Employee) -> None:
    token, text = tokens.create(employee, "Payroll")
    assert browser.post(f"/my/tokens/{token.pk}/delete/").status_code == 302
    assert tokens.authenticate(text) is None


def test_nobody_can_delete_or_see_somebody_else_s_token(browser: Client) -> None:
    token, _ = tokens.create(make_employee(), "Not Anja's")
    assert browser.post(f"/my/tokens/{token.pk}/delete/").status_code == 404
    assert "Not Anja" not in browser.get("/my/").content.decode()


def test_what_was_typed_when_the_session_had_expired_is_shown_again(browser: Client) -> None:
    browser.cookies.pop("sessionid")
    typed = {"name": "Typed Late", "email": "late@agency.example", "language": "en"}
    to_login = browser.post("/my/", typed)
    assert to_login["Location"] == "/login/?next=/my/"
    assert 'data-test="typed-kept"' in browser.get("/login/?next=/my/").content.decode()
    browser.post("/login/", {"username": "a.jansen", "password": PASSWORD, "next": "/my/"})
    assert "Typed Late" in browser.get("/my/").content.decode()


@pytest.mark.parametrize(
    ("page", "form", "field", "sentence"),
    [
        ("/my/", "profile", "name", "Vul je naam in."),
        ("/my/", "profile", "email", "Vul je e-mailadres in."),
        ("/my/password/", "password", "old_password", "Vul je huidige wachtwoord in."),
        ("/my/password/", "password", "new_password1", "Vul een nieuw wachtwoord in."),
        ("/my/password/", "password", "new_password2", "Vul het nieuwe wachtwoord nog een keer in."),
        ("/my/tokens/new/", "token", "token_name", "Vul een naam voor het token in."),
    ],
)
def test_an_empty_field_says_what_belongs_there(
    browser: Client, page: str, form: str, field: str, sentence: str
) -> None:
    answer = browser.post(page, {})
    assert answer.status_code == 422
    assert answer.context[form].errors[field] == [sentence]


def test_an_empty_login_says_what_is_missing(client: Client) -> None:
    answer = client.post("/login/", {})
    assert answer.context["form"].errors["username"] == ["Vul je gebruikersnaam in."]
    assert answer.context["form"].errors["password"] == ["Vul je wachtwoord in."]
