"""Dutch unless somebody wants otherwise; an employee's own choice goes where they go."""

import pytest
from django.test import Client

from employees.models import Employee
from tests.employees.conftest import LogIn

pytestmark = pytest.mark.django_db


def language_of(browser: Client, address: str = "/login/", **headers: str) -> str:
    return browser.get(address, headers=headers).headers["Content-Language"]


def test_dutch_is_the_language_of_strangers(client: Client) -> None:
    assert language_of(client) == "nl"
    assert language_of(client, accept_language="fr") == "nl"


def test_the_browser_s_wish_counts_for_strangers(client: Client) -> None:
    assert language_of(client, accept_language="en-GB,en;q=0.9") == "en"


def test_the_switch_counts_more_than_the_browser_s_wish(client: Client) -> None:
    client.post("/language/setlang/", {"language": "en"})
    assert language_of(client, accept_language="nl") == "en"


def test_an_employee_s_language_counts_more_than_the_browser_s_wish(browser: Client, employee: Employee) -> None:
    Employee.objects.update(language="en")
    assert language_of(browser, "/my/", accept_language="nl") == "en"


def test_switching_is_remembered_on_other_computers(browser: Client, employee: Employee, log_in: LogIn) -> None:
    browser.post("/language/setlang/", {"language": "en"})
    assert language_of(log_in(employee), "/my/") == "en"


def test_switching_overrides_an_earlier_choice(browser: Client, employee: Employee) -> None:
    Employee.objects.update(language="en")
    browser.post("/language/setlang/", {"language": "nl"})
    assert language_of(browser, "/my/") == "nl"


def test_a_language_that_does_not_exist_changes_nothing(browser: Client, employee: Employee) -> None:
    browser.post("/language/setlang/", {"language": "xx"})
    employee.refresh_from_db()
    assert employee.language == ""


def test_a_choice_in_my_details_stays_on_the_login_page_afterwards(browser: Client) -> None:
    browser.post("/my/", {"name": "Anja", "email": "a@agency.example", "language": "en"})
    browser.post("/logout/")
    assert language_of(browser, accept_language="nl") == "en"
