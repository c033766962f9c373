"""Deleting a server, in the manual's three steps."""

import re

import pytest
from django.test import Client

from documents.intake import queue_document
from employees.models import WorkLocation
from mailservers.models import Company, MailServer, SmtpLog
from tests.factories import change_mailserver, make_company, make_employee, make_mailserver, work_from
from tests.mailservers.test_overview import make_log

QUESTION = "Weet je zeker dat je dit serveradres wilt verwijderen?"


@pytest.fixture
def server(db: None) -> MailServer:
    return make_mailserver("Klant De Vries", host="mail.devries.example", port=2525)


@pytest.fixture
def page(server: MailServer) -> str:
    return f"/mailservers/{server.pk}/delete/"


def test_the_data_are_shown_first_and_nothing_is_asked(browser: Client, page: str) -> None:
    html = browser.get(page).content.decode()
    for shown in ("Klant De Vries", "mail.devries.example", "2525", "Verwijderen"):
        assert shown in html
    assert QUESTION not in html


def test_verwijderen_asks_the_question_word_for_word_and_deletes_nothing(browser: Client, page: str) -> None:
    answer = browser.post(page)
    assert answer.status_code == 200
    assert QUESTION in answer.content.decode()
    assert MailServer.objects.exists()


def version_in(page: str) -> dict[str, str]:
    """The hidden field of the question."""
    [version] = re.findall(r'name="version" value="(\d+)"', page)
    return {"version": version}


def test_what_was_changed_since_it_was_shown_is_shown_and_asked_again(
    browser: Client, page: str, server: MailServer
) -> None:
    question = version_in(browser.post(page).content.decode())
    change_mailserver(server, host="mail.other.example")
    html = browser.post(page, question | {"confirm": "yes"}).content.decode()
    assert "intussen gewijzigd" in html
    assert "mail.other.example" in html
    assert QUESTION in html
    assert MailServer.objects.exists()
    browser.post(page, version_in(html) | {"confirm": "yes"})
    assert not MailServer.objects.exists()


def test_only_ja_deletes(browser: Client, page: str) -> None:
    answer = browser.post(page, {"confirm": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, "/mailservers/")
    assert not MailServer.objects.exists()
    assert "Klant De Vries is verwijderd." in browser.get("/mailservers/").content.decode()


def test_nee_goes_back_to_the_data(browser: Client, page: str) -> None:
    answer = browser.post(page, {"confirm": "no"})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert MailServer.objects.exists()


def test_a_word_that_is_not_ja_deletes_nothing(browser: Client, page: str) -> None:
    assert browser.post(page, {"confirm": "ja"}).status_code == 200
    assert MailServer.objects.exists()


def test_a_second_click_on_ja_is_told_that_it_is_gone(browser: Client, page: str) -> None:
    browser.post(page, {"confirm": "yes"})
    assert browser.post(page, {"confirm": "yes"}).status_code == 302
    assert "is al verwijderd" in browser.get("/mailservers/").content.decode()
    assert browser.get(page).status_code == 404


def test_the_page_says_who_and_what_depends_on_it(browser: Client, page: str, server: MailServer) -> None:
    anja, piet = make_employee("anja", name="Anja Jansen"), make_employee("piet", name="Piet Smit")
    for person in (anja, piet):
        work_from(person, server)
    for _ in range(3):
        queue_document(sender=anja, to=["jan@client.example"], subject="Loonstrook")
    make_company(default_server=server)
    html = browser.get(page).content.decode()
    assert "2 medewerkers" in html
    assert "Anja Jansen, Piet Smit" in html
    assert "3 documenten: ze worden vastgehouden" in html
    assert "Medewerkers zonder werklocatie versturen via deze mailserver" in html


def test_logs_stay_and_employees_are_told_to_choose_again(browser: Client, page: str, server: MailServer) -> None:
    anja = make_employee("anja")
    work_from(anja, server)
    make_company(default_server=server)
    make_log(server, anja)
    browser.post(page, {"confirm": "yes"})
    assert SmtpLog.objects.get().server is None
    assert WorkLocation.objects.get().lost_identification == "Klant De Vries"
    assert Company.current().default_server is None
