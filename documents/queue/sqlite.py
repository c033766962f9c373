"""The queue on SQLite: one writer at a time (BEGIN IMMEDIATE), so a claim needs no locks of its own."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .jobs import Claim, Result, Want
from .routes import ROUTE
from .sqlite_claims import claim
from .sqlite_results import NOW, packed, record
from .store import ATTACHMENTS, DOCUMENTS

if TYPE_CHECKING:
    from documents.new_documents import NewDocument
    from documents.routing import Route

LOOK_FOR_ROUTE = ROUTE.replace("%s", "?")

# New rows.
DOCUMENT, ATTACHMENT = (
    f"INSERT INTO {table.name} ({table.column_list}) VALUES ({', '.join('?' * len(table.columns))})"
    for table in (DOCUMENTS, ATTACHMENTS)
)
LETTER = "INSERT INTO documents_letter (document_id, wire) VALUES (?, ?)"
PERSON = """
INSERT INTO documents_recipient (document_id, kind, name, address, outcome, reply_text)
VALUES (?, ?, ?, ?, 'waiting', '')
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

    def insert(self, connection: BaseDatabaseWrapper, documents: "Sequence[NewDocument]") -> None:
        """Write new documents; workers look again by themselves."""
        with _transaction(connection) as driver:
            _write(driver, documents)

    def insert_if_routed(self, connection: BaseDatabaseWrapper, new: "NewDocument", route: "Route") -> bool:
        """Write one new document without attachments, if its route is still the same."""
        with _transaction(connection) as driver:
            is_right = driver.execute(LOOK_FOR_ROUTE, route.question).fetchone() == route.answer
            if is_right:
                _write(driver, [new])
            return is_right

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


def _write(driver: Any, documents: "Sequence[NewDocument]") -> None:
    keyed = [(one.columns["id"].hex, one) for one in documents]
    driver.executemany(DOCUMENT, [_row(one.columns.values()) for one in documents])
    driver.executemany(LETTER, [(key, one.wire) for key, one in keyed])
    driver.executemany(PERSON, [(key, *person) for key, one in keyed for person in one.recipients])
    driver.executemany(ATTACHMENT, [_row(ATTACHMENTS.values(file)) for one in documents for file in one.attachments])


@contextmanager
def _transaction(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """BEGIN IMMEDIATE … COMMIT around what is said to the driver. Raises Django's exceptions."""
    with transaction.atomic(using=connection.alias), connection.wrap_database_errors:
        yield _driver(connection)


def _driver(connection: BaseDatabaseWrapper) -> Any:
    return connection.connection


def _keys(cursor: Any) -> list[Any]:
    return [row[0] for row in cursor.fetchall()]


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value) if value else "{}"


# Values as Django keeps them in SQLite; what is not here stays as it is.
_PLAIN: dict[type, Callable[[Any], Any]] = {uuid.UUID: attrgetter("hex"), dt.datetime: _moment, dict: _json}


def _row(values: Iterable[Any]) -> list[Any]:
    return [_PLAIN[value.__class__](value) if value.__class__ in _PLAIN else value for value in values]
