"""`manage.py work_location`: the page's work, scripted."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from employees.models import Employee
from tests.factories import give_login, make_company, make_mailserver, work_from

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("work_location", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_show_names_server_source_and_login_but_no_password(employee: Employee) -> None:
    server = make_mailserver("Klant", authentication="per_employee", host="k.example", port=2525)
    work_from(employee, server)
    give_login(employee, server, "own.login", "s3cret")
    assert run("show", "a.jansen") == {
        "username": "a.jansen",
        "server": "Klant",
        "source": "chosen",
        "host": "k.example",
        "port": 2525,
        "login": "own.login",
        "problem": None,
        "words": None,
    }


def test_set_takes_the_identification_in_any_case(employee: Employee) -> None:
    make_mailserver("Klant De Vries")
    assert run("set", "a.jansen", "  klant  de VRIES ")["server"] == "Klant De Vries"


def test_set_takes_the_password_from_the_environment(employee: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    server = make_mailserver("Klant", authentication="per_employee")
    monkeypatch.setenv("KLANT_PASSWORD", "from the environment")
    run("set", "a.jansen", "Klant", "--login", "own.login", "--password-env", "KLANT_PASSWORD")
    assert employee.credentials_for(server, server).password == "from the environment"


def test_clear_returns_to_the_company_s_default(employee: Employee) -> None:
    make_company(default_server=make_mailserver("Kantoor"))
    work_from(employee, make_mailserver("Klant"))
    assert (run("clear", "a.jansen")["server"], run("show", "a.jansen")["source"]) == ("Kantoor", "default")


def test_show_of_a_place_that_nothing_can_be_sent_from_exits_with_1(employee: Employee) -> None:
    with pytest.raises(SystemExit) as exit_:
        run("show", "a.jansen")
    assert exit_.value.code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show", "nobody"], 1),
        (["set", "a.jansen", "No such server"], 1),
        (["set", "a.jansen", "Own"], 1),
        (["set", "a.jansen", "Own", "--login", "u", "--password-env", "NOT_SET_ANYWHERE"], 2),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    employee: Employee, arguments: list[str], code: int
) -> None:
    make_mailserver("Own", authentication="per_employee")
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert refusal.value.returncode == code
    assert not hasattr(Employee.objects.get(), "work_location")
