"""A name as long as the form allows, without a space in it, breaks no page."""

import pytest

from tests.browser.conftest import Agency, OpenWindow
from tests.browser.test_accessibility import PHONE, WIDE, sticking_out
from tests.factories import make_company, make_mailserver

LONGEST = "Hoofdkantoor" * 8  # 96 of the 100 characters


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_a_long_name_without_spaces_stays_within_the_page(shape: str, agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder", **(PHONE if shape == "phone" else WIDE))
    server = make_mailserver(LONGEST)  # after logging in: the banner names it
    make_company(default_server=server)
    for path in ("/", "/mailservers/", f"/mailservers/{server.pk}/edit/", "/company/", "/my/work-location/", "/logs/"):
        visitor.go(path)
        assert sticking_out(visitor) == [], path
        wrap = visitor.page.locator(".table-wrap").first
        if wrap.count():
            assert wrap.evaluate("one => one.scrollWidth <= one.clientWidth"), (
                f"the table of {path} is wider than shown"
            )
