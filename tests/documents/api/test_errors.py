"""Every error of the API is a problem object that names what to change."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents.models import Document
from documents.storing import StorageFailed
from tests.documents.api.client import Program, checked
from tests.factories import make_employee

pytestmark = pytest.mark.django_db
GOOD = {"to": ["jan@x.example"], "subject": "S"}


@pytest.fixture
def program():
    return Program(make_employee("anja"))


def errors_of(answer) -> dict[str, str]:
    assert answer.status_code == 422
    return {error["field"]: error["detail"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    "header",
    [None, "Bearer nonsense", "Bearer ", "Basic abc", "Bearer x\x80"],
    ids=["none", "wrong", "empty", "basic", "odd"],
)
@pytest.mark.parametrize(("method", "path"), [("get", "documents"), ("post", "documents"), ("put", "work-location")])
def test_without_a_valid_token_the_answer_is_401(header, method, path):
    headers = {"Authorization": header} if header else {}
    answer = checked(getattr(Client(), method)(f"/api/v1/{path}", headers=headers))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_of_somebody_who_was_deactivated_is_refused(program):
    from employees.models import Employee

    Employee.objects.update(is_active=False)
    assert program.call("GET", "/documents").status_code == 401


@pytest.mark.parametrize("path", ["/", "/nothing", "/documents/", "/documents/abc", "/documents/abc/retry", "/a%0Ab"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_an_address_that_leads_nowhere_is_a_problem_too(program, method, path):
    answer = program.call(method, path) if method != "HEAD" else program.browser.head(f"/api/v1{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/documents"), ("POST", "/work-location"), ("PATCH", "/documents")]
)
def test_a_method_that_is_not_known_names_the_ones_that_are(program, method, path):
    answer = program.call(method, path)
    assert answer.status_code == 405
    assert answer["Allow"] in ("GET, POST", "GET, PUT")


@pytest.mark.parametrize(
    "body",
    [b" ", b"{", b"{'to': 1}", b"\xff\xfe", b"[" * 100_000, b"9" * 5_000, b'{"to": ' + b"9" * 5_000 + b"}"],
    ids=["empty", "cut", "quotes", "bytes", "deep", "long number", "long number inside"],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/documents"), ("PUT", "/work-location")])
def test_a_body_that_is_not_json_is_a_malformed_request(program, method, path, body):
    answer = program.call(method, path, body)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("#problem-malformed-request")


def test_another_content_type_is_not_supported(program):
    headers = {"Authorization": f"Bearer {program.text}"}
    answer = checked(program.browser.post("/api/v1/documents", b"x", content_type="text/plain", headers=headers))
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": None}, "to"),
        ({"to": [1]}, "to.0"),
        ({"to": []}, "to"),
        ({"to": ["jan"]}, "to"),
        ({"to": ["jan@x.example\r\nBcc: evil@x.example"]}, "to"),
        ({"cc": ["b@"]}, "cc"),
        ({"subject": 7}, "subject"),
        ({"subject": ""}, "subject"),
        ({"subject": "a\r\nBcc: evil@x.example"}, "subject"),
        ({"subject": "x" * 501}, "subject"),
        ({"subject": "\ud800"}, "subject"),
        ({"to": ["\ud800 <jan@x.example>"]}, "to"),
        ({"body": "a\x00b"}, "body"),
        ({"body": "X\udfffY"}, "body"),
        ({"\ud800": 1}, ""),
        ({"attachments": [{"name": "\ud800.txt", "content": "aGk="}]}, "attachments"),
        ({"attachments": [{"name": "\ud800.txt", "content": ""}]}, "attachments"),
        ({"attachments": [{"name": "a", "content": "\ud800"}]}, "attachments.0.content"),
        ({"nonsense": 1}, "nonsense"),
        ({"attachments": [{"name": "a.pdf"}]}, "attachments.0.content"),
        ({"attachments": [{"name": "a.pdf", "content": "@@@"}]}, "attachments.0.content"),
        ({"attachments": [{"name": "a.pdf", "content": ""}]}, "attachments"),
    ],
    ids=ascii,
)
def test_a_bad_value_is_named(program, change, field):
    assert field in errors_of(program.call("POST", "/documents", GOOD | change))
    assert not Document.objects.exists()


@pytest.mark.parametrize("body", [[], "text", 1, None, True], ids=repr)
def test_json_that_is_no_object_is_refused(program, body):
    assert program.call("POST", "/documents", str(body).lower().encode() if body is None else body).status_code in (
        400,
        422,
    )


def test_a_form_without_recipients_names_them(program):
    assert "to" in errors_of(program.upload({"subject": "S"}))


def test_a_document_that_is_too_big_is_413_as_json_and_as_a_form(program, settings):
    settings.DOCUMENT_MAX_MB = 1
    big = b"x" * 1_100_000
    attachments = [{"name": "a.pdf", "content": base64.b64encode(big).decode()}]
    answers = [
        program.call("POST", "/documents", GOOD | {"attachments": attachments}),
        program.upload(GOOD | {"attachments": [SimpleUploadedFile("a.pdf", big)]}),
    ]
    assert [answer.status_code for answer in answers] == [413, 413]
    assert "at most 1 MB" in answers[0].json()["detail"]


def test_a_request_far_beyond_the_limit_is_refused_unread(program, settings):
    settings.DOCUMENT_MAX_MB = 1
    assert program.call("POST", "/documents", b" " * 6_000_000).status_code == 413


def test_json_of_several_megabytes_is_read(program, settings):
    content = base64.b64encode(b"x" * 5_000_000).decode()
    answer = program.call("POST", "/documents", GOOD | {"attachments": [{"name": "a.bin", "content": content}]})
    assert answer.status_code == 201


@pytest.mark.parametrize("query", ["status=nonsense", "after=xyz", "limit=0", "limit=1000000", "limit=x"])
def test_a_bad_query_names_its_parameter(program, query):
    assert query.partition("=")[0] in errors_of(program.call("GET", f"/documents?{query}"))


def test_our_own_fault_is_logged_and_told_without_its_words(program, monkeypatch, caplog):
    from documents import intake

    def break_down(**_asked):
        raise RuntimeError("secret inner workings")

    monkeypatch.setattr(intake, "queue_document", break_down)
    answer = program.call("POST", "/documents", GOOD)
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "secret inner workings" in caplog.text


def test_a_full_disk_is_503_and_says_when_to_come_back(program, monkeypatch):
    from documents import intake

    def refuse(**_asked):
        raise StorageFailed("No space left on device")

    monkeypatch.setattr(intake, "queue_document", refuse)
    answer = program.call("POST", "/documents", GOOD)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_problems_speak_the_language_of_the_request():
    english, dutch = Program(make_employee("a"), "en"), Program(make_employee("b"), "nl")
    assert english.call("GET", "/nothing").json()["title"] == "There is nothing at this address"
    assert dutch.call("GET", "/nothing").json()["title"] == "Op dit adres is niets te vinden"
