"""Administrators manage employees, and see who cannot send yet."""

import re

import pytest
from django.test import Client

from employees import tokens
from employees.models import Employee, Role
from tests.employees.conftest import LogIn
from tests.factories import PASSWORD, give_login, make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db

TYPED = {
    "username": "m.bakker",
    "name": "Marieke Bakker",
    "email": "m.bakker@agency.example",
    "role": "employee",
    "is_active": "on",
}


def edited(employee: Employee, **changes: str) -> dict[str, str]:
    typed = {name: getattr(employee, name) for name in ("username", "name", "email", "role")}
    typed.update({"is_active": "on"} if employee.is_active else {})
    return {name: value for name, value in {**typed, **changes}.items() if value is not None}


def names(page: object) -> list[str]:
    return [line.employee.name for line in page.context["page"]]  # type: ignore[attr-defined]


def test_a_new_employee_logs_in_with_the_password_that_was_shown_once(
    administrator_browser: Client, client: Client
) -> None:
    assert administrator_browser.post("/employees/new/", TYPED).status_code == 302
    page = administrator_browser.get("/employees/").content.decode()
    password = re.search(r'id="shown-once"[^>]*>([^<]+)<', page)
    assert password
    assert password[1] not in administrator_browser.get("/employees/").content.decode()
    assert client.post("/login/", {"username": "m.bakker", "password": password[1]}).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("username", "", "Vul een gebruikersnaam in."),
        ("username", "m bakker", "Een gebruikersnaam bestaat uit letters, cijfers en @ . + - _, zonder spaties."),
        ("name", " ", "Vul een naam in."),
        ("email", "", "Vul een e-mailadres in."),
        ("email", "m.bakker", "Dit is geen geldig e-mailadres. Vul een adres in zoals naam@bedrijf.nl."),
        ("role", "", "Kies een rol."),
        ("role", "director", "Kies een van deze rollen."),
    ],
)
def test_a_field_that_is_not_right_says_what_to_do(
    administrator_browser: Client, field: str, typed: str, sentence: str
) -> None:
    answer = administrator_browser.post("/employees/new/", {**TYPED, field: typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]


def test_a_first_password_can_be_typed_too(administrator_browser: Client, client: Client) -> None:
    administrator_browser.post("/employees/new/", {**TYPED, "password": "typed for Marieke"})
    assert "shown-once" not in administrator_browser.get("/employees/").content.decode()
    assert client.post("/login/", {"username": "m.bakker", "password": "typed for Marieke"}).status_code == 302


def test_somebody_with_a_password_from_an_administrator_is_asked_for_their_own(
    administrator_browser: Client, client: Client
) -> None:
    administrator_browser.post("/employees/new/", {**TYPED, "password": "typed for Marieke"})
    client.post("/login/", {"username": "m.bakker", "password": "typed for Marieke"})
    assert 'data-test="password-notice"' in client.get("/my/").content.decode()
    mine = {"old_password": "typed for Marieke", "new_password1": "chosen by me", "new_password2": "chosen by me"}
    client.post("/my/password/", mine)
    assert 'data-test="password-notice"' not in client.get("/my/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "has spaces"),
        ("username", "new\nline"),
        ("username", "m" * 151),
        ("username", "CHEF"),
        ("name", ""),
        ("name", "A\x00B"),
        ("name", "A\nB"),
        ("email", ""),
        ("email", "nonsense"),
        ("role", ""),
        ("role", "god"),
        ("password", "short"),
        ("password", "m.bakker"),
    ],
)
def test_a_bad_field_is_refused_and_the_rest_is_kept(administrator_browser: Client, field: str, value: str) -> None:
    answer = administrator_browser.post("/employees/new/", {**TYPED, field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"].data.dict() == {**TYPED, field: value}
    assert not Employee.objects.filter(name__startswith="Marieke").exists()


def test_a_double_click_makes_one_employee(administrator_browser: Client) -> None:
    administrator_browser.post("/employees/new/", TYPED)
    assert administrator_browser.post("/employees/new/", TYPED).status_code == 422
    assert Employee.objects.filter(username="m.bakker").count() == 1


def test_an_employee_can_be_changed(administrator_browser: Client, employee: Employee) -> None:
    answer = administrator_browser.post(
        f"/employees/{employee.pk}/edit/", edited(employee, name="Anja de Wit", role="support")
    )
    assert answer.status_code == 302
    employee.refresh_from_db()
    assert (employee.name, employee.role) == ("Anja de Wit", "support")


def test_deactivating_ends_their_sessions_at_once(
    administrator_browser: Client, browser: Client, employee: Employee
) -> None:
    assert browser.get("/my/").status_code == 200
    administrator_browser.post(f"/employees/{employee.pk}/edit/", edited(employee, is_active=None))
    assert browser.get("/my/").status_code == 302


def test_a_changed_role_counts_at_once(administrator_browser: Client, browser: Client, employee: Employee) -> None:
    assert browser.get("/employees/").status_code == 403
    administrator_browser.post(f"/employees/{employee.pk}/edit/", edited(employee, role="administrator"))
    assert browser.get("/employees/").status_code == 200


@pytest.mark.parametrize("change", [{"is_active": None}, {"role": "employee"}], ids=["deactivate", "demote"])
def test_the_last_administrator_stays(administrator_browser: Client, administrator: Employee, change: dict) -> None:
    make_employee("former", role=Role.ADMINISTRATOR, is_active=False)
    answer = administrator_browser.post(f"/employees/{administrator.pk}/edit/", edited(administrator, **change))
    assert answer.status_code == 422
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_an_administrator_may_go_when_another_one_is_left(
    administrator_browser: Client, administrator: Employee
) -> None:
    make_employee("second", role=Role.ADMINISTRATOR)
    answer = administrator_browser.post(f"/employees/{administrator.pk}/edit/", edited(administrator, role="employee"))
    assert answer.status_code == 302


def test_a_new_password_from_an_administrator_ends_the_sessions(
    administrator_browser: Client, browser: Client, employee: Employee
) -> None:
    assert administrator_browser.post(f"/employees/{employee.pk}/password/").status_code == 302
    assert browser.get("/my/").status_code == 302
    employee.refresh_from_db()
    assert not employee.check_password(PASSWORD)


def test_a_new_password_from_an_administrator_ends_the_api_tokens(
    administrator_browser: Client, employee: Employee
) -> None:
    _token, text = tokens.create(employee, "Payroll")
    _other, kept = tokens.create(make_employee("b.smit"), "Payroll")
    assert "API-tokens" in administrator_browser.get(f"/employees/{employee.pk}/edit/").content.decode()
    administrator_browser.post(f"/employees/{employee.pk}/password/")
    assert tokens.authenticate(text) is None
    assert tokens.authenticate(kept) is not None


def test_a_new_password_from_an_administrator_also_ends_the_lock_after_wrong_logins(
    administrator_browser: Client, client: Client, employee: Employee
) -> None:
    for _ in range(10):
        client.post("/login/", {"username": "a.jansen", "password": "wrong"})
    administrator_browser.post(f"/employees/{employee.pk}/password/")
    password = administrator_browser.get("/employees/").context["new_password"].text
    assert client.post("/login/", {"username": "a.jansen", "password": password}).status_code == 302


def test_administrators_change_their_own_password_on_their_own_page(
    administrator_browser: Client, administrator: Employee
) -> None:
    assert administrator_browser.post(f"/employees/{administrator.pk}/password/")["Location"] == "/my/"
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)


@pytest.mark.parametrize("query", ["jansen", "JANSEN", "a.jan", "jansen@agency"])
def test_people_are_found_by_name_user_name_or_address(
    administrator_browser: Client, employee: Employee, query: str
) -> None:
    make_employee("someone", name="Else")
    assert names(administrator_browser.get("/employees/", {"q": query})) == ["Anja Jansen"]


def test_the_list_says_who_cannot_send_yet_and_why(administrator_browser: Client, employee: Employee) -> None:
    ready = make_employee("ready", name="Ready")
    server = make_mailserver(authentication="per_employee")
    for person in (employee, ready):
        work_from(person, server)
    give_login(ready, server)
    work_from(Employee.objects.get(role=Role.ADMINISTRATOR), make_mailserver())
    make_employee("helpdesk", role=Role.SUPPORT)
    make_employee("gone", is_active=False)
    page = administrator_browser.get("/employees/?show=unready")
    assert names(page) == ["Anja Jansen"]
    assert page.context["page"][0].hindrance == "eigen login niet ingevuld"


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", "1" * 500])
def test_a_page_that_does_not_exist_shows_one_that_does(administrator_browser: Client, page: str) -> None:
    assert administrator_browser.get("/employees/", {"page": page, "q": "\0"}).status_code == 200


def test_other_roles_have_no_way_in(log_in: LogIn, employee: Employee) -> None:
    for role in (Role.EMPLOYEE, Role.SUPPORT):
        browser = log_in(make_employee(role=role))
        assert browser.post("/employees/new/", TYPED).status_code == 403
        assert browser.post(f"/employees/{employee.pk}/password/").status_code == 403
    assert not Employee.objects.filter(username="m.bakker").exists()
