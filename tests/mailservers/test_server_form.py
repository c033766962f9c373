"""The form of a mail server through its pages: what is saved, and what is refused with which sentence."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from mailservers.credentials import central_login
from mailservers.models import MailServer
from tests.factories import make_employee, make_mailserver, work_from
from tests.mailservers.conftest import fields, form
from tests.servers import authority

NEW = "/mailservers/new/"


def test_opslaan_saves_and_only_that(browser: Client) -> None:
    assert browser.get(NEW).status_code == 200
    assert not MailServer.objects.exists()
    answer = browser.post(NEW, form(host="SMTP.Agency.Example"))
    assert (answer.status_code, answer["Location"]) == (302, "/mailservers/")
    assert MailServer.objects.get().host == "smtp.agency.example"
    assert "Hoofdkantoor is opgeslagen." in browser.get("/mailservers/").content.decode()


@pytest.mark.parametrize(
    ("typed", "port"),
    [
        ({}, 25),
        ({"security": "none", "port": ""}, 25),
        ({"security": "ssl", "port": ""}, 465),
        ({"security": "starttls"}, 587),
        ({"security": "ssl", "port": "25"}, 465),  # what a page without JavaScript sends
        ({"security": "starttls", "port": "25"}, 587),
        ({"security": "ssl", "port": "2525"}, 2525),
        ({"security": "none", "port": "465"}, 465),
        ({"security": "ssl", "port": "25", "port_shown_for": "ssl"}, 25),
        ({"host": "smtp.agency.example:2587", "port": "25"}, 2587),
        ({"host": "smtp://smtp.agency.example:587", "port": ""}, 587),
        ({"host": "smtps://smtp.agency.example", "port": "25"}, 465),
        ({"host": "[2001:db8::1]:26"}, 26),
    ],
)
def test_the_port_follows_the_security_unless_typed_by_hand(typed: dict[str, str], port: int, browser: Client) -> None:
    assert browser.post(NEW, form(**typed)).status_code == 302
    assert MailServer.objects.get().port == port


def test_an_existing_port_follows_the_security_too(browser: Client) -> None:
    usual, special = make_mailserver(port=25), make_mailserver(port=2525)
    for server in (usual, special):
        page = f"/mailservers/{server.pk}/edit/"
        browser.post(page, fields(browser.get(page)) | {"security": "ssl"})
        server.refresh_from_db()
    assert (usual.port, special.port) == (465, 2525)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"identification": ""}, "identification", "Dit veld is verplicht."),
    ({"identification": " \u3000\u2800"}, "identification", "Dit veld is verplicht."),
    ({"identification": "x" * 101}, "identification", "niet meer dan 100 tekens"),
    ({"identification": "Kan\x07toor"}, "identification", "stuurteken"),
    ({"identification": "Kan\x00toor"}, "identification", "stuurteken"),
    ({"host": "smtp.agency.example\x00"}, "host", "stuurteken"),
    ({"identification": "Kan\r\ntoor"}, "identification", "stuurteken"),
    ({"identification": "Kan\u200btoor"}, "identification", "onzichtbaar teken"),
    ({"host": ""}, "host", "Dit veld is verplicht."),
    ({"host": "smtp agency"}, "host", "geen spaties"),
    ({"host": "http://smtp.agency.example"}, "host", "is niet het adres van een mailserver"),
    ({"host": "smtp.agency.example/mail"}, "host", "Laat alles na de naam van de server weg"),
    ({"host": "smtp.agency.example\r\nQUIT"}, "host", "stuurteken"),
    ({"host": "x" * 300}, "host", "hooguit 253 tekens"),
    ({"port": "0"}, "port", "van 1 tot en met 65535"),
    ({"port": "65536"}, "port", "van 1 tot en met 65535"),
    ({"port": "abc"}, "port", "van 1 tot en met 65535"),
    ({"port": "-1"}, "port", "van 1 tot en met 65535"),
    ({"host": "smtp.agency.example:587", "port": "2525"}, "port", "Er staan twee poorten"),
    ({"security": "tls"}, "security", "tls"),
    ({"authentication": ""}, "authentication", "Dit veld is verplicht."),
    ({"authentication": "central", "password": "geheim1"}, "username", "is de gebruikersnaam verplicht"),
    ({"authentication": "central", "username": "kantoor"}, "password", "is het wachtwoord verplicht"),
    ({"authentication": "central", "username": "a\nb", "password": "geheim1"}, "username", "stuurteken"),
    ({"authentication": "central", "username": "a", "password": "geheim1\r\n"}, "password", "stuurteken"),
    ({"authentication": "central", "username": "a", "password": "x" * 501}, "password", "500"),
    ({"sender_address": "no address"}, "sender_address", "geldig e-mailadres"),
    ({"sender_address": "a@b.example\r\nBcc: c@d.example"}, "sender_address", "geldig e-mailadres"),
    ({"ca_certificate": "hello"}, "ca_certificate", "begint met -----BEGIN CERTIFICATE-----"),
    ({"ca_certificate": "-----BEGIN CERTIFICATE-----\nAAA"}, "ca_certificate", "niet te lezen"),
    ({"ca_certificate": "-----BEGIN PRIVATE KEY-----"}, "ca_certificate", "privésleutel"),
    ({"max_connections": "0"}, "max_connections", "1"),
    ({"messages_per_minute": "-5"}, "messages_per_minute", "0"),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), REFUSED, ids=lambda value: str(value)[:40])
def test_bad_input_gets_a_sentence_at_its_field(
    typed: dict[str, Any], field: str, sentence: str, browser: Client
) -> None:
    answer = browser.post(NEW, form(**typed))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in html or f'href="#id_{field}"' in html
    assert sentence in html[html.index(f'id="field-{field}"') :]
    assert "Null-tekens" not in html
    assert not MailServer.objects.exists()


def test_a_login_pasted_into_the_address_is_taken_out_and_the_page_says_so(browser: Client) -> None:
    answer = browser.post(NEW, form(host="smtp://u:p4ss@smtp.agency.example:25"))
    assert answer.status_code == 422
    assert fields(answer)["host"] == "smtp://smtp.agency.example:25"
    html = answer.content.decode()
    assert "p4ss" not in html
    assert "De gebruikersnaam en het wachtwoord zijn uit het adres gehaald" in html


@pytest.mark.parametrize(
    "again",
    ["hoofdKANTOOR", "  Hoofdkantoor ", "Hoofdkantoor\u00a0", "\u3000Hoofdkantoor", "Ｈoofdkantoor"],
)
def test_an_identification_is_unique_without_regard_to_case_spaces_and_look_alikes(again: str, browser: Client) -> None:
    browser.post(NEW, form())
    answer = browser.post(NEW, form(identification=again, host="other.example"))
    assert answer.status_code == 422
    assert "Er is al een mailserver met de identificatie “Hoofdkantoor”" in answer.content.decode()
    assert MailServer.objects.count() == 1


def test_look_alike_spaces_within_a_name_are_one_space(browser: Client) -> None:
    browser.post(NEW, form(identification="Klant\u00a0\u2003De Vries"))
    assert MailServer.objects.get().identification == "Klant De Vries"


def test_a_refused_form_keeps_what_was_typed_except_the_password(browser: Client) -> None:
    typed = form(
        identification="", host="mail.example", security="starttls", authentication="central", username="kantoor"
    )
    answer = browser.post(NEW, typed | {"password": "s3cret-typed", "port": "2525", "sender_address": "a@b.example"})
    html = answer.content.decode()
    held = fields(answer)
    assert (held["host"], held["port"], held["username"]) == ("mail.example", "2525", "kantoor")
    assert (held["security"], held["authentication"], held["sender_address"]) == ("starttls", "central", "a@b.example")
    assert "s3cret-typed" not in html
    assert "Vul het wachtwoord opnieuw in" in html


def test_a_password_pasted_within_the_address_does_not_come_back(browser: Client) -> None:
    answer = browser.post(NEW, form(host="smtp://jan:s3cret-typed@smtp.agency.example"))
    assert answer.status_code == 422
    assert "s3cret-typed" not in answer.content.decode()
    assert fields(answer)["host"] == "smtp://smtp.agency.example"


def test_an_own_authority_is_kept_without_the_words_around_it(browser: Client) -> None:
    pem = authority().pem
    assert browser.post(NEW, form(ca_certificate=f"subject=/CN=x\n{pem}\n")).status_code == 302
    assert MailServer.objects.get().ca_certificate == pem


def test_an_empty_password_keeps_the_stored_one_and_no_page_shows_it(browser: Client) -> None:
    server = make_mailserver(authentication="central", username="kantoor", password="s3cret-stored")
    page = f"/mailservers/{server.pk}/edit/"
    shown = browser.get(page)
    assert browser.post(page, fields(shown) | {"port": "2525"}).status_code == 302
    server.refresh_from_db()
    assert central_login(server).password == "s3cret-stored"  # type: ignore[union-attr]
    for address in (page, f"/mailservers/{server.pk}/", f"/mailservers/{server.pk}/delete/", "/mailservers/"):
        html = browser.get(address).content.decode()
        assert "s3cret-stored" not in html
        assert server.password not in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"host": "evil.example"}, "want het was bedoeld voor smtp.agency.example"),
        ({"username": "other"}, "Vul het wachtwoord in dat erbij hoort"),
        ({"security": "none"}, "minder goed beveiligd"),
    ],
)
def test_a_stored_password_is_asked_for_again_and_the_page_says_why(
    typed: dict[str, str], sentence: str, browser: Client
) -> None:
    server = make_mailserver(authentication="central", username="kantoor", password="geheim1", security="starttls")
    page = f"/mailservers/{server.pk}/edit/"
    held = fields(browser.get(page))
    answer = browser.post(page, held | typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert "Laat dit veld leeg om het te houden" not in html
    assert browser.post(page, held | typed | {"password": "geheim2"}).status_code == 302
    server.refresh_from_db()
    assert central_login(server).password == "geheim2"  # type: ignore[union-attr]


def test_an_id_that_is_no_server_is_a_404(browser: Client) -> None:
    assert browser.get("/mailservers/999/edit/").status_code == 404


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (1, "1 medewerker die hiervandaan werkt, moet nog een wachtwoord invullen bij Werklocatie."),
        (2, "2 medewerkers die hiervandaan werken, moeten nog een wachtwoord invullen bij Werklocatie."),
    ],
)
def test_saving_counts_who_still_has_to_enter_a_password(people: int, sentence: str, browser: Client) -> None:
    server = make_mailserver()
    for _ in range(people):
        work_from(make_employee(), server)
    page = f"/mailservers/{server.pk}/edit/"
    browser.post(page, fields(browser.get(page)) | {"authentication": "per_employee"})
    assert sentence in browser.get("/mailservers/").content.decode()


def test_the_central_login_is_marked_as_required(browser: Client) -> None:
    new = browser.get(NEW)
    assert {name for name in ("username", "password", "sender_address") if marked(new, name)} == {
        "username",
        "password",
    }
    server = make_mailserver(authentication="central", username="kantoor", password="stored")
    stored = browser.get(f"/mailservers/{server.pk}/edit/")
    assert marked(stored, "username")
    assert not marked(stored, "password"), "empty keeps the stored one"


def marked(page: HttpResponse, name: str) -> bool:
    label = page.content.decode().split(f'<label class="label" for="id_{name}">')[1].split("</label>")[0]
    return 'class="required"' in label
