"""Somebody in front of a browser, and documents for them to look at."""

from typing import Any

from django.test import Client
from django.utils import timezone

from documents import routing, wire
from documents.models import Document, Letter, Recipient, Status
from employees.models import Employee
from mailservers.models import MailServer


def visit(person: Employee, language: str = "en") -> Client:
    """A browser in which `person` is logged in, in English unless said otherwise."""
    browser = Client(headers={"Accept-Language": language})
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def make_document(
    sender: Employee,
    server: MailServer | None = None,
    *,
    status: str = Status.QUEUED,
    to: str = "jan@x.example",
    **fields: Any,
) -> Document:
    """A document in any state, with its letter and one recipient, whoever would have brought it there."""
    now = timezone.now()
    values = {"subject": "Loonstrook week 47", "reason": "", "created_at": now, "queued_at": now, **fields}
    document = Document.objects.create(
        sender=sender,
        sender_name=sender.name,
        server=server,
        server_identification=server.identification if server else "",
        lane=routing.lane_for(server, server.revisions.first(), sender) if server else None,
        from_address=sender.email,
        message_id="<1@agency.example>",
        status=status,
        **values,
    )
    text = "Dear Jan,\n\nyour payslip: 1234 euro.\n"
    letter = wire.Composition(
        document.pk, "<1@agency.example>", ("", sender.email), [("", to)], [], values["subject"], text
    )
    Letter.objects.create(document=document, wire=wire.compose(letter))
    Recipient.objects.create(document=document, kind=Recipient.Kind.TO, address=to)
    return document
