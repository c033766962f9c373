"""Browsers for each role."""

from collections.abc import Callable

import pytest
from django.test import Client

from employees.models import Employee, Role
from tests.factories import PASSWORD, make_employee

LogIn = Callable[[Employee], Client]


@pytest.fixture
def log_in(db: None) -> LogIn:
    """Open a browser of its own and log in through the page, as people do."""

    def through_the_page(employee: Employee) -> Client:
        browser = Client()
        answer = browser.post("/login/", {"username": employee.username, "password": PASSWORD})
        assert answer.status_code == 302
        return browser

    return through_the_page


@pytest.fixture
def employee(db: None) -> Employee:
    return make_employee("a.jansen", name="Anja Jansen")


@pytest.fixture
def administrator(db: None) -> Employee:
    return make_employee("chef", role=Role.ADMINISTRATOR, name="Chris de Chef")


@pytest.fixture
def browser(log_in: LogIn, employee: Employee) -> Client:
    """Where Anja Jansen is logged in."""
    return log_in(employee)


@pytest.fixture
def administrator_browser(log_in: LogIn, administrator: Employee) -> Client:
    """Where Chris de Chef is logged in."""
    return log_in(administrator)
