"""Two clicks at the same moment, or two people who think of the same name."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from employees.forms.employee import EmployeeForm, NewEmployeeForm
from employees.forms.my import TokenForm
from employees.models import ApiToken, Employee
from tests.employees.test_employees import TYPED, edited
from tests.factories import make_employee

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("username", ["m.bakker", "M.Bakker"])
def test_of_two_new_employees_with_one_user_name_the_second_is_refused_in_words(username: str) -> None:
    forms = [NewEmployeeForm(TYPED), NewEmployeeForm({**TYPED, "username": username})]
    assert [form.is_valid() for form in forms] == [True, True]
    assert forms[0].create()
    assert forms[1].create() is None
    assert forms[1].errors["username"] == ["Er is al een medewerker met deze gebruikersnaam."]
    assert Employee.objects.count() == 1


def test_a_user_name_that_was_taken_a_moment_ago_is_refused_in_words() -> None:
    anja = make_employee("anja")
    form = EmployeeForm(edited(anja, username="Piet"), instance=anja)
    assert form.is_valid()
    make_employee("piet")
    assert form.change() is False
    assert form.errors["username"]
    assert sorted(Employee.objects.values_list("username", flat=True)) == ["anja", "piet"]


@pytest.mark.parametrize("name", ["Payroll", "PAYROLL"])
def test_of_two_tokens_with_one_name_the_second_is_refused_in_words(name: str) -> None:
    anja, piet = make_employee(), make_employee()
    forms = [TokenForm(anja, {"token_name": typed}) for typed in ("Payroll", name)]
    assert [form.is_valid() for form in forms] == [True, True]
    assert forms[0].create()
    assert forms[1].create() is None
    assert forms[1].errors["token_name"] == ["Je hebt al een token met deze naam."]
    colleague = TokenForm(piet, {"token_name": "Payroll"})
    assert colleague.is_valid()
    assert colleague.create()
    assert ApiToken.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_names_that_existed_twice_are_told_apart_by_the_migration() -> None:
    try:
        call_command("migrate", "employees", "0004", verbosity=0)
        before = MigrationExecutor(connection).loader.project_state(("employees", "0004_authority_of_a_login")).apps
        person, token = before.get_model("employees", "Employee"), before.get_model("employees", "ApiToken")
        people = [person.objects.create(username=name, name=name) for name in ("anja", "Anja", "anja-2", "ANJA")]
        for number, owner in enumerate((people[0], people[0], people[1])):
            token.objects.create(employee=owner, name="Payroll", hint="x", digest=str(number))
    finally:
        call_command("migrate", "employees", verbosity=0)
    assert list(Employee.objects.order_by("pk").values_list("username", flat=True)) == [
        "anja", "Anja-3", "anja-2", "ANJA-4",
    ]  # fmt: skip
    assert list(ApiToken.objects.order_by("pk").values_list("name", flat=True)) == ["Payroll", "Payroll-2", "Payroll"]
