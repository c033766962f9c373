"""The name a server gave to a message it accepted: with it an administrator finds the mail in the server's log."""

import re
from functools import lru_cache

# First come the words of servers that people know, then the general ones.
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bqueued as:? <?([^\s<>;,]+)",  # Postfix, SendGrid, nodemailer, Halon
        r"\bid=([^\s<>;,]+)",  # Exim
        r"\[InternalId=(\d+)",  # Exchange and Microsoft 365
        r"\bOK\s+\d{9,}\s+(\S+)\s+-\s+gsmtp",  # Gmail
        r"\bqp (\d+)\b",  # qmail
        r"^(?:\d\.\d\.\d+ )?([A-Za-z0-9]{8,})\s+Message accepted for delivery",  # Sendmail, OpenSMTPD
        r"\bqueued \(([0-9A-Fa-f-]{8,}[^)\s]*)\)",  # Haraka
        r"\bqueued with id:? ([^\s<>;,]+)",  # Stalwart
        r"\bmessage saved <Message-ID: ([^<>\s]+)>",  # MDaemon
        r"^(?:2\.\d\.\d+ )?Ok:? ([0-9a-f]{16,}[0-9a-f-]*)$",  # Amazon SES
        r"\b(?:queue|message|mail|transaction)[ -]?id:? ?[=:]? ?<?([A-Za-z0-9][^\s<>;,]{4,})",
    )
]


@lru_cache(maxsize=256)  # a server without queue ids says the same every time
def queue_id(text: str) -> str | None:
    """The queue id in the text of the reply to a message, or None when it names none."""
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            return match[1].rstrip(".)]")
    return None
