"""Whether two requests ask for the same document: what an idempotency key is compared by."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from .addresses import Mailbox


def fingerprint(
    to: Sequence[Mailbox],
    cc: Sequence[Mailbox],
    bcc: Sequence[Mailbox],
    subject: str,
    body: str,
    files: Iterable[tuple[str, str]],
) -> str:
    """SHA-256 in hex over what is sent; `files` are pairs of file name and the SHA-256 of the contents."""
    people = [[[mailbox.address, mailbox.name] for mailbox in field] for field in (to, cc, bcc)]
    lines = body.replace("\r\n", "\n")
    asked = json.dumps([people, subject, lines, [list(file) for file in files]], ensure_ascii=True)
    return hashlib.sha256(asked.encode()).hexdigest()
