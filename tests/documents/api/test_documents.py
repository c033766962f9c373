"""Sending and following documents over the API."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from documents.contents import read
from documents.models import Document, Status
from employees.models import Role
from tests.documents.api.client import Program
from tests.documents.visitors import make_document
from tests.factories import make_employee, make_mailserver, work_from

PDF = b"%PDF-1.7 payslip"
GOOD = {
    "to": ["Jan Smit <jan@x.example>"],
    "bcc": "archive@x.example",
    "subject": "Loonstrook week 47",
    "body": "Beste Jan",
    "attachments": [{"name": "loonstrook.pdf", "content": base64.b64encode(PDF).decode()}],
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def anja():
    employee = make_employee("anja")
    work_from(employee, make_mailserver("HQ"))
    return employee


@pytest.fixture
def program(anja):
    return Program(anja)


def test_a_document_is_queued_from_json(program, anja):
    answer = program.call("POST", "/documents", GOOD)
    assert answer.status_code == 201
    body = answer.json()
    document = Document.objects.get(pk=body["id"])
    assert answer["Location"] == f"/api/v1/documents/{document.pk}"
    assert (body["status"], body["server"], document.sender) == ("queued", "HQ", anja)
    assert [(one["kind"], one["address"]) for one in body["recipients"]] == [
        ("to", "jan@x.example"),
        ("bcc", "archive@x.example"),
    ]
    assert body["attachments"] == [
        {"name": "loonstrook.pdf", "content_type": "application/pdf", "size_bytes": len(PDF)}
    ]
    assert b"".join(read(document.attachments.get().content)) == PDF


def test_a_document_is_queued_from_a_form(program):
    file = SimpleUploadedFile("loonstrook.pdf", PDF)
    answer = program.upload({"to": ["a@x.example", "b@x.example, c@x.example"], "subject": "S", "attachments": [file]})
    assert answer.status_code == 201
    assert [one["address"] for one in answer.json()["recipients"]] == ["a@x.example", "b@x.example", "c@x.example"]
    assert b"".join(read(Document.objects.get().attachments.get().content)) == PDF


def test_the_settings_of_an_api_request_are_the_newest(program):
    newest = make_mailserver("Newest").revisions.get().pk
    program.call("POST", "/documents", GOOD)
    assert Document.objects.get().revision_limit == newest


def test_the_same_key_and_document_again_is_the_same_document(program):
    key = {"Idempotency-Key": "payslip-47"}
    first, second = (program.call("POST", "/documents", GOOD, key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Document.objects.count() == 1


def test_the_same_document_as_json_and_as_a_form_is_the_same_request(program):
    key = {"Idempotency-Key": "payslip-47"}
    fields = {name: GOOD[name] for name in ("to", "bcc", "subject", "body")}
    first = program.call("POST", "/documents", GOOD, key)
    second = program.upload(fields | {"attachments": [SimpleUploadedFile("loonstrook.pdf", PDF)]}, key)
    assert second.status_code == 200
    assert first.json()["id"] == second.json()["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Other"},
        {"body": "Other"},
        {"to": ["p@x.example"]},
        {"bcc": []},
        {"attachments": []},
        {"attachments": [{"name": "loonstrook.pdf", "content": base64.b64encode(b"other").decode()}]},
        {"attachments": [{"name": "other.pdf", "content": base64.b64encode(PDF).decode()}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_key_with_another_document_is_a_conflict(program, change):
    key = {"Idempotency-Key": "payslip-47"}
    program.call("POST", "/documents", GOOD, key)
    answer = program.call("POST", "/documents", GOOD | change, key)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("#problem-idempotency-conflict")
    assert Document.objects.count() == 1


def test_a_key_belongs_to_one_employee(program):
    key = {"Idempotency-Key": "payslip-47"}
    program.call("POST", "/documents", GOOD, key)
    assert Program(make_employee("mo")).call("POST", "/documents", GOOD, key).status_code == 201


@pytest.mark.parametrize("key", ["", "   ", "x" * 201], ids=["empty", "spaces", "too long"])
def test_a_key_that_cannot_be_used_is_refused(program, key):
    answer = program.call("POST", "/documents", GOOD, {"Idempotency-Key": key})
    assert answer.status_code == 422
    assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_requests_with_one_key_at_the_same_moment_queue_one_document(anja):
    program = Program(anja)

    def send(_number: int) -> tuple[int, str]:
        try:
            answer = program.call("POST", "/documents", GOOD, {"Idempotency-Key": "race"})
            return answer.status_code, answer.json()["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert sorted(status for status, _ in answers) == [200] * 9 + [201]
    assert len({document for _, document in answers}) == 1
    assert Document.objects.count() == 1


def test_a_list_is_the_employees_own_newest_first_and_in_pages(program, anja):
    made = [make_document(anja, subject=str(number)) for number in range(5)]
    make_document(make_employee("mo"))
    first = program.call("GET", "/documents?limit=2").json()
    second = program.call("GET", f"/documents?limit=2&after={first['next']}").json()
    third = program.call("GET", f"/documents?limit=2&after={second['next']}").json()
    subjects = [[one["subject"] for one in page["documents"]] for page in (first, second, third)]
    assert subjects == [["4", "3"], ["2", "1"], ["0"]]
    assert third["next"] is None
    assert first["documents"][0]["id"] == str(made[4].pk)


def test_a_list_can_be_narrowed_to_a_status(program, anja):
    make_document(anja, status=Status.SENT)
    failed = make_document(anja, status=Status.FAILED)
    assert [one["id"] for one in program.call("GET", "/documents?status=failed").json()["documents"]] == [
        str(failed.pk)
    ]


def test_a_held_document_says_what_is_missing():
    body = Program(make_employee("mo")).call("POST", "/documents", GOOD).json()
    assert (body["status"], body["reason"], body["server"]) == ("held", "no-server", None)
    assert "Choose a work location" in body["explanation"]


def test_retry_queues_a_failed_document(program, anja):
    document = make_document(anja, make_mailserver(), status=Status.FAILED)
    answer = program.call("POST", f"/documents/{document.pk}/retry")
    assert (answer.status_code, answer.json()["status"]) == (200, "queued")


def test_retry_with_current_settings(program, anja):
    server = make_mailserver()
    document = make_document(anja, server, status=Status.FAILED)
    answer = program.call("POST", f"/documents/{document.pk}/retry?settings=current")
    assert answer.status_code == 200
    assert Document.objects.get(pk=document.pk).revision_limit == server.revisions.get().pk


def test_retrying_what_has_been_sent_is_a_conflict(program, anja):
    document = make_document(anja, status=Status.SENT)
    answer = program.call("POST", f"/documents/{document.pk}/retry")
    assert (answer.status_code, answer.json()["document_status"]) == (409, "sent")


def test_cancel_is_harmless_the_second_time_and_a_conflict_when_too_late(program, anja):
    document, sent = make_document(anja), make_document(anja, status=Status.SENT)
    statuses = [program.call("POST", f"/documents/{document.pk}/cancel").status_code for _ in range(2)]
    assert statuses == [200, 200]
    assert Document.objects.get(pk=document.pk).status == Status.CANCELLED
    assert program.call("POST", f"/documents/{sent.pk}/cancel").status_code == 409


@pytest.mark.parametrize(
    "call", [("GET", ""), ("POST", "/retry"), ("POST", "/cancel")], ids=lambda call: call[1] or "get"
)
def test_another_employees_document_does_not_exist_even_for_an_administrators_token(call):
    document = make_document(make_employee("anja"), status=Status.HELD)
    boss = Program(make_employee("boss", role=Role.ADMINISTRATOR))
    assert boss.call(call[0], f"/documents/{document.pk}{call[1]}").status_code == 404
    assert Document.objects.get().status == Status.HELD


def test_support_may_not_send():
    answer = Program(make_employee("sam", role=Role.SUPPORT)).call("POST", "/documents", GOOD)
    assert answer.status_code == 403
    assert not Document.objects.exists()
