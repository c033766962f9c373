"""Two administrators who demote each other at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from employees.models import Employee, Role
from tests.factories import make_employee


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_one_of_them_stays() -> None:
    first, second = (make_employee(name, role=Role.ADMINISTRATOR) for name in ("first", "second"))
    together = threading.Barrier(2)

    def demote(by: Employee, whom: Employee) -> int:
        browser = Client()
        browser.force_login(by)
        typed = {"username": whom.username, "name": whom.name, "email": whom.email, "role": "employee"}
        together.wait(10)
        try:
            return browser.post(f"/employees/{whom.pk}/edit/", {**typed, "is_active": "on"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = sorted(people.map(demote, [first, second], [second, first]))
    assert Employee.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1
    assert answers[0] == 302
    assert answers[1] in (403, 422)  # too late to be allowed at all, or too late for this change
