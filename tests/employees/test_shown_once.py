"""A secret that is shown once: to whoever opens the page, and kept nowhere afterwards."""

import pytest
from django.test import Client

from tests.employees.test_employees import TYPED

pytestmark = pytest.mark.django_db


def test_a_head_request_does_not_use_up_what_is_shown_once(browser: Client) -> None:
    browser.post("/my/tokens/new/", {"token_name": "Payroll"})
    assert browser.head("/my/").status_code == 200
    assert "efx_" in browser.get("/my/").content.decode()
    assert 'id="shown-once"' not in browser.get("/my/").content.decode()


def test_the_page_with_a_token_is_stored_nowhere(browser: Client) -> None:
    browser.post("/my/tokens/new/", {"token_name": "Payroll"})
    assert "no-store" in browser.get("/my/").headers["Cache-Control"]
    assert "no-store" not in browser.get("/my/").headers["Cache-Control"]


def test_the_page_with_a_password_is_stored_nowhere(administrator_browser: Client) -> None:
    administrator_browser.post("/employees/new/", TYPED)
    assert "no-store" in administrator_browser.get("/employees/").headers["Cache-Control"]
    assert "no-store" not in administrator_browser.get("/employees/").headers["Cache-Control"]
