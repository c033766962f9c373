"""Fills an empty database with the demo agency, and keeps its servers pointed at the training mail server."""

from django.db import transaction

from demo import certificates, correspondence, manners, people, ports
from demo.people import PEOPLE, Person
from demo.servers import HEAD_OFFICE, SERVERS, DemoServer
from employees import credentials
from employees.models import Employee, WorkLocation
from mailservers.models import Authentication, Company, MailServer
from mailservers.models.server import key_of
from mailservers.revisions import save_server
from mailservers.smtp.settings import Security


class NotADemo(Exception):
    """The database has people of its own: demo accounts with a published password must not get in there."""


def load() -> None:
    """Add whatever of the demo is missing; what is there stays as it is. Raises NotADemo."""
    company = Company.current()
    if not company.demo and Employee.objects.exists():
        raise NotADemo
    with transaction.atomic():
        company.demo = True
        company.name = company.name or people.COMPANY_NAME
        company.general_email = company.general_email or people.GENERAL_EMAIL
        company.save()
        employees = {person.username: employee(person) for person in PEOPLE}
        numbers = ports.settle(manners.ports())
        servers = {server.identification: mail_server(server, numbers) for server in SERVERS}
        company.default_server = company.default_server or servers[HEAD_OFFICE]
        company.save()
        for person in PEOPLE:
            if person.location:
                settle_in(person, employees[person.username], servers[person.location])
        follow_training_server()
        correspondence.queue_once(employees)


def employee(person: Person) -> Employee:
    """This person's account; only those meant for logging in get a password."""
    known = Employee.objects.filter(username=person.username).first()
    password = people.PASSWORD if person.can_log_in else None
    return known or Employee.objects.create_user(
        person.username, password, name=person.name, email=person.email, role=person.role
    )


def mail_server(server: DemoServer, numbers: dict[str, int]) -> MailServer:
    """This server's row."""
    known = MailServer.objects.filter(identification_key=key_of(server.identification)).first()
    if known:
        return known
    row = MailServer(
        identification=server.identification,
        host=server.host,
        port=server.port_number(numbers),
        security=server.security,
        authentication=server.authentication,
        username=server.username,
        # Without security it is for the settings that a failed test finds to work.
        ca_certificate=certificates.authority_pem() if server.security is not Security.NONE or server.remedy else "",
    )
    save_server(row, password=server.password or None)
    return row


def settle_in(person: Person, account: Employee, server: MailServer) -> None:
    """Choose the person's place of work and enter their login there, unless they chose one themselves."""
    _location, is_new = WorkLocation.objects.get_or_create(employee=account, defaults={"server": server})
    if is_new and person.has_login_there and server.authentication == Authentication.PER_EMPLOYEE:
        credentials.store(account, server, server, person.username, manners.PASSWORD)


def follow_training_server() -> None:
    """Let the demo's servers have the ports and the authority that the training mail server has now.

    Both stay the same as long as the data folder keeps them and no other program takes a port.
    """
    numbers, authority = ports.settle(manners.ports()), certificates.authority_pem()
    for server in SERVERS:
        row = MailServer.objects.filter(identification_key=key_of(server.identification), host=ports.HOST).first()
        if row is None:  # deleted, renamed or pointed elsewhere: it is theirs now
            continue
        port = server.port_number(numbers) if is_stale(row.port, numbers) else row.port
        own_authority = authority if row.ca_certificate else ""
        if (row.port, row.ca_certificate) != (port, own_authority):
            row.port, row.ca_certificate = port, own_authority
            save_server(row)


def is_stale(port: int, numbers: dict[str, int]) -> bool:
    """Whether the training mail server once had this port and has it no longer."""
    return port in ports.CANDIDATES and port not in numbers.values()
