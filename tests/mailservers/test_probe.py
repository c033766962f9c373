"""Finding settings that work, before and after a test."""

import re

import pytest
from django.test import Client

from mailservers.models import Company, MailServer, SmtpLog
from mailservers.smtp.settings import Security
from mailservers.views import probe
from tests.factories import make_mailserver
from tests.mailservers.conftest import fields, finished, form
from tests.servers import ReceivingServer, authority

PROBE = "/mailservers/probe/"
HTMX = {"HX-Request": "true"}


@pytest.mark.django_db(transaction=True)
def test_what_a_server_offers_is_shown_with_a_button_that_takes_it_over(browser: Client, company: Company) -> None:
    with ReceivingServer() as server:
        port = server.port
        typed = form(host=f"127.0.0.1:{port}", port=port, identification="Kantoor", password="s3cret")
        answer = browser.post(PROBE, typed, headers=HTMX)
        html = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="127.0.0.1|{port}|none" data-apply' in html
    assert not MailServer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_host_where_nobody_answers_is_told_with_the_ports_that_were_tried(
    browser: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReceivingServer() as server:
        port = server.port  # nobody listens there any more
    monkeypatch.setattr(probe, "PORTS", ((port, Security.STARTTLS),))
    html = browser.post(PROBE, form(host="127.0.0.1", port=""), headers=HTMX).content.decode()
    assert f"127.0.0.1, poort {port}: Op deze poort luistert niets" in html


@pytest.mark.django_db(transaction=True)
def test_a_host_that_does_not_exist_is_told_without_ports(
    browser: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PORTS", ((587, Security.STARTTLS), (465, Security.SSL)))
    html = browser.post(PROBE, form(host="mail"), headers=HTMX).content.decode()
    assert re.search(r'data-test="probe-silence">mail: [^<]+</p>', html)


@pytest.mark.django_db
def test_without_javascript_taking_over_keeps_everything_else(browser: Client) -> None:
    server = make_mailserver("Kantoor")
    typed = form(server=server.pk, identification="Kantoor 2", sender_address="a@b.example", password="s3cret")
    answer = browser.post(PROBE, typed | {"apply": "smtp.found.example|465|ssl"})
    held = fields(answer)
    assert (held["host"], held["port"], held["security"]) == ("smtp.found.example", "465", "ssl")
    assert (held["identification"], held["sender_address"]) == ("Kantoor 2", "a@b.example")
    assert "s3cret" not in answer.content.decode()
    assert f'action="/mailservers/{server.pk}/edit/"' in answer.content.decode()
    server.refresh_from_db()
    assert server.host == "smtp.agency.example"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "smtp agency", "http://x.example", "a@b@", "smtp.example/x"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_cannot_be_searched_gets_a_sentence(typed: str, headers: dict[str, str], browser: Client) -> None:
    answer = browser.post(PROBE, form(host=typed), headers=headers)
    assert 'data-test="probe-refused"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("apply", ["", "a|b", "a|b|c|d"])
def test_a_proposal_that_is_none_changes_nothing(apply: str, browser: Client) -> None:
    assert fields(browser.post(PROBE, form(apply=apply)))["host"] == "smtp.agency.example"


@pytest.mark.django_db
def test_somebody_who_searches_too_much_has_to_wait(
    browser: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PER_MINUTE", 0)
    assert "Wacht een minuut" in browser.post(PROBE, form(), headers=HTMX).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_failed_test_offers_settings_that_were_found_to_work(browser: Client, company: Company) -> None:
    with ReceivingServer(tls=authority().server()) as server:
        port = server.port
        typed = form(
            host="127.0.0.1", port=port, security="ssl", verify_certificate="on", ca_certificate=authority().pem
        )
        answer = browser.post("/mailservers/test/", typed)
        log = finished(SmtpLog.objects.get())
        assert log.diagnosis_code == "tls-on-plain-port"
        html = settled(browser, answer["Location"])
    assert f"127.0.0.1 antwoordt op poort {port} met STARTTLS." in html
    link = f"/mailservers/new/?host=127.0.0.1&amp;port={port}&amp;security=starttls"
    assert link in html
    held = fields(browser.get(link.replace("&amp;", "&")))
    assert (held["host"], held["port"], held["security"]) == ("127.0.0.1", str(port), "starttls")


def settled(browser: Client, address: str) -> str:
    """The fragment about other settings, as soon as the search has ended."""
    import threading

    for _ in range(100):
        html = browser.get(f"{address}remedy/").content.decode()
        if 'data-test="remedy-search"' not in html:
            return html
        threading.Event().wait(0.1)
    raise AssertionError("the search has no end")
