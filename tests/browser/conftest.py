"""A real browser before the real application: Debian's Chromium, without a screen and without the internet."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from employees.models import Employee, Role
from mailservers.models import MailServer
from tests.browser.visitor import Visitor
from tests.factories import make_company, make_employee, make_mailserver
from tests.servers.receiving import ReceivingServer

# As root Chromium only starts without its sandbox; the rest keeps it from looking for the internet.
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)
PATIENCE_MS = 15_000  # a bound for conditions to come true, generous for a busy machine

OpenWindow = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no Chromium: `./dev test` installs it where it may")
    # Playwright keeps an event loop in this thread, from which Django guards its database otherwise.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM))
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def window(browser: Browser, live_server: Any) -> Iterator[OpenWindow]:
    """Opens browser windows, each a session of its own; in the end none may have a complaint."""
    visitors = []

    def open_window(username: str = "", **options: Any) -> Visitor:
        context = browser.new_context(**{"locale": "nl-NL", "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context, live_server.url)
        visitors.append(visitor)
        return visitor.log_in(username) if username else visitor

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@dataclass(frozen=True)
class Agency:
    """A company with one of each role, a mail server that works, and the real server behind it."""

    administrator: Employee
    employee: Employee
    support: Employee
    server: MailServer
    receiving: ReceivingServer


@pytest.fixture
def agency(transactional_db: None) -> Iterator[Agency]:
    with ReceivingServer() as receiving:
        server = make_mailserver("Hoofdkantoor", host="127.0.0.1", port=receiving.port)
        make_company(demo=True, default_server=server)  # only the demo may connect to this machine itself
        yield Agency(
            administrator=make_employee("beheerder", Role.ADMINISTRATOR, name="Anneke de Boer"),
            employee=make_employee("medewerker", name="Jan Smit"),
            support=make_employee("support", Role.SUPPORT, name="Service Center"),
            server=server,
            receiving=receiving,
        )
