"""Between a phone and a wide screen no table hides its last columns behind its edge or breaks a word in two."""

from collections.abc import Callable

import pytest

from documents.models import Document, Recipient
from employees.models import Employee
from mailservers.models import MailServer, SmtpLog
from tests.browser.conftest import Agency, OpenWindow, Visitor
from tests.browser.pages import PAGES, Filled, failed_log, fill
from tests.browser.test_accessibility import ROLES, sticking_out

WIDTHS = (360, 600, 780, 900, 1024, 1100, 1190, 1280, 1440)  # tablets, small laptops, and a laptop's page zoomed in
CUT_OFF = """() => [...document.querySelectorAll(".table-wrap")]
    .filter((wrap) => wrap.scrollWidth > wrap.clientWidth).map((wrap) => wrap.scrollWidth - wrap.clientWidth)"""
every_role = pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "stranger")
BROKEN = r"""() => {
    const broken = [], range = document.createRange();
    for (const table of document.querySelectorAll(".table")) {
        const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
        while (texts.nextNode())
            for (const word of texts.currentNode.data.matchAll(/(?<!\S)[^\s/-]{2,20}(?!\S)/gu)) {
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map((rect) => rect.top)).size > 1) broken.push(word[0]);
            }
    }
    return broken;
}"""


def fill_to_the_brim(agency: Agency, filled: Filled) -> None:
    """Words without a space wherever somebody else decides what they are."""
    Document.objects.filter(pk=filled.document_id).update(
        subject="Loonstrook" * 15, server_identification="Kantoor" * 14
    )
    Recipient.objects.update(outcome="refused", reply_code=550, reply_text=f"https://mail.example/?{'q' * 200}")
    SmtpLog.objects.filter(pk=filled.log_id).update(identification="Kantoor" * 14)
    Employee.objects.filter(pk=agency.employee.pk).update(email=f"{'m' * 50}@uitzendbureau.example")
    MailServer.objects.filter(identification="Klant De Vries").update(host=f"mail.{'v' * 60}.example")
    log = failed_log(agency)
    log.kind, log.outcome, log.identification = SmtpLog.Kind.DELIVERY, SmtpLog.Outcome.ACCEPTED, "Kantoor" * 14
    log.queue_id = "<AM0PR05MB6786D2C0C2E3C5D1F1A2B3C4D5E6F@AM0PR05MB6786.eurprd05.prod.outlook.com>"
    log.actor_name, log.duration_ms = "Meryem Yılmaz-Kowalczyk", 12_345
    log.save()


def wrong_at_any_width(visitor: Visitor, role: str, filled: Filled, look: Callable[[], list[object]]) -> object:
    """What `look` finds, by page and width."""
    wrong = {}
    for name, (opens, address) in PAGES.items():
        if opens != role:
            continue
        visitor.go(address(filled))
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            if found := look():
                wrong[name, width] = found
    return wrong


@every_role
def test_every_page_fits_every_window(role: str, agency: Agency, window: OpenWindow) -> None:
    filled = fill(agency)
    fill_to_the_brim(agency, filled)
    visitor = window(role)

    def look() -> list[object]:
        return [*visitor.page.evaluate(CUT_OFF), *sticking_out(visitor)]

    assert wrong_at_any_width(visitor, role, filled, look) == {}


@every_role
def test_no_table_breaks_an_ordinary_word_in_two(role: str, agency: Agency, window: OpenWindow) -> None:
    filled = fill(agency)
    visitor = window(role)
    assert wrong_at_any_width(visitor, role, filled, lambda: visitor.page.evaluate(BROKEN)) == {}
