"""The message that is sent in every benchmark: a text of about so many octets, or a short one with a document."""

import random
from email.message import EmailMessage
from email.policy import SMTP

SENDER = "payroll@example.com"
RECIPIENT = "employee@example.com"
ATTACHMENT_FROM = 100_000  # sizes from here on are the size of an attached document
HEADERS = 330  # about what the headers of a plain message take
LINE = "Your payslip of this month is ready; please read it and keep it safe.\n"


def has_document(octets: int) -> bool:
    """Whether messages of this size carry a document."""
    return octets >= ATTACHMENT_FROM


def subject(number: int) -> str:
    """Each message has its own."""
    return f"Payslip {number}"


def body(octets: int) -> str:
    """The text of a message of this size."""
    wanted = 5 * len(LINE) if has_document(octets) else max(octets - HEADERS, len(LINE))
    return LINE * (wanted // (len(LINE) + 1))  # a line end takes two octets on the wire


def document(octets: int) -> bytes:
    """Octets that cannot be compressed between a PDF's first and last line; the same on every call."""
    head, tail = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", b"\nstartxref\n0\n%%EOF\n"
    return head + random.Random(octets).randbytes(octets - len(head) - len(tail)) + tail


def prebuilt(octets: int) -> bytes:
    """The whole message in wire form, built with the standard library."""
    mime = EmailMessage(policy=SMTP)
    mime["Subject"], mime["From"], mime["To"] = subject(0), SENDER, RECIPIENT
    mime["Message-ID"], mime["Date"] = "<0.bench@example.com>", "Mon, 01 Jan 2024 12:00:00 +0000"
    mime.set_content(body(octets))
    if has_document(octets):
        mime.add_attachment(document(octets), maintype="application", subtype="pdf", filename="payslip.pdf")
    return mime.as_bytes()
