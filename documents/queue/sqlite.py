"""The queue on SQLite: one writer at a time (BEGIN IMMEDIATE), so a claim needs no locks of its own."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .jobs import Claim, Result, Want
from .sqlite_claims import claim
from .sqlite_results import NOW, packed, record
from .store import ATTACHMENTS, DOCUMENTS, LETTERS, RECIPIENTS

if TYPE_CHECKING:
    from documents.intake import Prepared

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
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return claim(_driver(connection), lease, wants)

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
