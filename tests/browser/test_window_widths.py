"""Between a phone and a wide screen no table hides its last columns behind its edge."""

import pytest

from documents.models import Document, Recipient
from employees.models import Employee
from mailservers.models import MailServer, SmtpLog
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.pages import PAGES, Filled, failed_log, fill
from tests.browser.test_accessibility import ROLES, sticking_out

WIDTHS = (360, 600, 780, 900, 1024, 1100, 1190, 1280, 1440)  # tablets, small laptops, and a laptop's page zoomed in
CUT_OFF = """() => [...document.querySelectorAll(".table-wrap")]
    .filter((wrap) => wrap.scrollWidth > wrap.clientWidth).map((wrap) => wrap.scrollWidth - wrap.clientWidth)"""


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


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "stranger")
def test_every_page_fits_every_window(role: str, agency: Agency, window: OpenWindow) -> None:
    filled = fill(agency)
    fill_to_the_brim(agency, filled)
    visitor = window(role)
    wrong = {}
    for name, (opens, address) in PAGES.items():
        if opens != role:
            continue
        visitor.go(address(filled))
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            if found := [*visitor.page.evaluate(CUT_OFF), *sticking_out(visitor)]:
                wrong[name, width] = found
    assert wrong == {}
