"""Makers of rows: each makes only what its name says, with values a test may leave open."""

from itertools import count
from typing import Any

from employees import work_location
from employees.credentials import store
from employees.models import Employee, Role
from mailservers import revisions
from mailservers.models import Company, MailServer

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_employee(username: str = "", role: Role = Role.EMPLOYEE, **fields: Any) -> Employee:
    """Somebody who logs in with PASSWORD."""
    username = username or f"employee{next(_numbers)}"
    values = {"name": username.title(), "email": f"{username}@agency.example", "password": PASSWORD, **fields}
    return Employee.objects.create_user(username, role=role, **values)


def make_mailserver(identification: str = "", *, password: str | None = None, **fields: Any) -> MailServer:
    """A saved server, with the first entry of its history."""
    identification = identification or f"Server {next(_numbers)}"
    server = MailServer(identification=identification, **{"host": "smtp.agency.example", **fields})
    revisions.save_server(server, password=password)
    return server


def change_mailserver(server: MailServer, *, password: str | None = None, **fields: Any) -> None:
    """Save other settings of a server, as an administrator does."""
    for name, value in fields.items():
        setattr(server, name, value)
    revisions.save_server(server, password=password)


def make_company(**fields: Any) -> Company:
    """The agency."""
    values = {"name": "Uitzendbureau De Brug", "general_email": "info@agency.example", **fields}
    return Company.objects.update_or_create(pk=1, defaults=values)[0]


def give_login(
    employee: Employee, server: MailServer, username: str = "own.login", password: str = "own secret"
) -> None:
    """The employee's own login for a server, entered for its present settings."""
    store(employee, server, server, username, password)


def work_from(employee: Employee, server: MailServer | None) -> None:
    """The employee's choice of work location."""
    work_location.choose(employee, server)
