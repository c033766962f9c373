"""*Controleren* on the work location page: a real login on a real server, and no message."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from employees.models import Employee, ServerCredentials, WorkLocation
from mailservers.models import MailServer, SmtpLog
from tests.factories import change_mailserver, give_login, make_company, make_employee, make_mailserver
from tests.mailservers.conftest import finished
from tests.servers import ReceivingServer

pytestmark = pytest.mark.django_db(transaction=True)

CHECK = "/my/work-location/check/"


@pytest.fixture(autouse=True)
def company(db: None) -> None:
    make_company(demo=True)  # which may reach servers on this machine


def asking_server(smtp: ReceivingServer, **fields: Any) -> MailServer:
    values = {"host": "127.0.0.1", "port": smtp.port, "authentication": "per_employee", **fields}
    return make_mailserver("Klant De Vries", **values)


def check(browser: Client, server: MailServer, username: str = "", password: str = "") -> HttpResponse:
    return browser.post(CHECK, {"server": server.pk, "username": username, "password": password})


def log_of(answer: HttpResponse) -> SmtpLog:
    assert answer.status_code == 303, answer.content.decode()
    return finished(SmtpLog.objects.get(pk=answer["Location"].split("/")[2]))


def test_a_typed_login_is_tried_and_neither_saved_nor_shown(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "s3cret-typed")) as smtp:
        server = asking_server(smtp)
        browser = log_in(employee)
        log = log_of(check(browser, server, "a.jansen", "s3cret-typed"))
    assert (log.outcome, log.kind, log.server, log.actor) == ("accepted", "test", server, employee)
    assert smtp.messages == []
    assert not ServerCredentials.objects.exists()
    assert not WorkLocation.objects.exists()
    shown = browser.get(f"/logs/{log.pk}/").content.decode()
    assert "s3cret-typed" not in shown + str(SmtpLog.objects.values())


def test_a_wrong_password_is_explained(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "right")) as smtp:
        server = asking_server(smtp)
        log = log_of(check(log_in(employee), server, "a.jansen", "wrong"))
    assert (log.outcome, log.phase, log.diagnosis_code.split("/")[0]) == ("failed", "auth", "credentials-rejected")


def test_the_stored_login_is_tried_when_nothing_is_typed(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "stored")) as smtp:
        server = asking_server(smtp)
        give_login(employee, server, "a.jansen", "stored")
        assert log_of(check(log_in(employee), server)).outcome == "accepted"


def test_a_stored_password_is_not_tried_at_another_host(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "stored")) as smtp:
        server = asking_server(smtp, host="localhost")
        give_login(employee, server, "a.jansen", "stored")
        change_mailserver(server, host="127.0.0.1")
        assert check(log_in(employee), server).status_code == 422
    assert not SmtpLog.objects.exists()


def test_a_session_from_before_a_change_checks_the_previous_settings(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "own")) as smtp:
        server = asking_server(smtp)
        browser = log_in(employee)
        change_mailserver(server, host="smtp.elsewhere.invalid")
        log = log_of(check(browser, server, "a.jansen", "own"))
    assert (log.outcome, log.host) == ("accepted", "127.0.0.1")


def test_a_central_login_can_be_checked_too(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("agency", "central")) as smtp:
        server = asking_server(smtp, authentication="central", username="agency", password="central")
        assert log_of(check(log_in(employee), server)).outcome == "accepted"


@pytest.mark.parametrize("typed", [{"server": ""}, {"server": "nonsense"}, {}], ids=str)
def test_without_a_server_there_is_nothing_to_check(employee: Employee, log_in: Any, typed: dict) -> None:
    assert log_in(employee).post(CHECK, typed).status_code == 422


def test_beside_the_form_only_what_is_wrong_comes_back(employee: Employee, log_in: Any) -> None:
    server = make_mailserver(authentication="per_employee")
    answer = log_in(employee).post(CHECK, {"server": server.pk}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-test="form-errors"' in page
    assert "<html" not in page


def test_a_reload_leads_back_to_the_page(employee: Employee, log_in: Any) -> None:
    assert log_in(employee).get(CHECK)["Location"] == "/my/work-location/"


def save(browser: Client, server: MailServer, username: str, password: str) -> str:
    typed = {"server": server.pk, "username": username, "password": password}
    return browser.post("/my/work-location/", typed, follow=True).content.decode()


REFUSED = "weigerde deze gebruikersnaam en dit wachtwoord"


def test_a_login_that_was_just_refused_is_saved_with_a_warning(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "right")) as smtp:
        server = asking_server(smtp)
        browser = log_in(employee)
        assert log_of(check(browser, server, "a.jansen", "wrong")).outcome == "failed"
        page = save(browser, server, "a.jansen", "wrong")
        assert REFUSED in page
        assert WorkLocation.objects.get().server == server
        assert REFUSED in save(browser, server, "a.jansen", ""), "the stored one is the refused one"
        assert REFUSED not in save(browser, server, "a.jansen", "right"), "not this one"
        assert log_of(check(browser, server, "a.jansen", "right")).outcome == "accepted"
        assert REFUSED not in save(browser, server, "a.jansen", "right")


def test_a_server_that_could_not_be_reached_has_refused_no_login(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "right")) as smtp:
        server = asking_server(smtp)
    browser = log_in(employee)
    assert log_of(check(browser, server, "a.jansen", "right")).outcome == "failed"
    assert REFUSED not in save(browser, server, "a.jansen", "right")


def test_a_check_says_nothing_of_stages_that_it_does_not_have(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "right")) as smtp:
        server = asking_server(smtp)
        browser = log_in(employee)
        logs = [log_of(check(browser, server, "a.jansen", password)) for password in ("wrong", "right")]
    for log in logs:
        page = browser.get(f"/logs/{log.pk}/").content.decode()
        assert 'data-stage="auth"' in page
        assert [stage for stage in ("mail", "rcpt", "message") if f'data-stage="{stage}"' in page] == []


def test_somebody_else_s_login_is_never_used(employee: Employee, log_in: Any) -> None:
    with ReceivingServer(login=("a.jansen", "hers")) as smtp:
        server = asking_server(smtp)
        give_login(employee, server, "a.jansen", "hers")
        thief = log_in(make_employee("b.bos"))
        assert check(thief, server, "a.jansen").status_code == 422
    assert not SmtpLog.objects.exists()


def test_too_many_checks_are_refused_with_a_sentence(employee: Employee, log_in: Any, settings: Any) -> None:
    settings.TESTS_PER_MINUTE = 1
    with ReceivingServer(login=("a.jansen", "own")) as smtp:
        server = asking_server(smtp)
        browser = log_in(employee)
        log_of(check(browser, server, "a.jansen", "own"))
        answer = check(browser, server, "a.jansen", "other")
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
