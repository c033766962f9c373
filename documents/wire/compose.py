"""A whole message in wire form, except its attachments."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime, getaddresses

from django.utils import timezone

from .attachments import boundary
from .headers import mailbox_header, text_header
from .text import text_part

_FIELD_NAME = re.compile(r"[A-Za-z0-9-]{1,70}")
_OWN_FIELDS = {
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "sender",
    "content-type", "content-transfer-encoding", "content-disposition", "return-path", "received",
}  # fmt: skip
_ADDRESS_FIELDS = {"reply-to", "mail-followup-to", "mail-reply-to", "errors-to", "disposition-notification-to"}
_FROM_FIELD = re.compile(rb"^From: .*?\r\n(?![ \t])", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Composition:
    """What a message says. Mailboxes are (display name, address) pairs; `headers` are further fields."""

    document_id: uuid.UUID
    message_id: str
    sender: tuple[str, str]
    to: Sequence[tuple[str, str]]
    cc: Sequence[tuple[str, str]]
    subject: str
    text: str
    html: str = ""
    has_attachments: bool = False
    created_at: dt.datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def compose(message: Composition) -> bytes:
    """The message up to its first attachment, or all of it when there is none. Bcc is in no header."""
    moment = timezone.localtime(message.created_at or timezone.now())
    head = (
        mailbox_header("From", [message.sender])
        + (mailbox_header("To", message.to) if message.to else "")
        + (mailbox_header("Cc", message.cc) if message.cc else "")
        + ("" if message.to or message.cc else "To: undisclosed-recipients:;\r\n")
        + text_header("Subject", message.subject)
        + f"Date: {format_datetime(moment)}\r\nMessage-ID: {message.message_id}\r\n"
        + "".join(
            _further_header(name, value)
            for name, value in message.headers.items()
            if _FIELD_NAME.fullmatch(name) and name.lower() not in _OWN_FIELDS
        )
        + "MIME-Version: 1.0\r\n"
    ).encode()
    content = _content(message)
    if not message.has_attachments:
        return head + content
    mark = boundary(message.document_id)
    start = f'Content-Type: multipart/mixed;\r\n boundary="{mark}"\r\n\r\n--{mark}\r\n'.encode()
    return b"".join((head, start, content, b"\r\n"))


def replace_from(wire: bytes, sender: tuple[str, str]) -> bytes:
    """The same message with another From."""
    return _FROM_FIELD.sub(lambda _old: mailbox_header("From", [sender]).encode(), wire, count=1)


def _further_header(name: str, value: str) -> str:
    """In an address field only the names may be encoded, never the addresses (RFC 2047 5)."""
    mailboxes = getaddresses([value]) if name.lower() in _ADDRESS_FIELDS else []
    if mailboxes and all("@" in address and address.isprintable() for _, address in mailboxes):
        return mailbox_header(name, mailboxes)
    return text_header(name, value)


def _content(message: Composition) -> bytes:
    if not message.html:
        return text_part(message.text)
    mark = f"=_a{message.document_id.hex}"
    return b"".join(
        (
            f'Content-Type: multipart/alternative;\r\n boundary="{mark}"\r\n\r\n--{mark}\r\n'.encode(),
            text_part(message.text),
            f"\r\n--{mark}\r\n".encode(),
            text_part(message.html, "html"),
            f"\r\n--{mark}--\r\n".encode(),
        )
    )
