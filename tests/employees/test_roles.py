"""Who may do what."""

import pytest

from employees.models import Employee, Role
from employees.roles import PERMISSIONS


def allowed(role: Role) -> set[str]:
    person = Employee(role=role)
    return {name for name in PERMISSIONS if person.has_perm(name)}


def test_an_administrator_may_do_everything() -> None:
    assert allowed(Role.ADMINISTRATOR) == set(PERMISSIONS)


def test_an_employee_sends_and_sees_their_own() -> None:
    assert allowed(Role.EMPLOYEE) == {"mailservers.view_logs", "employees.own_data", "documents.send", "documents.view"}


def test_support_sees_every_log_and_status_but_sends_and_manages_nothing() -> None:
    assert allowed(Role.SUPPORT) == {
        "mailservers.view_servers",
        "mailservers.test_server",
        "mailservers.view_logs",
        "mailservers.view_all_logs",
        "employees.own_data",
        "documents.view",
        "documents.view_all",
    }


@pytest.mark.parametrize("role", Role.values)
def test_nobody_has_a_permission_that_the_table_does_not_know(role: str) -> None:
    assert not Employee(role=role).has_perm("mailservers.read_minds")


def test_somebody_inactive_may_do_nothing() -> None:
    person = Employee(role=Role.ADMINISTRATOR, is_active=False)
    assert not any(person.has_perm(name) for name in PERMISSIONS)
    assert not person.has_module_perms("mailservers")


def test_several_permissions_are_held_only_together() -> None:
    person = Employee(role=Role.EMPLOYEE)
    assert person.has_perms(["documents.send", "employees.own_data"])
    assert not person.has_perms(["documents.send", "documents.view_all"])


def test_templates_can_ask_for_anything_in_an_app() -> None:
    assert Employee(role=Role.EMPLOYEE).has_module_perms("documents")
    assert not Employee(role=Role.EMPLOYEE).has_module_perms("demo")
