"""Whatever stands in an address after the question mark, the answer is a page."""

import pytest
from django.test import Client

from employees.models import Role
from tests.factories import make_employee, make_mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PARAMETERS = {
    "/": ["next"],
    "/mailservers/": ["q", "sort", "page"],
    "/mailservers/new/": ["host", "port", "security"],
    "/logs/": ["q", "server", "employee", "outcome", "code", "from", "to", "page"],
    "/employees/": ["q", "show", "page"],
    "/documents/": ["q", "server", "whose", "status", "page"],
    "/documents/new/": ["to", "again", "copy"],
    "/login/": ["next"],
    "/company/": ["default_server"],
    "/my/work-location/": ["server"],
}
VALUES = {  # as they stand in an address
    "nul": "%00",
    "nul-within": "a%00b",
    "surrogate": "%ED%A0%80",
    "not-utf-8": "%FF",
    "number": "9" * 30,
    "digits": "1" * 2000,
    "negative": "-1",
    "words": "ab+" * 1300,
    "letters": "a+" * 1900,
    "wildcards": "%25_%5C%25",
    "first-day": "0001-01-01",
    "last-day": "9999-12-31",
}
CASES = [(address, name) for address, names in PARAMETERS.items() for name in names]


@pytest.fixture
def browser(db: None) -> Client:
    make_mailserver()
    browser = Client()
    browser.force_login(make_employee(role=Role.ADMINISTRATOR))
    return browser


@pytest.mark.parametrize(("address", "name"), CASES, ids=lambda part: part)
def test_it_is_never_an_error(address: str, name: str, browser: Client) -> None:
    answers = {kind: browser.get(f"{address}?{name}={value}").status_code for kind, value in VALUES.items()}
    assert set(answers.values()) <= {200, 302}, answers
