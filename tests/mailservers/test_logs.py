"""SMTP logs: who sees which, filters, one log in full, the download, and runs that are live, stopped or dead."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from employees.models import Employee, Role
from mailservers.logs import SILENT_TOO_LONG_S, notice_interrupted
from mailservers.models import MailServer, SmtpLog
from tests.factories import make_employee, make_mailserver
from tests.mailservers.conftest import log_in
from tests.mailservers.test_overview import make_log

HTMX = {"HX-Request": "true"}
CONVERSATION = {
    "phase": "auth",
    "contact": True,
    "reply_code": 535,
    "reply_enhanced": "5.7.8",
    "reply_text": "5.7.8 authentication failed <script>",
    "diagnosis_code": "credentials-rejected",
    "authentication": "central",
    "username": "kantoor",
    "tls": {
        "version": "TLS 1.3",
        "cipher": "X",
        "subject": "CN=a",
        "issuer": "CN=b",
        "not_after": "",
        "verified": True,
    },
    "stages": [
        {"phase": "dns", "ok": True, "started_ms": 0, "duration_ms": 3},
        {"phase": "connect", "ok": True, "started_ms": 3, "duration_ms": 9},
        {"phase": "greeting", "ok": True, "started_ms": 12, "duration_ms": 1},
        {"phase": "auth", "ok": False, "started_ms": 21, "duration_ms": 190},
    ],
    "transcript": [
        {"at_ms": 0, "from": "note", "text": "connected", "phase": "connect"},
        {"at_ms": 12, "from": "server", "text": "220 mail ESMTP", "phase": "greeting"},
        {"at_ms": 21, "from": "client", "text": "AUTH PLAIN «user name and password hidden»", "phase": "auth"},
        {"at_ms": 210, "from": "server", "text": "535 5.7.8 authentication failed <script>", "phase": "auth"},
    ],
}


@pytest.fixture
def server(db: None) -> MailServer:
    return make_mailserver("Klant De Vries")


@pytest.fixture
def failed(server: MailServer, administrator: Employee) -> SmtpLog:
    return make_log(server, administrator, "failed", **CONVERSATION)


def test_one_log_shows_everything_in_words(failed: SmtpLog, browser: Client) -> None:
    html = browser.get(f"/logs/{failed.pk}/").content.decode()
    assert 'data-test="test-result" data-outcome="failed"' in html
    assert 'data-test="diagnosis" data-code="credentials-rejected"' in html
    assert 'data-test="detail-toggle"' in html
    assert html.count('data-test="transcript-line"') == 4
    for origin in ("client", "server", "note"):
        assert f'data-from="{origin}"' in html
    assert "AUTH PLAIN «gebruikersnaam en wachtwoord verborgen»" in html
    assert "authentication failed &lt;script&gt;" in html
    assert f'href="/mailservers/{failed.server_id}/edit/#field-password"' in html
    assert "jijzelf" in html
    assert failed.code in html
    assert 'data-test="tls"' in html


def test_each_stage_is_marked_and_linked_to_its_lines(failed: SmtpLog, browser: Client) -> None:
    html = browser.get(f"/logs/{failed.pk}/").content.decode()
    states = {"dns": "ok", "connect": "ok", "greeting": "ok", "tls": "skipped", "auth": "bad", "mail": "waiting"}
    for stage, state in states.items():
        assert f'data-stage="{stage}" data-state="{state}"' in html
    assert f'href="#log-{failed.code}-auth"' in html
    assert f'id="log-{failed.code}-auth"' in html


def test_without_contact_there_is_no_detail(server: MailServer, administrator: Employee, browser: Client) -> None:
    log = make_log(server, administrator, "failed", phase="connect", diagnosis_code="connection-refused")
    assert "detail-" not in browser.get(f"/logs/{log.pk}/").content.decode()


def test_a_success_says_what_was_proven_and_what_was_not(
    server: MailServer, administrator: Employee, browser: Client
) -> None:
    log = make_log(server, administrator, queue_id="4XyZ8")
    html = browser.get(f"/logs/{log.pk}/").content.decode()
    assert "De mailserver heeft de e-mail aangenomen (wachtrijnummer 4XyZ8)" in html
    assert "Kijk in de mailbox van info@agency.example of hij is aangekomen." in html


def test_the_download_holds_the_whole_conversation(failed: SmtpLog, browser: Client) -> None:
    answer = browser.get(f"/logs/{failed.pk}.txt")
    assert answer["Content-Disposition"] == f'attachment; filename="smtp-log-{failed.code}.txt"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert "    210 ms  ‹ 535 5.7.8 authentication failed <script>" in text
    assert "     21 ms  › AUTH PLAIN «gebruikersnaam en wachtwoord verborgen»" in text
    assert "Klant De Vries" in text
    assert "(credentials-rejected)" in text


def test_the_download_has_the_words_and_the_time_of_the_page(failed: SmtpLog, browser: Client) -> None:
    moment = datetime(2026, 11, 25, 17, 9, 14, tzinfo=UTC)
    tls = failed.tls | {"not_after": "2027-01-02T11:30:00+00:00"}
    SmtpLog.objects.update(started_at=moment, security="starttls", mechanism="PLAIN", tls=tls)
    text = browser.get(f"/logs/{failed.pk}.txt").content.decode().splitlines()
    page = " ".join(re.sub(r"<[^>]+>", " ", browser.get(f"/logs/{failed.pk}/").content.decode()).split())
    for line in ("Beveiliging: STARTTLS", "Authenticatie: Centraal (PLAIN)", "Geldig tot: 2 januari 2027 12:30",
                 "Gecontroleerd: ja", "Certificaat van: CN=a", "Uitgegeven door: CN=b"):  # fmt: skip
        assert line in text
        assert line.replace(": ", " ") in page
    assert "Begonnen: 25 november 2026 18:09:14 (Europe/Amsterdam)" in text
    assert "Begonnen 25 november 2026 18:09:14" in page
    english = browser.get(f"/logs/{failed.pk}.txt", headers={"Accept-Language": "en"}).content.decode()
    assert not {"True", "central", "starttls", "not_after"} & set(re.findall(r"\w+", "\n".join(text) + english))


def test_employees_see_their_own_logs_and_nobody_else_s(server: MailServer, failed: SmtpLog) -> None:
    anja = make_employee("anja")
    own = make_log(server, anja)
    browser = log_in(anja)
    html = browser.get("/logs/").content.decode()
    assert own.code in html
    assert failed.code not in html
    assert 'name="employee"' not in html
    assert browser.get(f"/logs/?employee={failed.actor_id}").content.decode().count('data-test="log"') == 1
    assert browser.get(f"/logs/{own.pk}/").status_code == 200
    for address in (f"/logs/{failed.pk}/", f"/logs/{failed.pk}.txt"):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "server={server}", "employee={anja}", "outcome=failed", "code=credentials-rejected", "code=535",
        "code={code}", "q=vries", "q=ANJA", "q=kantoor%20vries", "from=2026-03-02", "from=2026-03-02&to=2026-03-02",
    ],
)  # fmt: skip
def test_filters(query: str, server: MailServer, support_browser: Client) -> None:
    anja, piet = make_employee("anja", name="Anja"), make_employee("piet", name="Piet")
    moment = timezone.datetime(2026, 3, 2, 23, 59, tzinfo=timezone.get_default_timezone())
    wanted = make_log(
        server, anja, "failed", **CONVERSATION, started_at=moment, identification="Klant De Vries", actor_name="Anja"
    )
    make_log(make_mailserver(), piet, started_at=moment - timedelta(days=1), actor_name="Piet")
    filled = query.format(server=server.pk, anja=anja.pk, code=wanted.code.lower())
    html = support_browser.get(f"/logs/?{filled}").content.decode()
    assert wanted.code in html
    assert html.count('data-test="log"') == 1


@pytest.mark.parametrize(
    "query",
    [
        "server=x", "employee=999", "from=yesterday", "outcome=great", "page=x", "q=%00", "from=0001-01-01",
        "to=9999-12-31",
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_no_error(query: str, failed: SmtpLog, support_browser: Client) -> None:
    assert support_browser.get(f"/logs/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("from=niet", "from", "Dit is geen datum. Vul hem bijvoorbeeld in als 25-11-2026."),
        ("to=2026-13-40", "to", "Dit is geen datum. Vul hem bijvoorbeeld in als 25-11-2026."),
        ("from=2026-03-02&to=2026-03-01", "to", "Deze dag ligt voor de dag bij “Van”."),
        ("server=999", "server", "Deze mailserver bestaat niet. Misschien is hij verwijderd."),
        ("employee=999", "employee", "Deze medewerker bestaat niet."),
        ("outcome=great", "outcome", "Dit resultaat bestaat niet."),
        ("q=a%00b", "q", "stuurteken"),
    ],
)
def test_a_filter_that_cannot_be_read_says_so(
    query: str, field: str, sentence: str, failed: SmtpLog, support_browser: Client
) -> None:
    html = support_browser.get(f"/logs/?{query}").content.decode()
    (notes,) = re.findall(rf'<div class="field-error" id="id_{field}_error">(.*?)</div>', html, re.DOTALL)
    assert sentence in notes
    assert "Null-tekens" not in html
    assert failed.code in html


@pytest.mark.parametrize("typed", ["niet", "25 nov"])
def test_a_date_that_cannot_be_read_stays_in_its_field(typed: str, db: None, support_browser: Client) -> None:
    html = support_browser.get("/logs/", {"from": typed}).content.decode()
    (field,) = re.findall(r'<input[^>]+name="from"[^>]*>', html)
    assert re.findall(r'type="(\w+)"', field) == ["text"], "a date picker would show nothing"
    assert f'value="{typed}"' in field


def running(server: MailServer, actor: Employee, **values: Any) -> SmtpLog:
    return make_log(server, actor, "running", **({"seen_at": timezone.now()} | values))


def test_the_result_is_asked_for_again_until_the_run_has_ended(
    server: MailServer, administrator: Employee, browser: Client
) -> None:
    log = running(server, administrator)
    answer = browser.get(f"/logs/{log.pk}/", headers=HTMX)
    assert answer.status_code == 200
    assert 'hx-trigger="every' in answer.content.decode()
    SmtpLog.objects.update(outcome="accepted")
    answer = browser.get(f"/logs/{log.pk}/", headers=HTMX)
    assert answer.status_code == 286
    assert "hx-trigger" not in answer.content.decode()


def test_without_javascript_the_page_of_a_run_reloads_itself(
    server: MailServer, administrator: Employee, browser: Client
) -> None:
    html = browser.get(f"/logs/{running(server, administrator).pk}/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html


def test_a_run_whose_process_died_is_shown_as_interrupted(
    server: MailServer, administrator: Employee, browser: Client
) -> None:
    silent = timezone.now() - timedelta(seconds=SILENT_TOO_LONG_S + 1)
    log = running(server, administrator, seen_at=silent)
    html = browser.get(f"/logs/{log.pk}/").content.decode()
    assert 'data-outcome="interrupted"' in html
    assert "Doe de test opnieuw" in html


def test_a_run_that_lives_is_left_alone(server: MailServer, administrator: Employee) -> None:
    running(server, administrator)
    assert notice_interrupted() == 0


def test_only_who_started_a_run_or_may_change_servers_stops_it(
    server: MailServer, administrator: Employee, support_browser: Client, browser: Client
) -> None:
    log = running(server, make_employee("else", role=Role.SUPPORT))
    support_browser.post(f"/logs/{log.pk}/cancel/")
    log.refresh_from_db()
    assert not log.cancel_requested
    assert browser.post(f"/logs/{log.pk}/cancel/").status_code == 302
    log.refresh_from_db()
    assert log.cancel_requested


def test_the_list_names_the_code_of_a_refusal_and_the_queue_number_behind_the_words(
    failed: SmtpLog, server: MailServer, administrator: Employee, support_browser: Client
) -> None:
    make_log(server, administrator, queue_id="4XyZ8")
    html = support_browser.get("/logs/").content.decode()
    assert re.search(r'<span>[^<>]+ <span class="muted">\(535\)</span></span>', html)
    assert re.search(r'<span>gelukt <span class="muted">4XyZ8</span></span>', html)
