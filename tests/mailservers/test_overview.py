"""The overview: search, sort, pages, who uses a server, and what its last test says."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from employees.models import Employee
from mailservers.models import MailServer, SmtpLog
from mailservers.revisions import newest_of
from tests.factories import (
    change_mailserver,
    give_login,
    make_company,
    make_employee,
    make_mailserver,
    work_from,
)

PAGE = "/mailservers/"


def rows(browser: Client, query: str = "") -> list[str]:
    """The identifications in the order of the page."""
    html = browser.get(PAGE + query).content.decode()
    return re.findall(r'<th scope="row"><a href="/mailservers/\d+/">([^<]+)</a>', html)


def row(browser: Client, server: MailServer) -> str:
    """The words of one server's row."""
    html = browser.get(PAGE).content.decode()
    start = html.index(f'data-id="{server.pk}"')
    text = re.sub(r"<[^>]+>", " ", html[start : html.index("</tr>", start)])
    return " ".join(text.split())


def make_log(server: MailServer, actor: Employee, outcome: str = "accepted", **values: Any) -> SmtpLog:
    """The log of a test of the server's present settings."""
    fields = {
        "kind": "test",
        "server": server,
        "identification": server.identification,
        "revision": newest_of(server),
        "actor": actor,
        "recipient": "info@agency.example",
        "host": server.host,
        "port": server.port,
        "started_at": timezone.now(),
        "outcome": outcome,
    }
    return SmtpLog.objects.create(**fields | values)


def test_an_empty_overview_says_what_a_mail_server_is_for(browser: Client) -> None:
    html = browser.get(PAGE).content.decode()
    assert "Er zijn nog geen mailservers" in html
    assert 'href="/mailservers/new/"' in html


def test_it_is_sorted_by_identification_without_regard_to_case(browser: Client) -> None:
    for name in ("beta", "Alfa", "Gamma"):
        make_mailserver(name)
    assert rows(browser) == ["Alfa", "beta", "Gamma"]
    assert rows(browser, "?sort=-identification") == ["Gamma", "beta", "Alfa"]
    assert rows(browser, "?sort=password") == ["Alfa", "beta", "Gamma"]


@pytest.mark.parametrize("sort", ["host", "authentication", "used", "tested"])
def test_each_column_sorts_both_ways(sort: str, browser: Client, administrator: Employee) -> None:
    first = make_mailserver("Z", host="a.example", authentication="none")
    second = make_mailserver("A", host="b.example", authentication="per_employee")
    make_log(first, administrator, started_at=timezone.now() - timedelta(days=1))
    make_log(second, administrator)
    work_from(make_employee(), second)
    assert rows(browser, f"?sort={sort}") == ["Z", "A"]
    assert rows(browser, f"?sort=-{sort}") == ["A", "Z"]


@pytest.mark.parametrize(
    "query",
    [
        "vries",
        "VRIES",
        "devries.example",
        "de%20vries",
        "2525",
        "  vries  ",
        "mail.devries.example:2525",
        "devries.example:2525",
    ],
)
def test_the_search_looks_at_name_address_and_port(query: str, browser: Client) -> None:
    make_mailserver("Klant De Vries", host="mail.devries.example", port=2525)
    make_mailserver("Hoofdkantoor")
    assert rows(browser, f"?q={query}") == ["Klant De Vries"]


def test_an_ipv6_address_is_in_brackets_and_found_as_it_is_shown(browser: Client) -> None:
    server = make_mailserver("Zes", host="2001:db8::1", port=25)
    make_mailserver("Vier", host="192.0.2.1", port=25)
    assert "[2001:db8::1]:25" in row(browser, server)
    assert rows(browser, "?q=[2001:db8::1]:25") == rows(browser, "?q=2001:db8::1") == ["Zes"]
    assert rows(browser, "?q=[2001:db8::1]:26") == []


def test_a_search_without_a_result_says_so_and_leads_back(browser: Client) -> None:
    make_mailserver()
    html = browser.get(PAGE + "?q=<b>nergens").content.decode()
    assert "Er is geen mailserver die bij “&lt;b&gt;nergens” past" in html


def test_there_are_25_on_a_page(browser: Client) -> None:
    for number in range(26):
        make_mailserver(f"Server {number:02}")
    assert (len(rows(browser)), rows(browser, "?page=2"), len(rows(browser, "?page=99"))) == (25, ["Server 25"], 1)
    assert "1–25 van 26" in browser.get(PAGE).content.decode()
    assert ">26 van 26<" in browser.get(f"{PAGE}?page=2").content.decode()


def test_it_shows_who_works_from_a_server_and_who_still_misses_a_password(browser: Client) -> None:
    server = make_mailserver(authentication="per_employee")
    complete, without, gone = make_employee(), make_employee(), make_employee(is_active=False)
    for person in (complete, without, gone):
        work_from(person, server)
    give_login(complete, server)
    assert "2 (1 zonder wachtwoord)" in row(browser, server)
    change_mailserver(server, host="elsewhere.example")  # passwords wait for their owners
    assert "2 (2 zonder wachtwoord)" in row(browser, server)


def test_the_default_server_is_marked(browser: Client) -> None:
    server = make_mailserver()
    make_company(default_server=server)
    assert "standaard" in row(browser, server)


def test_a_server_nobody_tested_says_so(browser: Client) -> None:
    assert "nog niet getest" in row(browser, make_mailserver())


@pytest.mark.parametrize(
    ("outcome", "values", "words"),
    [
        ("accepted", {}, "gelukt"),
        ("failed", {"diagnosis_code": "credentials-rejected", "phase": "auth"}, "wachtwoord"),
        ("interrupted", {}, "onderbroken"),
    ],
)
def test_the_last_test_is_told_in_words(
    outcome: str, values: dict[str, str], words: str, browser: Client, administrator: Employee
) -> None:
    server = make_mailserver()
    make_log(server, administrator, "accepted", started_at=timezone.now() - timedelta(hours=1))
    make_log(server, administrator, outcome, **values)
    assert words in row(browser, server)


def test_a_test_older_than_the_last_change_says_nothing_any_more(browser: Client, administrator: Employee) -> None:
    server = make_mailserver()
    make_log(server, administrator)
    change_mailserver(server, port=2525)
    assert "gewijzigd sinds de laatste test" in row(browser, server)


def test_a_test_of_values_that_were_never_saved_does_not_count(browser: Client, administrator: Employee) -> None:
    server = make_mailserver()
    make_log(server, administrator, revision=None)
    assert "nog niet getest" in row(browser, server)


def test_support_reads_and_tests_but_changes_nothing(support_browser: Client) -> None:
    server = make_mailserver()
    html = support_browser.get(PAGE).content.decode()
    assert f"/mailservers/{server.pk}/#test" in html
    assert "/edit/" not in html
    assert "/mailservers/new/" not in html


def test_the_number_of_queries_does_not_grow_with_the_servers(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        work_from(make_employee(), make_mailserver())
    with django_assert_max_num_queries(16):
        browser.get(PAGE)
