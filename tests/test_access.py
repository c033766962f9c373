"""Every address is in the table of `tests/access_table.py`, and every row of it is true."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from demo import mailbox
from documents.contents import NewAttachment
from documents.intake import queue_document
from employees import tokens
from employees.models import Employee, Role
from mailservers.models import MailServer, SmtpLog
from tests.access_table import ROLES, TABLE, Access
from tests.factories import make_company, make_employee, make_mailserver

METHODS = ("GET", "POST")  # what each address must have a row for


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Every route of the address table, as it is written there."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


@pytest.mark.parametrize("route", ROUTES)
def test_every_address_has_a_row_for_every_method(route: str) -> None:
    listed = {row.method for row in TABLE if row.route == route and row.whose == "own"}
    assert listed >= set(METHODS), f"add rows for {route!r} to tests/access_table.py"


def test_every_row_is_about_an_address_that_exists() -> None:
    assert sorted({row.route for row in TABLE} - set(ROUTES)) == []


def test_an_address_with_somebody_s_thing_in_it_is_also_tried_with_another_one_s() -> None:
    personal = ("<uuid:pk>", "<uuid:document_id>", "<uuidstr:document_id>", "<int:token_id>")
    owned = {route for route in ROUTES if any(part in route for part in personal)}
    assert owned == {row.route for row in TABLE if row.whose == "other"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} /{row.route} {row.whose}")
def test_the_table_is_true(row: Access, role: str, world: "World") -> None:
    visitor = None if role == "stranger" else world.people[role]
    owner = world.people["other"] if row.whose == "other" or visitor is None else visitor
    answer = world.ask(visitor, row.method, world.address(row.route, owner))
    assert word_for(answer) == row.answers[ROLES.index(role)]


def pages(method: str) -> list[Access]:
    """The rows that are no part of the API, nor of Django's own language switch, which answers any method."""
    foreign = ("api/", "language/")
    return [row for row in TABLE if row.method == method and row.whose == "own" and not row.route.startswith(foreign)]


@pytest.mark.django_db
@pytest.mark.parametrize("row", pages("GET"), ids=lambda row: f"/{row.route}")
def test_head_is_answered_like_get_and_no_page_knows_other_methods(row: Access, world: "World") -> None:
    visitor = world.people["administrator"]
    address = world.address(row.route, visitor)
    assert word_for(world.ask(visitor, "HEAD", address)) == row.answers[0]
    answers = {method: word_for(world.ask(visitor, method, address)) for method in ("PUT", "PATCH", "DELETE")}
    assert set(answers.values()) == {"method"}, answers


def word_for(answer: HttpResponse) -> str:
    """What an answer means, in the words of the table."""
    if answer.status_code == 302 and answer["Location"].startswith("/login/"):
        return "login"
    return {401: "token", 403: "no", 404: "absent", 405: "method"}.get(answer.status_code, "yes")


class World:
    """One of everything for each of the people, and the addresses that lead there."""

    def __init__(self) -> None:
        self.people = {role: make_employee(role, role=Role(role)) for role in ROLES[:-1]}
        self.people["other"] = make_employee("other", role=Role.ADMINISTRATOR)
        self.server = make_mailserver()
        make_company(demo=True, default_server=self.server)

    def address(self, route: str, owner: Employee) -> str:
        """The route with the things of `owner` in the place of its arguments."""
        address = "/" + route
        if "<str:message_id>" in route:
            address = address.replace("<str:message_id>", received_message()).replace("<int:number>", "0")
        if "document_id>" in route:
            document = queue_document(
                sender=owner, to=["jan@x.example"], subject="S", attachments=[NewAttachment("a.pdf", b"%PDF-")]
            )
            address = address.replace("<int:attachment_id>", str(document.attachments.get().pk))
            for argument in ("<uuid:document_id>", "<uuidstr:document_id>"):
                address = address.replace(argument, str(document.pk))
        if "<uuid:pk>" in route:
            address = address.replace("<uuid:pk>", str(make_log(owner, self.server).pk))
        if "<int:token_id>" in route:
            address = address.replace("<int:token_id>", str(tokens.create(owner, "T")[0].pk))
        numbers = {"<int:pk>": self.server.pk, "<int:server_id>": self.server.pk}
        numbers["<int:employee_id>"] = self.people["other"].pk
        for argument, number in numbers.items():
            address = address.replace(argument, str(number))
        return address.replace(r"^[\s\S]+$", "nowhere")

    def ask(self, visitor: Employee | None, method: str, address: str) -> HttpResponse:
        """The answer to a request of `visitor`: with a session or, for the API, with a token."""
        browser = Client()
        headers = {}
        if visitor and address.startswith("/api/"):
            headers["Authorization"] = f"Bearer {tokens.create(visitor, 'API')[1]}"
        elif visitor:
            browser.force_login(visitor)
        typed = {"server": self.server.pk} if address == "/mailservers/test/" else {}
        return browser.generic(method, address, data=form_data(typed), content_type=FORM, headers=headers)


FORM = "application/x-www-form-urlencoded"


def form_data(typed: dict) -> bytes:
    return "&".join(f"{name}={value}" for name, value in typed.items()).encode()


def received_message() -> str:
    message_id = mailbox.new_id()
    content = (
        b"Subject: S\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\nx\r\n--b--\r\n'
    )
    mailbox.store(message_id, ["Return-Path: <a@x.example>"], content)
    return message_id


def make_log(actor: Employee, server: MailServer) -> SmtpLog:
    return SmtpLog.objects.create(
        kind=SmtpLog.Kind.TEST,
        outcome=SmtpLog.Outcome.FAILED,
        server=server,
        actor=actor,
        host=server.host,
        port=server.port,
        security=server.security,
        started_at=timezone.now(),
        finished_at=timezone.now(),
    )


@pytest.fixture
def world(db: None, settings: object, tmp_path: object) -> World:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return World()


def test_the_api_does_not_accept_a_session(world: World) -> None:
    browser = Client()
    browser.force_login(world.people["administrator"])
    assert browser.get("/api/v1/documents").status_code == 401
