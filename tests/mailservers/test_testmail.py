"""Test e-mail versturen, with real conversations on loopback."""

import email
import email.policy
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from employees.models import Employee, Role
from mailservers.models import Company, MailServer, SmtpLog
from tests.factories import change_mailserver, give_login, make_employee, make_mailserver
from tests.mailservers.conftest import fields, finished, form, log_in
from tests.servers import ReceivingServer, ScriptedServer, authority, silence

pytestmark = pytest.mark.django_db(transaction=True)
TEST = "/mailservers/test/"


def send(browser: Client, **typed: Any) -> SmtpLog:
    """Press the button, and the log of the run when it has ended."""
    answer = browser.post(TEST, form(host="127.0.0.1", **typed))
    assert answer.status_code == 303, answer.content.decode()
    return finished(SmtpLog.objects.get(pk=answer["Location"].split("/")[2]))


def test_a_real_mail_arrives_with_the_values_on_the_screen(
    browser: Client, company: Company, administrator: Employee
) -> None:
    with ReceivingServer() as server:
        log = send(browser, port=server.port, identification="Klant Bücher")
    assert (log.outcome, log.queue_id, log.recipient) == ("accepted", "AIO123", "info@agency.example")
    assert not MailServer.objects.exists()
    (received,) = server.messages
    assert (received.mail_from, received.rcpt_tos) == ("info@agency.example", ["info@agency.example"])
    message = email.message_from_bytes(received.content, policy=email.policy.default)
    assert message["Subject"] == "Test e-mail van mailserver Klant Bücher"
    assert message["Message-ID"].endswith("@agency.example>")
    assert message["Date"].datetime is not None
    body = message.get_content()
    assert "Uitzendbureau De Brug" in body
    assert log.code in body
    assert "Chris de Chef" in body


def test_it_is_in_the_tester_s_language(company: Company) -> None:
    browser = log_in(make_employee("john", role=Role.ADMINISTRATOR, language="en"))
    with ReceivingServer() as server:
        send(browser, port=server.port)
    assert b"This is a test e-mail." in server.messages[0].content


def test_central_authentication_uses_the_typed_password_and_shows_it_nowhere(browser: Client, company: Company) -> None:
    with ReceivingServer(login=("kantoor", "s3cret-typed")) as server:
        log = send(browser, port=server.port, authentication="central", username="kantoor", password="s3cret-typed")
    assert log.outcome == "accepted"
    page = browser.get(f"/logs/{log.pk}/").content.decode() + browser.get(f"/logs/{log.pk}.txt").content.decode()
    assert "s3cret-typed" not in page + str(SmtpLog.objects.values())
    assert "«gebruikersnaam en wachtwoord verborgen»" in page


def test_a_saved_server_is_tested_with_its_stored_password(browser: Client, company: Company) -> None:
    with ReceivingServer(login=("kantoor", "stored")) as smtp:
        server = make_mailserver(
            host="127.0.0.1", port=smtp.port, authentication="central", username="kantoor", password="stored"
        )
        log = send(browser, server=server.pk, port=smtp.port, authentication="central", username="kantoor")
    assert (log.outcome, log.server, log.settings_changed) == ("accepted", server, False)
    assert log.revision == server.revisions.get()


def test_a_stored_password_is_not_sent_to_another_host(browser: Client, company: Company) -> None:
    server = make_mailserver(host="smtp.real.example", authentication="central", username="kantoor", password="stored")
    with ReceivingServer(login=("kantoor", "stored")) as smtp:
        typed = form(server=server.pk, host="127.0.0.1", port=smtp.port, authentication="central", username="kantoor")
        answer = browser.post(TEST, typed)
    assert answer.status_code == 422
    assert "want het was bedoeld voor smtp.real.example" in answer.content.decode()
    assert smtp.authentications == 0


