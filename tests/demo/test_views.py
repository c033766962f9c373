"""The pages of the training mail server."""

import pytest
from django.urls import reverse

from demo import mailbox
from employees.models import Role
from tests.factories import make_employee, make_mailserver

pytestmark = pytest.mark.django_db

MESSAGE = (
    b"From: Jeroen <j@debrug.example>\r\nTo: n@post.example\r\nSubject: <script>alert(1)</script>\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nHallo <img src=x>\r\n"
    b'--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="evil.html"\r\n\r\n'
    b"<script>1</script>\r\n--b--\r\n"
)
TRACE = ["Return-Path: <j@debrug.example>", "Delivered-To: n@post.example", "Delivered-To: blind@post.example"]


@pytest.fixture
def received(data_folder) -> str:
    message_id = mailbox.new_id()
    mailbox.store(message_id, TRACE, MESSAGE)
    return message_id


@pytest.fixture
def visitor(client, demo_company):
    client.force_login(make_employee(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_empty_mailbox_says_what_to_do(visitor, data_folder):
    page = visitor.get("/training/").content.decode()
    assert "Er is nog niets aangekomen." in page
    assert reverse("training_exercises") in page


def test_received_messages_are_listed_with_everybody_they_were_delivered_to(visitor, received):
    page = visitor.get("/training/").content.decode()
    assert reverse("training_message", args=[received]) in page
    assert "n@post.example, blind@post.example" in page


def test_a_message_is_shown_as_text_and_nothing_of_it_as_html(visitor, received):
    page = visitor.get(f"/training/{received}/").content.decode()
    assert "Hallo &lt;img src=x&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "evil.html" in page


def test_an_attachment_is_saved_and_never_opened(visitor, received):
    response = visitor.get(f"/training/{received}/attachments/0/")
    assert response.content.strip() == b"<script>1</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_source_can_be_saved(visitor, received):
    response = visitor.get(f"/training/{received}.eml")
    assert response.content == "".join(f"{line}\r\n" for line in TRACE).encode() + MESSAGE
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "address", ["/training/{}/attachments/9/", "/training/FFFFFFFFFFFFFFFFFF/", "/training/..%2F..%2Fsecret_key/"]
)
def test_what_is_not_there_is_not_found(visitor, received, address):
    assert visitor.get(address.format(received)).status_code == 404


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", ["/training/", "/training/exercises/", "/training/{}/"])
def test_everybody_signed_in_may_look(client, demo_company, received, role, address):
    client.force_login(make_employee(role=role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address.format(received)).status_code == 200


def test_a_stranger_logs_in_first(client, demo_company, received):
    assert client.get(f"/training/{received}/").status_code == 302


def test_without_the_demo_the_pages_are_not_there(client, db, received):
    client.force_login(make_employee(role=Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/training/", "/training/exercises/", f"/training/{received}/", f"/training/{received}.eml"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "linked"),
    [(Role.ADMINISTRATOR, "mailserver_edit"), (Role.SUPPORT, "mailserver"), (Role.EMPLOYEE, None)],
)
def test_each_exercise_leads_where_the_visitor_can_test_it(client, demo_company, data_folder, role, linked):
    server = make_mailserver("Hoofdkantoor")
    client.force_login(make_employee(role=role), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/training/exercises/").content.decode()
    assert "Hoofdkantoor" in page
    for name in ("mailserver_edit", "mailserver"):
        assert (f'"{reverse(name, args=[server.pk])}"' in page) is (name == linked)
