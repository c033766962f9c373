"""The queue on SQLite: one writer at a time (BEGIN IMMEDIATE), so a claim needs no locks of its own."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .jobs import LOG_CELLS, Claim, Enclosure, LogRow, Recipient, Result, Want
from .store import ATTACHMENTS, DOCUMENTS, LETTERS, LOGS, RECIPIENTS

if TYPE_CHECKING:
    from documents.intake import Prepared

# Moments are text in UTC, as Django writes them: microseconds only when there are any, so comparisons need care.
# "now" of the database has milliseconds; a trailing "000" makes it compare like Django's.
NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
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

# The claim itself.
CLAIM = "UPDATE documents_document SET status = 'sending', lease = ?, fence = fence + 1 WHERE id = ?"

# A claimed document with its letter and its sender.
CLAIMED = f"""
SELECT document.id, document.fence, document.lane_id, document.sender_id, document.sender_name,
    coalesce(sender.is_active, document.sender_id IS NULL), document.from_address, document.attempt_count,
    document.queued_at, {NOW}, document.size_bytes, coalesce(letter.wire, x''),
    CASE WHEN document.attempt_count > 0 AND EXISTS (
        SELECT 1 FROM documents_recipient WHERE document_id = document.id AND outcome = 'refused')
        THEN document.reason ELSE '' END,
    document.attachment_count
FROM documents_document document
LEFT JOIN documents_letter letter ON letter.document_id = document.id
LEFT JOIN employees_employee sender ON sender.id = document.sender_id
WHERE document.id = ?
"""

# Who has not got it yet.
WAITING = "SELECT id, address FROM documents_recipient WHERE document_id = ? AND outcome = 'waiting' ORDER BY id"

# What goes along with it.
ENCLOSURES = """
SELECT attachment.header, content.stored_as, content.wire_bytes, attachment.filename
FROM documents_attachment attachment JOIN documents_content content ON content.id = attachment.content_id
WHERE attachment.document_id = ? ORDER BY attachment.position
"""

# The result of a claim, if it is still ours.
FINISH = f"""
UPDATE documents_document
SET status = ?2, reason = ?3, reason_facts = ?4, queue_id = ?5,
    not_before = coalesce(strftime('%Y-%m-%d %H:%M:%f000', 'now', ?6), not_before),
    attempt_count = attempt_count + ?7, possibly_repeated = possibly_repeated OR ?8,
    finished_at = CASE WHEN ?9 IN ('sent', 'failed') THEN {NOW} END, lease = NULL
WHERE lease = ?1 AND id = ?10 AND fence = ?11 AND status = 'sending'
"""

# What the server said to a recipient.
TELL = "UPDATE documents_recipient SET outcome = ?, reply_code = ?, reply_text = ? WHERE id = ?"

# The conversation; a second time when the first call was committed without anybody knowing.
LOG = LOGS.insert("?").replace("INSERT INTO", "INSERT OR IGNORE INTO", 1)

# One more try of a document.
ATTEMPT = f"""
INSERT INTO documents_attempt (document_id, number, outcome, code, finished_at, log_id)
SELECT id, attempt_count, ?, ?, {NOW}, ? FROM documents_document WHERE id = ?
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


# What a log row carries in the form of JSON, and Django keeps otherwise in SQLite: keys without hyphens, moments in UTC
# without saying so.
LOG_KEYS = ("id", "continues_id")
LOG_MOMENTS = ("started_at", "finished_at")


class Packed(NamedTuple):
    """A result as parameters: of FINISH without the lease, TELL, ATTEMPT and LOG."""

    finish: tuple[Any, ...]
    told: list[tuple[Any, ...]]
    attempt: tuple[Any, ...] | None
    log: list[Any] | None


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
            if picked:
                driver.executemany(CLAIM, [(lease, key) for key in picked])
            return [self._claimed(driver, key) for key in picked]

    def _claimed(self, driver: Any, key: str) -> Claim:
        row = driver.execute(CLAIMED, [key]).fetchone()
        people = [Recipient(*person) for person in driver.execute(WAITING, [key]).fetchall()]
        files = [Enclosure(bytes(file[0]), *file[1:]) for file in driver.execute(ENCLOSURES, [key])] if row[13] else []
        moments = (_moment(row[8]), _moment(row[9]))
        own = (uuid.UUID(row[0]), *row[1:5], bool(row[5]), *row[6:8], *moments, *row[10:13])
        return Claim._make((*own, tuple(people), tuple(files)))

    def packed(self, result: Result) -> Packed:
        """The parameters of each statement."""
        told = [(outcome, code, text, key) for key, outcome, code, text in result.recipients]
        log = uuid.UUID(result.log.id).hex if result.log else None
        attempt = (result.attempt, result.code, log, result.id.hex) if result.attempt else None
        return Packed(_finish_row(result), told, attempt, _log_row(result.log) if result.log else None)

    def record(self, connection: BaseDatabaseWrapper, lease: int, results: Sequence[Packed]) -> int:
        """Write packed results; the number of those that counted."""
        with _transaction(connection) as driver:
            driver.executemany(LOG, [one.log for one in results if one.log])
            counted = [one for one in results if driver.execute(FINISH, [lease, *one.finish]).rowcount]
            driver.executemany(TELL, [said for one in counted for said in one.told])
            driver.executemany(ATTEMPT, [one.attempt for one in counted if one.attempt])
            return len(counted)

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


def _log_row(log: LogRow) -> list[Any]:
    columns = log.shared | dict(zip(LOG_CELLS, log.cells, strict=False))
    for name in LOG_KEYS:
        columns[name] = columns[name] and columns[name].replace("-", "")
    for name in LOG_MOMENTS:
        columns[name] = columns[name] and columns[name][:26].replace("T", " ")
    return [columns[column] for column in LOGS.columns]


def _finish_row(result: Result) -> tuple[Any, ...]:
    delay = None if result.delay_s is None else f"+{result.delay_s:.3f} seconds"
    return (
        result.status,
        result.reason,
        json.dumps(result.facts),
        result.queue_id,
        delay,
        bool(result.attempt),
        result.repeated,
        result.status,
        result.id.hex,
        result.fence,
    )
