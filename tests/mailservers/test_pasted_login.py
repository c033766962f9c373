"""A password that somebody pastes into the address field: it is never logged, kept or shown again."""

import logging

import pytest
from django.test import Client

from mailservers.models import Company
from tests.factories import make_mailserver
from tests.mailservers.conftest import fields, form

NEW, PROBE = "/mailservers/new/", "/mailservers/probe/"
SECRET = "Lek-Pw-1"
PASTED = [f"jan:{SECRET}@127.0.0.1", f"smtp://jan:{SECRET}@127.0.0.1", f"smtps://jan@x:{SECRET}@127.0.0.1:1"]
pasted = pytest.mark.parametrize("host", PASTED)


@pasted
@pytest.mark.django_db
def test_a_refused_form_keeps_the_server_and_offers_the_user_name(host: str, browser: Client) -> None:
    answer = browser.post(NEW, form(host=host))
    assert answer.status_code == 422
    assert "De gebruikersnaam en het wachtwoord zijn uit het adres gehaald" in answer.content.decode()
    assert SECRET not in answer.content.decode()
    held = fields(answer)
    assert held["host"].removesuffix(":1").endswith("127.0.0.1")
    assert held["username"] in ("jan", "jan@x")


@pytest.mark.django_db
def test_a_user_name_that_was_typed_stays(browser: Client) -> None:
    assert fields(browser.post(NEW, form(host=PASTED[0], username="kantoor")))["username"] == "kantoor"


@pasted
@pytest.mark.django_db
def test_every_page_that_shows_the_form_again_leaves_it_out(host: str, browser: Client) -> None:
    server = make_mailserver()
    edit = f"/mailservers/{server.pk}/edit/"
    answers = [
        browser.post(edit, form(host=host)),
        browser.post("/mailservers/test/", form(host=host, server=server.pk)),
        browser.post(PROBE, form(host=host, apply="a|b|c")),
        browser.post(PROBE, form(host=host, apply=f"{host}|25|none")),
        browser.get(NEW, {"host": host}, follow=True),
        browser.get(edit, {"host": host, "port": "587"}, follow=True),
    ]
    server.delete()
    answers.append(browser.post(edit, form(host=host)))
    assert [SECRET in answer.content.decode() for answer in answers] == [False] * len(answers)
    assert "127.0.0.1" in fields(answers[0])["host"]
    assert fields(answers[5])["port"] == "587"


@pasted
@pytest.mark.django_db(transaction=True)
def test_a_search_goes_on_without_it_and_logs_only_the_server(
    host: str, browser: Client, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = browser.post(PROBE, form(host=host, port="1"), headers={"HX-Request": "true"})
    assert SECRET not in answer.content.decode()
    assert "127.0.0.1" in answer.content.decode()
    assert SECRET not in caplog.text
    assert [record.getMessage() for record in caplog.records if record.name == "mailservers.views.probe"] == [
        "Chris de Chef looks for the mail server of 127.0.0.1"
    ]


@pytest.mark.django_db
def test_a_search_writes_no_line_that_somebody_else_made_up(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answer = browser.post(PROBE, form(host="x\n2026 INFO root FAKE@127.0.0.1"))
    assert 'data-test="probe-refused"' in answer.content.decode()
    assert "FAKE" not in caplog.text


@pasted
@pytest.mark.django_db
def test_a_session_that_waits_for_a_login_does_not_hold_it(host: str) -> None:
    stranger = Client()
    assert stranger.post(NEW, form(host=host)).status_code == 302
    kept = str(stranger.session["typed"])
    assert "127.0.0.1" in kept
    assert SECRET not in kept


@pasted
@pytest.mark.django_db
def test_an_expired_page_shows_and_keeps_the_server_only(host: str, browser: Client) -> None:
    browser.handler.enforce_csrf_checks = True
    answer = browser.post(NEW, form(host=host))
    assert answer.status_code == 403
    assert "127.0.0.1" in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert SECRET not in str(browser.session["typed"])


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{"port": "000025" + "0" * 5000}, {"host": "127.0.0.1:25" + "0" * 5000}])
def test_thousands_of_digits_are_no_port_to_search(typed: dict[str, str], browser: Client, company: Company) -> None:
    answer = browser.post(PROBE, form(host="127.0.0.1") | typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
