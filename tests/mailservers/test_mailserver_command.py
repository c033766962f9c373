"""`mailserver list|show|add|change|delete|test`: the screens' work, scripted."""

import contextlib
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from mailservers.credentials import central_login
from mailservers.models import Company, MailServer, SmtpLog
from tests.factories import give_login, make_company, make_employee, make_mailserver, work_from
from tests.servers import ReceivingServer, ScriptedServer

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    output = StringIO()
    call_command("mailserver", *words, stdout=output)
    return output.getvalue()


def as_json(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_add_follows_the_rules_of_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "geheim")
    found = as_json(
        "add", "Kantoor", "--host", "smtps://SMTP.Agency.example", "--authentication", "central",
        "--username", "kantoor", "--password-env", "SMTP_PASSWORD", "--sender", "info@agency.example",
    )  # fmt: skip
    assert (found["host"], found["port"], found["security"]) == ("smtp.agency.example", 465, "ssl")
    assert (found["password_stored"], found["verify_certificate"]) == (True, True)
    assert "geheim" not in json.dumps(found)
    server = MailServer.objects.get()
    assert central_login(server).password == "geheim"  # type: ignore[union-attr]
    assert server.revisions.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "kantoor", "--host", "x.example"], "identification: Er is al een mailserver"),
        (["add", "Ander"], "host: Dit veld is verplicht."),
        (["add", "Ander", "--host", "x.example", "--port", "65536"], "port: "),
        (["add", "Ander", "--host", "x.example", "--authentication", "central", "--username", "u"], "password: "),
        (["change", "Kantoor", "--name", "Klant"], "identification: Er is al een mailserver"),
        (["change", "Nergens", "--port", "26"], "Er is geen mailserver “Nergens”."),
        (["delete", "Nergens"], "Er is geen mailserver “Nergens”."),
        (["add", "A", "--host", "x.example", "--password-env", "NOT_SET"], "NOT_SET is niet gezet"),
        (["add", "A", "--host", "x.example", "--ca", "/nowhere"], "/nowhere"),
    ],
)
def test_what_the_form_refuses_is_refused_with_its_sentence(words: list[str], sentence: str) -> None:
    make_mailserver("Kantoor")
    make_mailserver("Klant")
    with pytest.raises(CommandError, match=sentence):
        run(*words)
    assert MailServer.objects.count() == 2


@pytest.mark.parametrize(("language", "sentence"), [("nl", "Er is geen mailserver"), ("en", "There is no mail server")])
def test_what_is_refused_is_said_in_the_language_of_the_rest(language: str, sentence: str) -> None:
    with override(language), pytest.raises(CommandError, match=sentence):
        run("show", "Nergens")


@pytest.mark.parametrize("recipient", ["bad", "a@b\nX"])
def test_a_test_to_what_is_no_address_is_refused(company: Company, recipient: str) -> None:
    make_mailserver("Kantoor")
    with pytest.raises(CommandError, match=r"^Vanaf of naar dit adres"):
        run("test", "Kantoor", "--to", recipient)


def test_a_password_that_no_key_reads_is_named(company: Company) -> None:
    server = make_mailserver("Kantoor", authentication="central", username="u", password="stored")
    MailServer.objects.filter(pk=server.pk).update(password="gAAAA-of-another-key")
    with pytest.raises(CommandError, match="Het opgeslagen wachtwoord"):
        run("test", "Kantoor")


def test_change_changes_what_is_given_and_keeps_the_rest() -> None:
    make_mailserver("Kantoor", authentication="central", username="u", password="stored", sender_address="a@b.example")
    found = as_json("change", "KANTOOR", "--security", "ssl", "--name", "Hoofdkantoor")
    assert (found["identification"], found["port"], found["sender_address"]) == ("Hoofdkantoor", 465, "a@b.example")
    assert central_login(MailServer.objects.get()).password == "stored"  # type: ignore[union-attr]
    assert MailServer.objects.get().revisions.count() == 2
    run("change", "Hoofdkantoor", "--security", "ssl")
    assert MailServer.objects.get().revisions.count() == 2


