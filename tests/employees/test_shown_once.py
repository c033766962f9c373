"""A secret that is shown once: to whoever opens the page, and kept nowhere afterwards."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_head_request_does_not_use_up_what_is_shown_once(browser: Client) -> None:
    browser.post("/my/tokens/new/", {"token_name": "Payroll"})
    assert browser.head("/my/").status_code == 200
    assert "efx_" in browser.get("/my/").content.decode()
    assert 'id="shown-once"' not in browser.get("/my/").content.decode()