def test_an_unreadable_stored_password_is_said_and_not_sent_empty(browser: Client, company: Company) -> None:
    server = make_mailserver(host="127.0.0.1", authentication="central", username="kantoor", password="stored")
    MailServer.objects.filter(pk=server.pk).update(password="damaged")
    answer = browser.post(TEST, form(server=server.pk, host="127.0.0.1", authentication="central", username="kantoor"))
    assert answer.status_code == 422
    assert "niet te lezen" in answer.content.decode()
    assert not SmtpLog.objects.exists()


def test_with_per_employee_authentication_the_tester_s_own_login_is_used(
    browser: Client, company: Company, administrator: Employee
) -> None:
    with ReceivingServer(login=("chef", "my own")) as smtp:
        server = make_mailserver(host="127.0.0.1", port=smtp.port, authentication="per_employee")
        typed = {"server": server.pk, "port": smtp.port, "authentication": "per_employee"}
        missing = browser.post(TEST, form(host="127.0.0.1", **typed))
        assert missing.status_code == 422
        assert "Of vul hier een login in, alleen voor deze test." in missing.content.decode()
        by_hand = send(browser, **typed, test_username="chef", test_password="my own")
        give_login(administrator, server, "chef", "my own")
        stored = send(browser, **typed)
    assert [by_hand.outcome, stored.outcome] == ["accepted", "accepted"]


def test_an_own_login_waits_when_the_server_was_pointed_elsewhere(
    browser: Client, company: Company, administrator: Employee
) -> None:
    server = make_mailserver(host="smtp.real.example", authentication="per_employee")
    give_login(administrator, server)
    with ReceivingServer(login=("chef", "my own")) as smtp:
        change_mailserver(server, host="127.0.0.1", port=smtp.port)
        answer = browser.post(
            TEST, form(server=server.pk, host="127.0.0.1", port=smtp.port, authentication="per_employee")
        )
    assert answer.status_code == 422
    assert smtp.authentications == 0


def test_half_a_login_is_refused(browser: Client, company: Company) -> None:
    answer = browser.post(TEST, form(authentication="per_employee", test_username="chef"))
    assert answer.status_code == 422
    assert (
        'href="#id_test_password"'
        in browser.post(
            TEST, form(authentication="per_employee", test_username="chef"), headers={"HX-Request": "true"}
        ).content.decode()
    )


def test_without_a_general_address_the_page_says_where_to_set_it(browser: Client, company: Company) -> None:
    company.general_email = ""
    company.save()
    with ReceivingServer() as server:
        answer = browser.post(TEST, form(host="127.0.0.1", port=server.port))
        html = answer.content.decode()
        assert answer.status_code == 422
        assert 'Stel het in bij <a href="/company/">Bedrijf</a>' in html
        log = send(browser, port=server.port, recipient="ander@agency.example")
    assert log.outcome == "accepted"
    assert server.messages[0].rcpt_tos == ["ander@agency.example"]


@pytest.mark.parametrize("recipient", ["nobody", "a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example,c@d.example"])
def test_a_recipient_that_is_no_address_is_refused(recipient: str, browser: Client, company: Company) -> None:
    assert browser.post(TEST, form(recipient=recipient)).status_code == 422


def test_a_test_needs_no_identification_and_no_free_one(browser: Client, company: Company) -> None:
    make_mailserver("Hoofdkantoor")
    with ReceivingServer() as server:
        assert send(browser, port=server.port, identification="Hoofdkantoor").outcome == "accepted"
        assert send(browser, port=server.port, identification="").outcome == "accepted"


def test_bad_settings_come_back_with_what_was_typed(browser: Client, company: Company) -> None:
    answer = browser.post(TEST, form(host="smtp agency", port="99999", recipient="x@y.example"))
    assert answer.status_code == 422
    held = fields(answer)
    assert (held["host"], held["port"], held["recipient"]) == ("smtp agency", "99999", "x@y.example")


def test_a_certificate_of_an_own_authority_is_trusted_once_it_is_pasted(browser: Client, company: Company) -> None:
    with ReceivingServer(tls=authority().server()) as server:
        unknown = send(browser, port=server.port, security="starttls", verify_certificate="on")
        trusted = send(
            browser, port=server.port, security="starttls", verify_certificate="on", ca_certificate=authority().pem
        )
    assert (unknown.outcome, unknown.diagnosis_code) == ("failed", "certificate-unknown-authority")
    assert (trusted.outcome, trusted.tls["verified"]) == ("accepted", True)


