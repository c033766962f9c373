"""The demo data: loaded once, complete, and never into somebody's own database."""

import io

import pytest
from django.core.management import CommandError, call_command

from demo import people, ports, servers
from documents.models import Document
from employees.models import Employee, ServerCredentials, WorkLocation
from mailservers.models import Company, MailServer, MailServerRevision
from mailservers.revisions import save_server
from tests.factories import make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(data_folder, settings):
    settings.MEDIA_ROOT = data_folder / "files"


def load(*options: str) -> str:
    said = io.StringIO()
    call_command("load_demo", *options, stdout=said, stderr=said)
    return said.getvalue()


def rows() -> dict[str, int]:
    models = (Employee, MailServer, MailServerRevision, WorkLocation, ServerCredentials, Document)
    return {model.__name__: model.objects.count() for model in models}


def test_the_demo_is_a_whole_agency():
    load()
    company = Company.current()
    assert company.demo
    assert company.general_email
    assert company.default_server.identification == servers.HEAD_OFFICE
    assert Employee.objects.count() == len(people.PEOPLE) == 12
    assert MailServer.objects.count() == len(servers.SERVERS)
    assert Document.objects.count() > 5


@pytest.mark.parametrize(
    ("username", "role"),
    [
        ("beheerder", "administrator"),
        ("medewerker", "employee"),
        ("medewerker2", "employee"),
        ("support", "support"),
    ],
)
def test_the_printed_accounts_can_log_in_with_the_printed_password(username, role):
    load()
    account = Employee.objects.get(username=username)
    assert account.check_password("demo-easyflex")
    assert account.role == role


def test_nobody_else_has_a_password():
    load()
    others = [person.username for person in people.PEOPLE if not person.can_log_in]
    assert not any(one.has_usable_password() for one in Employee.objects.filter(username__in=others))


def test_loading_twice_changes_nothing():
    load()
    before = rows()
    load()
    assert rows() == before


def test_what_was_changed_stays_and_what_was_deleted_comes_back_only_when_asked_for():
    load()
    head_office = MailServer.objects.get(identification=servers.HEAD_OFFICE)
    head_office.max_connections = 7
    save_server(head_office)
    MailServer.objects.get(identification=servers.GREYLISTING).delete()
    load("--once")
    assert not MailServer.objects.filter(identification=servers.GREYLISTING).exists()
    load()
    assert MailServer.objects.filter(identification=servers.GREYLISTING).exists()
    assert MailServer.objects.get(identification=servers.HEAD_OFFICE).max_connections == 7


def test_the_demo_does_not_get_into_a_database_with_people_of_its_own():
    make_employee("somebody")
    with pytest.raises(CommandError, match="employees of its own"):
        load()
    with pytest.raises(SystemExit) as ended:
        load("--once")
    assert ended.value.code == 3
    assert not Company.current().demo
    assert Employee.objects.count() == 1


def test_servers_follow_a_port_that_had_to_change():
    load()
    old = ports.recorded()
    new = ports.settle(old, taken=["starttls"])
    load("--once")
    head_office = MailServer.objects.get(identification=servers.HEAD_OFFICE)
    assert old["starttls"] != head_office.port == new["starttls"]
    assert MailServer.objects.get(identification=servers.WAREHOUSE).port == old["plain"]


def test_a_server_that_somebody_pointed_elsewhere_is_left_alone():
    load()
    for identification, host, port in (
        (servers.HEAD_OFFICE, "smtp.voorbeeld.example", 587),
        (servers.WAREHOUSE, ports.HOST, 25),
    ):
        server = MailServer.objects.get(identification=identification)
        server.host, server.port = host, port
        save_server(server, password="a password of their own")
    ports.settle(ports.recorded(), taken=["starttls", "plain"])
    load("--once")
    found = MailServer.objects.filter(identification__in=[servers.HEAD_OFFICE, servers.WAREHOUSE])
    assert sorted(found.values_list("host", "port")) == [(ports.HOST, 25), ("smtp.voorbeeld.example", 587)]


def test_the_training_server_refuses_to_run_without_the_demo():
    with pytest.raises(CommandError, match="load_demo"):
        call_command("training_server")
