"""Every kind of page, filled the way it looks on a working day, with the role that opens it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from documents.contents import NewAttachment
from documents.intake import queue_document
from mailservers.models import SmtpLog
from tests.browser.conftest import Agency
from tests.factories import give_login, make_mailserver, work_from


@dataclass(frozen=True)
class Filled:
    """The addresses that depend on rows."""

    server_id: int
    employee_id: int
    log_id: str
    document_id: str


def fill(agency: Agency) -> Filled:
    """One of everything that a page can show."""
    per_employee = make_mailserver("Klant De Vries", authentication="per_employee", port=587, security="starttls")
    make_mailserver("Laptop (mobiel)", port=465, security="ssl")
    give_login(agency.employee, per_employee)
    work_from(agency.employee, agency.server)
    queued = queue_document(
        sender=agency.employee,
        to=["J. Smit <j.smit@voorbeeld.example>"],
        subject="Loonstrook week 47",
        body="Zie de bijlage.",
        attachments=[NewAttachment("loonstrook.pdf", b"%PDF-1.4")],
    )
    return Filled(
        server_id=agency.server.pk,
        employee_id=agency.employee.pk,
        log_id=str(failed_log(agency).pk),
        document_id=str(queued.pk),
    )


def failed_log(agency: Agency) -> SmtpLog:
    """A conversation that ended at the login."""
    return SmtpLog.objects.create(
        kind=SmtpLog.Kind.TEST,
        outcome=SmtpLog.Outcome.FAILED,
        server=agency.server,
        identification="Hoofdkantoor",
        actor=agency.administrator,
        actor_name="Anneke de Boer",
        host="127.0.0.1",
        port=587,
        security="none",
        started_at=timezone.now(),
        finished_at=timezone.now(),
        duration_ms=210,
        phase="auth",
        contact=True,
        reply_code=535,
        reply_enhanced="5.7.8",
        reply_text="authentication failed",
        diagnosis_code="credentials-rejected",
        stages=[
            {"phase": "connect", "ok": True, "started_ms": 0, "duration_ms": 12},
            {"phase": "greeting", "ok": True, "started_ms": 12, "duration_ms": 8},
            {"phase": "auth", "ok": False, "started_ms": 20, "duration_ms": 190},
        ],
        transcript=[
            {"at_ms": 0, "from": "note", "text": "127.0.0.1"},
            {"at_ms": 12, "from": "server", "text": "220 mail.devries.example ESMTP Postfix"},
            {"at_ms": 21, "from": "client", "text": "AUTH PLAIN «hidden»"},
            {"at_ms": 210, "from": "server", "text": "535 5.7.8 authentication failed"},
        ],
    )


Address = Callable[[Filled], str]
PAGES: dict[str, tuple[str, Address]] = {
    "login": ("", lambda filled: "/login/"),
    "start of an administrator": ("beheerder", lambda filled: "/"),
    "start of an employee": ("medewerker", lambda filled: "/"),
    "start of support": ("support", lambda filled: "/"),
    "mail servers": ("beheerder", lambda filled: "/mailservers/"),
    "mail servers for support": ("support", lambda filled: "/mailservers/"),
    "no mail server found": ("beheerder", lambda filled: "/mailservers/?q=xyz"),
    "new mail server": ("beheerder", lambda filled: "/mailservers/new/"),
    "mail server": ("support", lambda filled: f"/mailservers/{filled.server_id}/"),
    "change mail server": ("beheerder", lambda filled: f"/mailservers/{filled.server_id}/edit/"),
    "delete mail server": ("beheerder", lambda filled: f"/mailservers/{filled.server_id}/delete/"),
    "SMTP logs": ("support", lambda filled: "/logs/"),
    "SMTP log": ("support", lambda filled: f"/logs/{filled.log_id}/"),
    "company": ("beheerder", lambda filled: "/company/"),
    "employees": ("beheerder", lambda filled: "/employees/"),
    "new employee": ("beheerder", lambda filled: "/employees/new/"),
    "change employee": ("beheerder", lambda filled: f"/employees/{filled.employee_id}/edit/"),
    "my details": ("medewerker", lambda filled: "/my/"),
    "work location": ("medewerker", lambda filled: "/my/work-location/"),
    "outbox": ("medewerker", lambda filled: "/documents/"),
    "outbox of everybody": ("beheerder", lambda filled: "/documents/"),
    "new document": ("medewerker", lambda filled: "/documents/new/"),
    "document": ("medewerker", lambda filled: f"/documents/{filled.document_id}/"),
    "cancel document": ("beheerder", lambda filled: f"/documents/{filled.document_id}/cancel/ask/"),
    "document for support": ("support", lambda filled: f"/documents/{filled.document_id}/"),
    "training mail server": ("beheerder", lambda filled: "/training/"),
    "exercises": ("beheerder", lambda filled: "/training/exercises/"),
    "HTTP API": ("medewerker", lambda filled: "/api/v1/docs"),
    "not allowed": ("medewerker", lambda filled: "/company/"),
    "not found": ("medewerker", lambda filled: "/nothing/here/"),
}
