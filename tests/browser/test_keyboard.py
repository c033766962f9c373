"""Everything can be done without a mouse, and it is always visible where one is."""

from playwright.sync_api import Page, expect

from mailservers.models import MailServer
from tests.browser.conftest import Agency, OpenWindow

FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return {
    name: element.getAttribute("name") || "",
    words: element.innerText || "",
    visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
TABS_AT_MOST = 80


def tab_to(page: Page, *, name: str = "", words: str = "") -> None:
    """Press Tab until the control with this name, or with these words, has the focus; each stop must be visible."""
    for _ in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["visible"], focused
        if (name and focused["name"] == name) or (words and focused["words"].strip() == words):
            return
    raise AssertionError(f"never arrived at {name or words}")


def test_a_server_is_registered_tested_and_deleted_by_keyboard(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    keyboard = visitor.page.keyboard
    tab_to(visitor.page, words="Naar de inhoud")
    keyboard.press("Enter")
    tab_to(visitor.page, name="identification")
    keyboard.type("Klant De Vries")
    tab_to(visitor.page, name="host")
    keyboard.type("127.0.0.1")
    tab_to(visitor.page, name="security")
    keyboard.press("ArrowDown")
    expect(visitor.field("port")).to_have_value("587")
    keyboard.press("ArrowUp")
    tab_to(visitor.page, name="port")
    keyboard.press("Control+A")
    keyboard.type(str(agency.receiving.port))
    tab_to(visitor.page, words="Test e-mail versturen")
    keyboard.press("Enter")
    expect(visitor.hook("test-result")).to_have_attribute("data-outcome", "accepted")
    tab_to(visitor.page, words="Detail")
    keyboard.press("Space")
    expect(visitor.hook("detail-log")).to_be_visible()
    visitor.field("port").press("Enter")  # Enter in a field saves, it does not test
    visitor.page.wait_for_url("**/mailservers/")

    server = MailServer.objects.get(identification="Klant De Vries")
    visitor.go(f"/mailservers/{server.pk}/delete/")
    tab_to(visitor.page, words="Verwijderen")
    keyboard.press("Enter")
    visitor.hook("delete-question").wait_for()
    tab_to(visitor.page, words="Ja")
    keyboard.press("Enter")
    visitor.page.wait_for_url("**/mailservers/")
    assert not MailServer.objects.filter(pk=server.pk).exists()


def test_errors_take_the_focus_and_lead_to_their_field(agency: Agency, window: OpenWindow) -> None:
    visitor = window("beheerder").go("/mailservers/new/")
    visitor.field("host").fill("http://mail example")
    visitor.field("host").press("Enter")
    summary = visitor.hook("form-errors")
    expect(summary).to_be_focused()
    tab_to(visitor.page, words="Identificatie")
    visitor.page.keyboard.press("Enter")
    expect(visitor.field("identification")).to_be_focused()
    expect(visitor.field("identification")).to_have_attribute("aria-invalid", "true")
    described = visitor.field("identification").get_attribute("aria-describedby") or ""
    words = [visitor.page.locator(f"#{part}").inner_text() for part in described.split()]
    assert any("verplicht" in text.lower() for text in words)
