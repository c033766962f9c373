"""Every page, in both themes, on a wide screen and on a phone: axe finds nothing, and nothing sticks out."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Agency, OpenWindow
from tests.browser.pages import PAGES, fill
from tests.browser.visitor import Visitor

PHONE = {"viewport": {"width": 375, "height": 780}, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 1360, "height": 900}}
REFUSED = {"not allowed": 403, "not found": 404}
ROLES = sorted({role for role, _address in PAGES.values()})


def findings(visitor: Visitor) -> list[str]:
    """What axe has against the present page, one line for each element."""
    # Without transitions: axe reads colours as they are at that moment.
    found: list[dict[str, Any]] = Axe().run(visitor.page).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def sticking_out(visitor: Visitor) -> list[str]:
    """Elements that make the page wider than its window."""
    # Not innerWidth: a phone zooms out until everything is in, and then says that it is so wide.
    script = """() => { const page = document.documentElement; return page.scrollWidth <= page.clientWidth ? [] :
        [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > page.clientWidth + 1)
        .map((e) => e.outerHTML.slice(0, 120)) }"""
    found: list[str] = visitor.page.evaluate(script)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["wide", "phone"])
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "stranger")
def test_every_page_is_accessible(role: str, shape: str, theme: str, agency: Agency, window: OpenWindow) -> None:
    filled = fill(agency)
    visitor = window(role, color_scheme=theme, reduced_motion="reduce", **(PHONE if shape == "phone" else WIDE))
    wrong = {}
    for name, (opens, address) in PAGES.items():
        if opens == role:
            visitor.go(address(filled))
            assert visitor.status == REFUSED.get(name, 200), name
            if found := findings(visitor) + sticking_out(visitor):
                wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_test_result_and_a_refused_form_are_accessible(theme: str, agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder", color_scheme=theme, reduced_motion="reduce")
    visitor.go(f"/mailservers/{agency.server.pk}/edit/")
    visitor.button("Test e-mail versturen").click()
    visitor.page.wait_for_selector("[data-test=test-result][data-outcome=accepted]")
    visitor.hook("detail-toggle").click()
    assert findings(visitor) == []
    visitor.field("port").fill("65536")
    visitor.field("identification").fill("")
    visitor.button("Opslaan").click()
    visitor.hook("form-errors").wait_for()
    assert findings(visitor) == []


def test_the_chosen_theme_beats_the_one_of_the_device(agency: Agency, window: OpenWindow) -> None:
    visitor = window("medewerker", color_scheme="light")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = visitor.page.evaluate(ground)
    visitor.page.get_by_role("button", name="Donker").click()
    visitor.page.wait_for_selector("html[data-theme=dark]")
    dark = visitor.page.evaluate(ground)
    assert dark != light
    assert findings(visitor) == []
    visitor.page.get_by_role("button", name="Automatisch").click()
    visitor.page.wait_for_selector("html:not([data-theme])")
    assert visitor.page.evaluate(ground) == light


def test_the_menu_of_a_phone_opens_and_leads_somewhere(agency: Agency, window: OpenWindow) -> None:
    visitor = window("medewerker", **PHONE)
    link = visitor.page.get_by_role("link", name="Werklocatie", exact=True)
    assert not link.is_visible()
    visitor.page.get_by_role("button", name="Menu").click()
    assert findings(visitor) == []
    link.click()
    visitor.page.wait_for_url("**/my/work-location/")
