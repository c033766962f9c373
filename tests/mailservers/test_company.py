"""The company's page."""

import pytest
from django.test import Client

from mailservers.models import Company
from tests.factories import make_mailserver

PAGE = "/company/"


def test_name_address_and_default_server_are_saved(browser: Client) -> None:
    server = make_mailserver()
    typed = {"name": " De  Brug ", "general_email": "info@debrug.example", "default_server": server.pk}
    assert browser.post(PAGE, typed).status_code == 302
    company = Company.current()
    assert (company.name, company.general_email, company.default_server) == ("De Brug", "info@debrug.example", server)
    browser.post(PAGE, typed | {"default_server": ""})
    assert Company.objects.get().default_server is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Vul de naam van het bedrijf in."),
        ({"name": "De\nBrug"}, "stuurteken"),
        ({"general_email": "info"}, "Dit is geen geldig e-mailadres. Vul een adres in zoals naam@bedrijf.nl."),
        ({"general_email": "info@debrug.example\r\nBcc: x@y.example"}, "geldig e-mailadres"),
        ({"default_server": "999"}, "Deze mailserver bestaat niet meer. Kies een andere."),
    ],
)
def test_bad_input_keeps_what_was_typed(typed: dict[str, str], sentence: str, browser: Client) -> None:
    answer = browser.post(PAGE, {"name": "De Brug", "general_email": "info@debrug.example"} | typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert "De Brug" in html or "info@debrug.example" in html
    assert not Company.objects.exists()


def test_saving_does_not_end_the_demo(browser: Client, company: Company) -> None:
    browser.post(PAGE, {"name": "De Brug", "general_email": "info@debrug.example"})
    assert Company.current().demo