def test_change_of_the_host_needs_the_password_again() -> None:
    make_mailserver("Kantoor", authentication="central", username="u", password="stored")
    with pytest.raises(CommandError, match="password: Het adres is gewijzigd"):
        run("change", "Kantoor", "--host", "evil.example")


def test_list_and_show_print_one_fact_a_line() -> None:
    server = make_mailserver("Kantoor", port=2525)
    work_from(make_employee(), server)
    assert run("list") == "Kantoor\tsmtp.agency.example:2525\tnone\tnone\t1\tnog niet getest\n"
    assert "port: 2525\n" in run("show", "kantoor")
    assert [each["identification"] for each in as_json("list")] == ["Kantoor"]
    assert as_json("show", "kantoor")["used_by"] == 1


def test_delete_takes_effect_at_once() -> None:
    make_mailserver("Kantoor")
    assert run("delete", "Kantoor") == "Kantoor is verwijderd.\n"
    assert not MailServer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_test_sends_and_keeps_a_log(company: Company) -> None:
    with ReceivingServer(login=("kantoor", "stored")) as smtp:
        make_mailserver(
            "Kantoor", host="127.0.0.1", port=smtp.port, authentication="central", username="kantoor", password="stored"
        )
        found = as_json("test", "Kantoor")
        words = run("test", "Kantoor", "--to", "ander@agency.example")
    assert (found["outcome"], found["queue_id"], found["diagnosis"]) == ("accepted", "AIO123", None)
    assert {"contact", "phase", "stages", "transcript", "tls", "recipients", "duration_ms"} <= found.keys()
    assert "De mailserver heeft de e-mail aangenomen" in words
    assert SmtpLog.objects.count() == 2
    assert [message.rcpt_tos[0] for message in smtp.messages] == ["info@agency.example", "ander@agency.example"]


@pytest.mark.django_db(transaction=True)
def test_a_failed_test_ends_with_1(company: Company) -> None:
    with ScriptedServer(rcpt="550 5.1.1 no such user") as smtp:
        make_mailserver("Kantoor", host="127.0.0.1", port=smtp.port)
        with pytest.raises(SystemExit, match="1"):
            run("test", "Kantoor", "--json")


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"rcpt": b"550 5.1.1 no\0such user\r\n"}, "5.1.1 no\\x00such user"),
        ({"message": b"250 queued as A\0B\r\n"}, "queued as A\\x00B"),
    ],
    ids=["refused", "accepted"],
)
def test_a_reply_with_nul_is_shown_and_kept(company: Company, answers: dict[str, bytes], shown: str) -> None:
    with ScriptedServer(**answers) as smtp, contextlib.suppress(SystemExit):
        make_mailserver("Kantoor", host="127.0.0.1", port=smtp.port)
        run("test", "Kantoor", "--to", "ander@agency.example")
    log = SmtpLog.objects.get()
    assert log.outcome == ("failed" if "rcpt" in answers else "accepted")
    assert any(line["text"].endswith(shown) for line in log.transcript)


@pytest.mark.django_db(transaction=True)
def test_a_server_per_employee_is_tested_with_somebody_s_own_login(company: Company) -> None:
    with ReceivingServer(login=("anja", "my own")) as smtp:
        server = make_mailserver("Klant", host="127.0.0.1", port=smtp.port, authentication="per_employee")
        anja = make_employee("anja")
        with pytest.raises(CommandError, match="eigen login van elke medewerker"):
            run("test", "Klant")
        with pytest.raises(CommandError, match="Werklocatie"):
            run("test", "Klant", "--as", "anja")
        give_login(anja, server, "anja", "my own")
        assert as_json("test", "Klant", "--as", "anja")["outcome"] == "accepted"


def test_without_a_general_address_a_recipient_must_be_given() -> None:
    make_company(general_email="")
    make_mailserver("Kantoor")
    with pytest.raises(CommandError, match="--to"):
        run("test", "Kantoor")
