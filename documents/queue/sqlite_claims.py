"""Claims on SQLite: one statement takes the documents, and only then are they read: nobody has to wait for that."""

import datetime as dt
import sqlite3
import uuid
from collections.abc import Sequence
from typing import Any

from .jobs import Claim, Enclosure, Recipient, Want
from .sqlite_results import NOW
from .sqlite_triggers import Action

EPOCH = "1970-01-01 00:00:00"
OPEN = "EXISTS (SELECT 1 FROM documents_lane WHERE id = NEW.lane AND state = 'open' AND server_id IS NOT NULL)"

# What was never tried, first in, first out.
FRESH = f"""
INSERT INTO picked SELECT id FROM documents_document
WHERE lane_id = NEW.lane AND status IN ('queued', 'retrying') AND not_before = '{EPOCH}' AND {OPEN}
ORDER BY id LIMIT NEW.most
"""

# Retries whose time has come: half as many on top, so that neither can starve the other.
DUE = f"""
INSERT INTO picked SELECT id FROM documents_document
WHERE lane_id = NEW.lane AND status IN ('queued', 'retrying') AND not_before > '{EPOCH}' AND not_before <= {NOW}
    AND {OPEN}
ORDER BY not_before LIMIT (NEW.most + 1) / 2
"""

# The claim itself; found by key alone ("+"), however few documents the lane seems to have.
CLAIM = """
UPDATE documents_document SET status = 'sending', lease = NEW.lease, fence = fence + 1
WHERE id IN (SELECT id FROM picked) AND +lane_id = NEW.lane
"""

TAKE = Action("wanted", ("lease", "lane", "most"), (FRESH, DUE, CLAIM), noted="picked")

# Claimed documents with their letters and senders, if they are still ours.
CLAIMED = f"""
SELECT document.id, document.fence, document.lane_id, document.sender_id, document.sender_name,
    coalesce(sender.is_active, document.sender_id IS NULL), document.from_address, document.attempt_count,
    document.queued_at, {NOW}, document.size_bytes, coalesce(letter.wire, x''),
    CASE WHEN document.attempt_count > 0 AND EXISTS (
        SELECT 1 FROM documents_recipient WHERE document_id = document.id AND outcome = 'refused')
        THEN document.reason ELSE '' END,
    document.attachment_count
FROM picked CROSS JOIN documents_document document ON document.id = picked.id AND document.lease = ?
LEFT JOIN documents_letter letter ON letter.document_id = document.id
LEFT JOIN employees_employee sender ON sender.id = document.sender_id
ORDER BY picked.rowid
"""

# Who has not got them yet.
WAITING = """
SELECT recipient.document_id, recipient.id, recipient.address
FROM picked CROSS JOIN documents_recipient recipient ON recipient.document_id = picked.id
WHERE recipient.outcome = 'waiting' ORDER BY picked.rowid, recipient.id
"""

# What goes along with it.
ENCLOSURES = """
SELECT attachment.header, content.stored_as, content.wire_bytes, attachment.filename
FROM documents_attachment attachment JOIN documents_content content ON content.id = attachment.content_id
WHERE attachment.document_id = ? ORDER BY attachment.position
"""


def claim(driver: sqlite3.Connection, lease: int, wants: Sequence[Want]) -> list[Claim]:
    """Take up to so many documents of each lane."""
    TAKE.on(driver, [(lease, *want) for want in wants])
    try:
        people: dict[str, list[Recipient]] = {}
        for document, *person in driver.execute(WAITING).fetchall():
            people.setdefault(document, []).append(Recipient(*person))
        rows = driver.execute(CLAIMED, [lease]).fetchall()
        return [_claimed(driver, row, tuple(people.get(row[0], ()))) for row in rows]
    finally:
        driver.execute("DELETE FROM picked")


def _claimed(driver: sqlite3.Connection, row: Sequence[Any], people: tuple[Recipient, ...]) -> Claim:
    found = driver.execute(ENCLOSURES, [row[0]]).fetchall() if row[13] else []
    files = tuple([Enclosure(bytes(file[0]), *file[1:]) for file in found])
    moments = (_moment(row[8]), _moment(row[9]))
    own = (uuid.UUID(row[0]), *row[1:5], bool(row[5]), *row[6:8], *moments, *row[10:13])
    return Claim._make((*own, people, files))


def _moment(value: Any) -> dt.datetime:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
