"""Browsers of an administrator, an employee and support, and forms as a page sends them."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from employees.models import Employee, Role
from mailservers.models import Company, SmtpLog
from tests.factories import PASSWORD, make_company, make_employee

LogIn = Callable[[Employee], Client]
FORM = {"identification": "Hoofdkantoor", "host": "smtp.agency.example", "security": "none", "authentication": "none"}


def log_in(person: Employee) -> Client:
    """A browser of its own in which somebody logs in through the page."""
    browser = Client()
    answer = browser.post("/login/", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


@pytest.fixture
def administrator(db: None) -> Employee:
    return make_employee("chef", role=Role.ADMINISTRATOR, name="Chris de Chef")


@pytest.fixture
def browser(administrator: Employee) -> Client:
    """Where the administrator is logged in."""
    return log_in(administrator)


@pytest.fixture
def support_browser(db: None) -> Client:
    return log_in(make_employee("steun", role=Role.SUPPORT, name="Sam Steun"))


@pytest.fixture
def company(db: None) -> Company:
    """The agency, allowed to reach servers on this machine as the demo is."""
    return make_company(demo=True)


def fields(page: HttpResponse) -> dict[str, str]:
    """What the form on a page holds, as a browser would send it back."""
    html = page.content.decode()
    html = html[html.index('id="server-form"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]+>", html):
        attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        box = attributes.get("type") in ("radio", "checkbox")
        if "name" in attributes and (not box or " checked" in tag):
            found.setdefault(attributes["name"], attributes.get("value", "on" if box else ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        found[name] = unescape(text).strip()
    return found


def form(**typed: Any) -> dict[str, Any]:
    """The fields of a new server's form, with what a test types otherwise."""
    return FORM | typed


def finished(log: SmtpLog, seconds: float = 10) -> SmtpLog:
    """The log, as soon as its run has ended."""
    import threading
    from time import monotonic

    end, pause = monotonic() + seconds, threading.Event()
    while monotonic() < end:
        log.refresh_from_db()
        if log.outcome != SmtpLog.Outcome.RUNNING:
            return log
        pause.wait(0.02)
    raise AssertionError(f"the test is still running after {seconds} s")
