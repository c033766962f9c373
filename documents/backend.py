"""Django's mail through the outbox: EMAIL_BACKEND = "documents.backend.OutboxBackend".

`send_mail` returns when the message is stored; delivery, retries and logs follow as for any document. A sender's
address that belongs to an active employee makes the document theirs, through their work location. Everything else
leaves in the name of the company, through its default server.
"""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from documents import intake
from documents.addresses import Mailbox, read_mailbox
from documents.contents import NewAttachment
from employees.models import Employee
from mailservers.smtp.message import normalised
from mailservers.smtp.mime import seven_bit

# Header fields that `intake` makes itself; a message that sets one of them is taken as it is.
_COMPOSED = {"from", "to", "cc", "subject", "content-type", "content-transfer-encoding", "mime-version", "date"}


class OutboxBackend(BaseEmailBackend):
    """Queues messages. `alias` is what Django 6.1 calls the entry in MAILERS."""

    def __init__(self, fail_silently: bool = False, alias: str | None = None, **_options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.alias = alias

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put each message with recipients in the outbox; returns how many. Raises what `intake` raises."""
        count = 0
        for message in email_messages:
            if not message.recipients():
                continue
            try:
                self._queue(message)
            except Exception:
                if not self.fail_silently:
                    raise
            else:
                count += 1
        return count

    def _queue(self, message: EmailMessage) -> None:
        whole = message.message()  # Django's own checks: header injection raises here
        name, address = parseaddr(message.from_email or "")
        sender = _employee(address)
        asked = intake.checked(
            _mailboxes(message.to),
            _mailboxes(message.cc),
            _mailboxes(message.bcc),
            " ".join(str(message.subject).split()),  # Django has refused line ends; a tab is only a space to it
            str(message.body),
            _html(message),
            _attachments(message),
            _headers(message),
            subject_required=False,  # send_mail("", …) is a message to Django
        )
        own = intake.Request(
            asked.to,
            asked.cc,
            asked.bcc,
            asked.subject,
            asked.body,
            asked.html,
            () if _is_special(message) else asked.attachments,
            asked.headers,
            wire=_wire(whole) if _is_special(message) else b"",
            keeps_from=any(header.lower() == "from" for header in message.extra_headers),
            from_address="" if address == parseaddr(settings.DEFAULT_FROM_EMAIL)[1] else address,
            from_name=name,
            message_id=str(message.extra_headers.get("Message-ID") or whole["Message-ID"] or ""),
        )
        intake.queue_request(own, sender, None)


def _employee(address: str) -> Employee | None:
    people = list(Employee.objects.filter(email__iexact=address, is_active=True)[:2]) if address else []
    return people[0] if len(people) == 1 else None


def _mailboxes(addresses: Iterable[Any]) -> list[Mailbox]:
    return [read_mailbox(str(address)) for address in addresses]


def _is_special(message: EmailMessage) -> bool:
    """Whether this is more than text, HTML and files; then Django's own rendering is sent as it is."""
    alternatives = [tuple(one) for one in getattr(message, "alternatives", None) or ()]
    return (
        message.content_subtype != "plain"
        or getattr(message, "mixed_subtype", "mixed") != "mixed"  # gone in Django 6
        or len(alternatives) > 1
        or any(content_type != "text/html" for _content, content_type in alternatives)
        or not all(isinstance(file, tuple) for file in message.attachments)
        or any((file[2] or "").startswith(("message/", "multipart/")) for file in _tuples(message))
        or any(name.lower() in _COMPOSED for name in message.extra_headers)
        or message.encoding not in (None, "utf-8")
    )


def _tuples(message: EmailMessage) -> list[Any]:
    return [file for file in message.attachments if isinstance(file, tuple)]


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives) or not message.alternatives:
        return ""
    return str(message.alternatives[0][0])


def _attachments(message: EmailMessage) -> list[NewAttachment]:
    files = []
    for number, (filename, content, mimetype) in enumerate(_tuples(message), 1):
        octets = content.encode() if isinstance(content, str) else content
        if isinstance(octets, bytes):
            files.append(NewAttachment(filename or f"attachment-{number}", octets, mimetype or ""))
    return files


def _headers(message: EmailMessage) -> dict[str, str]:
    headers = {name: str(value) for name, value in message.extra_headers.items() if name.lower() != "message-id"}
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(map(str, message.reply_to)))
    return headers


def _wire(whole: Any) -> bytes:
    """A message of Django's or of Python's, in wire form."""
    octets = normalised(whole.as_bytes())
    return octets if octets.isascii() else seven_bit(octets)
