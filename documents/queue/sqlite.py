"""The queue on SQLite: one writer at a time (BEGIN IMMEDIATE), so a claim needs no locks of its own."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .jobs import Claim, Enclosure, Recipient, Result, Want
from .sqlite_results import NOW, packed, record
from .store import ATTACHMENTS, DOCUMENTS, LETTERS, RECIPIENTS

if TYPE_CHECKING:
    from documents.intake import Prepared

EPOCH = "1970-01-01 00:00:00"

# Whether a lane may be used at this moment.
LANE_IS_OPEN = "SELECT 1 FROM documents_lane WHERE id = ? AND state = 'open' AND server_id IS NOT NULL"

# What was never tried, first in, first out.
FRESH = f"""
SELECT id FROM documents_document
WHERE lane_id = ? AND status IN ('queued', 'retrying') AND not_before = '{EPOCH}'
ORDER BY id LIMIT ?
"""

# Retries whose time has come.
DUE = f"""
SELECT id FROM documents_document
WHERE lane_id = ? AND status IN ('queued', 'retrying') AND not_before > '{EPOCH}' AND not_before <= {NOW}
ORDER BY not_before LIMIT ?
"""

# The claim itself. Keys come as a JSON array: one statement for all of them, whatever their number.
CLAIM = """
UPDATE documents_document SET status = 'sending', lease = ?, fence = fence + 1
WHERE id IN (SELECT value FROM json_each(?))
"""

# Claimed documents with their letters and senders.
CLAIMED = f"""
SELECT document.id, document.fence, document.lane_id, document.sender_id, document.sender_name,
    coalesce(sender.is_active, document.sender_id IS NULL), document.from_address, document.attempt_count,
    document.queued_at, {NOW}, document.size_bytes, coalesce(letter.wire, x''),
    CASE WHEN document.attempt_count > 0 AND EXISTS (
        SELECT 1 FROM documents_recipient WHERE document_id = document.id AND outcome = 'refused')
        THEN document.reason ELSE '' END,
    document.attachment_count
FROM json_each(?) AS picked CROSS JOIN documents_document document ON document.id = picked.value
LEFT JOIN documents_letter letter ON letter.document_id = document.id
LEFT JOIN employees_employee sender ON sender.id = document.sender_id
ORDER BY picked.key
"""

# Who has not got them yet.
WAITING = """
SELECT recipient.document_id, recipient.id, recipient.address
FROM json_each(?) AS picked CROSS JOIN documents_recipient recipient ON recipient.document_id = picked.value
WHERE recipient.outcome = 'waiting' ORDER BY picked.key, recipient.id
"""

# What goes along with it.
ENCLOSURES = """
SELECT attachment.header, content.stored_as, content.wire_bytes, attachment.filename
FROM documents_attachment attachment JOIN documents_content content ON content.id = attachment.content_id
WHERE attachment.document_id = ? ORDER BY attachment.position
"""

# A claim that nothing was done with waits again, as it was.
GIVE_BACK = """
UPDATE documents_document
SET status = CASE WHEN attempt_count = 0 THEN 'queued' ELSE 'retrying' END, lease = NULL
WHERE id = ? AND lease = ? AND fence = ? AND status = 'sending'
"""

# Lanes that are open and have something to be sent now.
READY = f"""
SELECT lane.id FROM documents_lane lane
WHERE lane.state = 'open' AND lane.server_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM documents_document
    WHERE lane_id = lane.id AND status IN ('queued', 'retrying') AND not_before <= {NOW})
"""


class SqliteStore:
    """See `Store`. Speaks to the driver itself: Django's cursors translate placeholders at every call."""

    def insert(self, connection: BaseDatabaseWrapper, documents: "Sequence[Prepared]") -> None:
        """Write new documents; workers look again by themselves."""
        with _transaction(connection) as driver:
            for table, instances in (
                (DOCUMENTS, [one.document for one in documents]),
                (LETTERS, [one.letter for one in documents]),
                (RECIPIENTS, [person for one in documents for person in one.recipients]),
                (ATTACHMENTS, [file for one in documents for file in one.attachments]),
            ):
                if instances:
                    driver.executemany(table.insert("?"), [_row(table.values(instance)) for instance in instances])

    def claim(self, connection: BaseDatabaseWrapper, lease: int, wants: Sequence[Want]) -> list[Claim]:
        """Take up to so many documents of each lane."""
        with _transaction(connection) as driver:
            picked: list[str] = []
            for lane, count in wants:
                if not driver.execute(LANE_IS_OPEN, [lane]).fetchone():
                    continue
                picked += _keys(driver.execute(FRESH, [lane, count]))
                picked += _keys(driver.execute(DUE, [lane, (count + 1) // 2]))
            if not picked:
                return []
            keys = json.dumps(picked)
            driver.execute(CLAIM, [lease, keys])
            people: dict[str, list[Recipient]] = {}
            for document, *person in driver.execute(WAITING, [keys]).fetchall():
                people.setdefault(document, []).append(Recipient(*person))
            rows = driver.execute(CLAIMED, [keys]).fetchall()
            return [self._claimed(driver, row, tuple(people.get(row[0], ()))) for row in rows]

    def _claimed(self, driver: Any, row: Sequence[Any], people: tuple[Recipient, ...]) -> Claim:
        found = driver.execute(ENCLOSURES, [row[0]]).fetchall() if row[13] else []
        files = tuple([Enclosure(bytes(file[0]), *file[1:]) for file in found])
        moments = (_moment(row[8]), _moment(row[9]))
        own = (uuid.UUID(row[0]), *row[1:5], bool(row[5]), *row[6:8], *moments, *row[10:13])
        return Claim._make((*own, people, files))

    def packed(self, result: Result) -> tuple[Any, ...]:
        """The parameters of its row."""
        return packed(result)

    def record(self, connection: BaseDatabaseWrapper, lease: int, results: Sequence[tuple[Any, ...]]) -> int:
        """Write packed results; the number of those that counted."""
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return record(_driver(connection), lease, results)

    def give_back(self, connection: BaseDatabaseWrapper, lease: int, claims: Sequence[Claim]) -> None:
        """Let claims wait again that nothing was done with."""
        with _transaction(connection) as driver:
            driver.executemany(GIVE_BACK, [(claim.id.hex, lease, claim.fence) for claim in claims])

    def ready(self, connection: BaseDatabaseWrapper) -> list[int]:
        """The lanes that are open and have a document to be sent now."""
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return _keys(_driver(connection).execute(READY))


@contextmanager
def _transaction(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """BEGIN IMMEDIATE … COMMIT around what is said to the driver. Raises Django's exceptions."""
    with transaction.atomic(using=connection.alias), connection.wrap_database_errors:
        yield _driver(connection)


def _driver(connection: BaseDatabaseWrapper) -> Any:
    return connection.connection


def _keys(cursor: Any) -> list[Any]:
    return [row[0] for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    """A value as Django keeps it in SQLite."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value


def _row(values: Iterable[Any]) -> list[Any]:
    return [value if isinstance(value, str | int) else _plain(value) for value in values]


def _moment(value: Any) -> dt.datetime:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
