"""Logging in and out."""

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client

from employees.models import Employee, Role
from mailservers.revisions import newest_revision_id
from tests.factories import PASSWORD, make_employee, make_mailserver

pytestmark = pytest.mark.django_db


def test_a_right_password_leads_to_the_start_page(client: Client, employee: Employee) -> None:
    answer = client.post("/login/", {"username": "a.jansen", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_login_remembers_which_settings_existed(client: Client, employee: Employee) -> None:
    make_mailserver()
    client.post("/login/", {"username": "a.jansen", "password": PASSWORD})
    assert client.session["settings_revision"] == newest_revision_id()


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "a.jansen", "password": "wrong"},
        {"username": "nobody", "password": PASSWORD},
        {"username": "", "password": ""},
        {"username": "a" * 5000, "password": "\0"},
    ],
    ids=["wrong password", "unknown name", "nothing typed", "nonsense"],
)
def test_a_wrong_login_is_refused_with_the_same_page(client: Client, employee: Employee, typed: dict) -> None:
    answer = client.post("/login/", typed)
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["a" * 151, "a" * 100_000, "a\0b"], ids=["longer", "very long", "nul"])
def test_a_user_name_that_nobody_can_have_is_refused_and_not_stored(client: Client, name: str) -> None:
    assert client.post("/login/", {"username": name, "password": PASSWORD}).status_code == 422
    assert not AccessAttempt.objects.exists()


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(client: Client, employee: Employee) -> None:
    pages = [
        list(client.post("/login/", {"username": name, "password": "wrong"}).context["form"].non_field_errors())
        for name in ("a.jansen", "nobody")
    ]
    assert pages[0] == pages[1] != []


def test_the_typed_user_name_is_kept_and_the_password_is_not(client: Client, employee: Employee) -> None:
    page = client.post("/login/", {"username": "a.jansen", "password": "wr0ng secret"}).content.decode()
    assert 'value="a.jansen"' in page
    assert "wr0ng secret" not in page


def test_somebody_inactive_cannot_log_in(client: Client) -> None:
    make_employee("gone", is_active=False)
    assert client.post("/login/", {"username": "gone", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/my/", "/my/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\elsewhere.example", "/"),
    ],
)
def test_after_the_login_next_leads_only_to_our_own_pages(
    client: Client, employee: Employee, wanted: str, reached: str
) -> None:
    answer = client.post("/login/", {"username": "a.jansen", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == reached


def test_the_login_page_sends_somebody_who_is_logged_in_on(browser: Client) -> None:
    assert browser.get("/login/?next=/my/")["Location"] == "/my/"


def test_logging_in_again_without_logging_out_counts_as_a_new_login(browser: Client) -> None:
    make_mailserver()
    browser.post("/login/", {"username": "a.jansen", "password": PASSWORD})
    assert browser.session["settings_revision"] == newest_revision_id()


def test_logging_out_ends_the_session_and_can_lead_back_to_the_same_page(browser: Client) -> None:
    answer = browser.post("/logout/", {"next": "/login/?next=/my/"})
    assert answer["Location"] == "/login/?next=/my/"
    assert browser.get("/my/").status_code == 302


def test_no_link_can_log_anybody_out(browser: Client) -> None:
    assert browser.get("/logout/").status_code == 405
    assert browser.get("/my/").status_code == 200


def test_ten_wrong_logins_lock_the_name_from_that_address_for_a_while(client: Client, employee: Employee) -> None:
    for _ in range(10):
        answer = client.post("/login/", {"username": "a.jansen", "password": "wrong"})
    assert answer.status_code == 429
    assert 'data-test="locked-out"' in answer.content.decode()
    assert client.post("/login/", {"username": "a.jansen", "password": PASSWORD}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/login/", {"username": "a.jansen", "password": PASSWORD}).status_code == 302


def test_the_first_administrator_is_made_from_the_command_line(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--username=eerste", "--name=Eerste", "--email=e@agency.example")
    assert Employee.objects.get().role == Role.ADMINISTRATOR
    assert client.post("/login/", {"username": "eerste", "password": PASSWORD}).status_code == 302
