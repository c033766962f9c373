"""What every answer has in common."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponseBase
from django.test import Client, RequestFactory

from documents.contents import NewAttachment
from documents.intake import queue_document
from employees.models import Employee
from tests.factories import make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee() -> Employee:
    return make_employee("anja")


@pytest.fixture
def browser(employee: Employee) -> Client:
    browser = Client()
    browser.force_login(employee)
    return browser


@pytest.fixture
def attachment(employee: Employee) -> str:
    files = [NewAttachment("a.pdf", b"%PDF-")]
    document = queue_document(sender=employee, to=["jan@x.example"], subject="S", attachments=files)
    return f"/documents/{document.pk}/attachments/{document.attachments.get().pk}/"


def heard(address: str, browser: Client) -> tuple[int, str, bytes]:
    """Status, length and body of a HEAD as the server gets them: the test client would drop the body itself."""
    request = RequestFactory().head(address)
    request.COOKIES = {name: cookie.value for name, cookie in browser.cookies.items()}
    handler = WSGIHandler()
    handler.load_middleware()
    response = handler.get_response(request)
    return response.status_code, response.headers["Content-Length"], b"".join(response)


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/login/", "/health/live"])
def test_a_head_request_gets_the_length_but_no_body(address: str, browser: Client) -> None:
    status, length, body = heard(address, browser)
    assert (status, body) == (browser.get(address).status_code, b"")
    assert int(length) > 0 or status == 302


def test_a_head_request_for_a_file_reads_nothing_of_it(attachment: str, browser: Client) -> None:
    assert heard(attachment, browser) == (200, "5", b"")


@pytest.mark.parametrize("address", ["/", "/my/", "/nowhere/", "/mailservers/"])
def test_what_somebody_signed_in_sees_is_asked_for_anew_and_kept_by_no_proxy(address: str, browser: Client) -> None:
    assert parts(browser.get(address)) == {"private", "no-cache"}


def test_so_is_a_file_that_was_sent_along(attachment: str, browser: Client) -> None:
    assert parts(browser.get(attachment)) == {"private", "no-cache"}


def test_what_a_view_decides_itself_stays(browser: Client) -> None:
    assert "no-store" in parts(browser.get("/health/live"))


def test_a_stranger_s_pages_may_be_kept(client: Client) -> None:
    assert "private" not in parts(client.get("/api/v1/docs"))


def parts(response: HttpResponseBase) -> set[str]:
    """What the header Cache-Control says."""
    return {part.strip() for part in response.headers.get("Cache-Control", "").split(",")}
