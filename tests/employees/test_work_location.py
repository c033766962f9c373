"""Where somebody works: the server, the settings in effect for their login, and what is missing."""

import pytest
from django.test.utils import CaptureQueriesContext

from employees import work_location
from employees.models import Employee, ServerCredentials
from mailservers.models import MailServer
from mailservers.revisions import newest_revision_id
from tests.factories import change_mailserver, give_login, make_company, make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db


def now(employee: Employee, limit: int | None = None) -> work_location.Location:
    return work_location.current(employee, newest_revision_id() if limit is None else limit)


def problem(place: work_location.Location) -> str | None:
    return place.problem.code if place.problem else None


def test_without_a_choice_and_a_default_there_is_no_server() -> None:
    assert problem(now(make_employee())) == "no-server"


def test_without_a_choice_the_company_s_default_counts() -> None:
    server = make_mailserver()
    make_company(default_server=server)
    place = now(make_employee())
    assert (place.server, place.is_chosen, place.problem) == (server, False, None)


def test_a_choice_counts_more_than_the_default() -> None:
    default, chosen = make_mailserver(), make_mailserver()
    make_company(default_server=default)
    employee = make_employee()
    work_from(employee, chosen)
    assert now(employee).server == chosen


def test_giving_up_the_choice_returns_to_the_default() -> None:
    default = make_mailserver()
    make_company(default_server=default)
    employee = make_employee()
    work_from(employee, make_mailserver())
    work_from(employee, None)
    assert now(employee).server == default


def test_central_authentication_brings_the_server_s_own_login() -> None:
    server = make_mailserver(authentication="central", username="agency", password="central secret")
    employee = make_employee()
    work_from(employee, server)
    login = now(employee).login
    assert login is not None
    assert (login.username, login.password) == ("agency", "central secret")


def test_per_employee_authentication_brings_their_own_login() -> None:
    server = make_mailserver(authentication="per_employee")
    employee = make_employee()
    work_from(employee, server)
    give_login(employee, server, "a.jansen", "own")
    login = now(employee).login
    assert login is not None
    assert (login.username, login.password) == ("a.jansen", "own")


def test_a_missing_own_login_is_named() -> None:
    employee = make_employee()
    work_from(employee, make_mailserver(authentication="per_employee"))
    assert problem(now(employee)) == "credentials-missing"


def test_an_own_login_for_another_host_waits() -> None:
    server = make_mailserver(authentication="per_employee")
    employee = make_employee()
    work_from(employee, server)
    give_login(employee, server)
    change_mailserver(server, host="elsewhere.example")
    assert problem(now(employee)) == "credentials-waiting"


def test_a_login_from_before_the_change_keeps_the_previous_settings() -> None:
    server = make_mailserver(host="old.example")
    employee = make_employee()
    work_from(employee, server)
    before = newest_revision_id()
    change_mailserver(server, host="new.example")
    assert [now(employee, before).settings.host, now(employee).settings.host] == ["old.example", "new.example"]


def test_a_default_server_newer_than_the_login_is_not_yet_available() -> None:
    before = newest_revision_id()
    make_company(default_server=make_mailserver())
    assert problem(now(make_employee(), before)) == "not-yet-available"


def test_a_deleted_server_is_named_even_when_there_is_a_default() -> None:
    make_company(default_server=make_mailserver())
    server = make_mailserver("Klant De Vries")
    employee = make_employee()
    work_from(employee, server)
    server.delete()
    place = now(employee)
    assert problem(place) == "server-deleted"
    assert "Klant De Vries" in str(place.problem)


def test_choosing_again_ends_the_reminder_of_a_deleted_server() -> None:
    server, other = make_mailserver(), make_mailserver()
    employee = make_employee()
    work_from(employee, server)
    MailServer.objects.filter(pk=server.pk).delete()
    work_from(employee, other)
    assert now(employee).problem is None


@pytest.mark.parametrize(
    ("authentication", "code"), [("central", "server-password-unreadable"), ("per_employee", "credentials-unreadable")]
)
def test_a_password_that_cannot_be_read_is_a_problem_with_a_name(authentication: str, code: str) -> None:
    server = make_mailserver(authentication=authentication, username="u", password="p")
    employee = make_employee()
    work_from(employee, server)
    give_login(employee, server)
    server.revisions.update(password="gAAAA-not-ours")
    ServerCredentials.objects.update(password="gAAAA-not-ours")
    assert problem(now(employee)) == code


def test_a_queued_document_keeps_its_server_whatever_the_sender_chooses_now() -> None:
    fixed = make_mailserver(host="fixed.example")
    employee = make_employee()
    work_from(employee, make_mailserver())
    place = work_location.at_server(employee, fixed, newest_revision_id())
    assert place.settings.host == "fixed.example"


def test_many_employees_cost_as_many_queries_as_one(django_assert_max_num_queries: object, db: None) -> None:
    from django.db import connection

    people = [make_employee() for _ in range(8)]
    for employee in people:
        work_from(employee, make_mailserver(authentication="per_employee"))
    with CaptureQueriesContext(connection) as one:
        work_location.places(people[:1], newest_revision_id())
    with CaptureQueriesContext(connection) as all_of_them:
        work_location.places(people, newest_revision_id())
    assert len(all_of_them) == len(one)
