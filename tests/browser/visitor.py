"""Somebody at a browser: goes to pages and logs in, while everything that must never happen is written down."""

import re
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.factories import PASSWORD

Theme = Literal["light", "dark"]
# Chromium reports every answer of 400 and up as an error; that a bad form is answered with 422 is our intention.
ANSWER = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Visitor:
    """A browser window of its own, with its own cookies. `complaints` must be empty in the end."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.status = 0  # of the page that was opened last by its address
        self.page.on("pageerror", lambda error: self.complaints.append(f"error on the page: {error}"))
        self.page.on("console", self._read_console)
        self.page.on("request", self._look_at)

    def _read_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWER.match(message.text):
            self.complaints.append(f"on the console of {self.page.url}: {message.text}")

    def _look_at(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"a request to another host: {request.url}")

    def go(self, path: str) -> "Visitor":
        """Open a page of the application."""
        answer = self.page.goto(self.address + path)
        self.status = answer.status if answer else 0
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def log_in(self, username: str, password: str = PASSWORD) -> "Visitor":
        """Log in and land on the start page."""
        self.go("/login/")
        self.page.get_by_label("Gebruikersnaam").fill(username)
        self.page.locator("input[name=password]").fill(password)
        self.button("Inloggen").click()
        self.page.wait_for_url(self.address + "/")
        return self

    def log_out(self) -> None:
        self.page.locator(".topbar").get_by_role("button", name="Uitloggen").click()
        self.page.wait_for_url(self.address + "/login/")

    def field(self, name: str) -> Locator:
        """The input, select or textarea with this name in the content of the page."""
        return self.page.locator(f"#main [name='{name}']")

    def choose(self, name: str, value: str) -> None:
        """Take one option of a group of radio buttons."""
        self.page.locator(f"#main input[name='{name}'][value='{value}']").check()

    def button(self, words: str) -> Locator:
        """A button of the page's content, by exactly what it says."""
        return self.page.locator("#main").get_by_role("button", name=words, exact=True)

    def link(self, words: str) -> Locator:
        return self.page.locator("#main").get_by_role("link", name=words, exact=True)

    def hook(self, name: str) -> Locator:
        """The element that carries data-test with this name."""
        return self.page.locator(f"[data-test='{name}']")