def test_a_double_click_sends_one_mail(browser: Client, company: Company) -> None:
    with ReceivingServer() as server:
        typed = form(host="127.0.0.1", port=server.port, test_token=str(uuid4()))
        answers = [browser.post(TEST, typed) for _ in range(2)]
        assert answers[0]["Location"] == answers[1]["Location"]
        finished(SmtpLog.objects.get())
        assert browser.post(TEST, typed | {"test_token": str(uuid4())}).status_code == 303
    assert SmtpLog.objects.count() == 2


def test_the_same_test_while_it_runs_is_the_same_test(browser: Client, company: Company) -> None:
    with ScriptedServer(greeting=silence) as server:
        typed = form(host="127.0.0.1", port=server.port)
        first, second = browser.post(TEST, typed), browser.post(TEST, typed)
        assert first["Location"] == second["Location"]
        browser.post(first["Location"] + "cancel/")
        assert finished(SmtpLog.objects.get()).diagnosis_code == "cancelled"


def test_a_server_deleted_while_it_is_tested_keeps_its_log(browser: Client, company: Company) -> None:
    with ScriptedServer(greeting=silence) as smtp:
        server = make_mailserver("Kantoor", host="127.0.0.1", port=smtp.port)
        answer = browser.post(TEST, {"server": server.pk})
        server.delete()
        browser.post(answer["Location"] + "cancel/")
    log = finished(SmtpLog.objects.get())
    assert (log.server, log.identification, log.outcome) == (None, "Kantoor", "failed")


def test_somebody_who_tests_too_much_has_to_wait(browser: Client, company: Company, settings: Any) -> None:
    settings.TESTS_PER_MINUTE = 1
    with ReceivingServer() as server:
        send(browser, port=server.port)
        answer = browser.post(TEST, form(host="127.0.0.1", port=server.port))
    assert answer.status_code == 429
    assert "Wacht een minuut" in answer.content.decode()


def test_too_many_tests_at_once_have_to_wait(browser: Client, company: Company, settings: Any) -> None:
    settings.TESTS_AT_ONCE = 1
    with ScriptedServer(greeting=silence) as hanging, ReceivingServer() as server:
        first = browser.post(TEST, form(host="127.0.0.1", port=hanging.port))
        assert browser.post(TEST, form(host="127.0.0.1", port=server.port)).status_code == 429
        browser.post(first["Location"] + "cancel/")
        finished(SmtpLog.objects.get())


def test_outside_the_demo_this_machine_is_out_of_reach(browser: Client, company: Company) -> None:
    company.demo = False
    company.save()
    with ReceivingServer() as server:
        log = send(browser, port=server.port)
    assert (log.outcome, log.diagnosis_code, log.contact) == ("failed", "network-forbidden", False)


def test_support_tests_saved_servers_only_as_they_are_saved(support_browser: Client, company: Company) -> None:
    with ReceivingServer() as good, ReceivingServer() as other:
        server = make_mailserver(host="127.0.0.1", port=good.port)
        answer = support_browser.post(TEST, form(server=server.pk, host="127.0.0.1", port=other.port))
        finished(SmtpLog.objects.get())
        assert support_browser.post(TEST, form(host="127.0.0.1", port=other.port)).status_code == 404
    assert answer.status_code == 303
    assert (len(good.messages), len(other.messages)) == (1, 0)


def test_a_test_before_saving_counts_when_exactly_that_is_saved(browser: Client, company: Company) -> None:
    with ReceivingServer() as server:
        typed = form(host="127.0.0.1", port=server.port)
        log = send(browser, port=server.port)
        assert log.settings_changed
        browser.post("/mailservers/new/", typed)
    log.refresh_from_db()
    assert (log.server, log.settings_changed) == (MailServer.objects.get(), False)
    assert "gelukt" in browser.get("/mailservers/").content.decode()
