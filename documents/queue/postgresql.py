"""The queue on PostgreSQL: SKIP LOCKED for claims, one statement for a group of results, COPY for many new rows."""

import json
import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from documents import prepared
from documents.models import Document
from documents.wakeup import CHANNEL

from .jobs import Claim, Enclosure, Recipient, Result, Want
from .postgresql_results import RECORD, Packed, packed, parameters
from .routes import ROUTE
from .store import ATTACHMENTS, DOCUMENTS

if TYPE_CHECKING:
    from documents.new_documents import NewDocument
    from documents.routing import Route

# One new document without attachments, if its route is still the same: one statement, one round trip, one commit.
# PostgreSQL has to be told the types; `columns` are the placeholders of the document with theirs.
INSERT_IF_ROUTED = f"""
WITH route AS ({ROUTE}), document AS (
    INSERT INTO {DOCUMENTS.name} ({DOCUMENTS.column_list})
    SELECT {{columns}} FROM route
    WHERE route IS NOT DISTINCT FROM ROW(
        %s::bigint, %s::varchar, %s::bigint, %s::varchar, %s::bigint, %s::bigint, %s::varchar, %s::bigint)
    RETURNING id
), letter AS (
    INSERT INTO documents_letter (document_id, wire) SELECT id, %s FROM document
), people AS (
    INSERT INTO documents_recipient (document_id, kind, name, address, outcome, reply_text)
    SELECT document.id, kind, name, address, 'waiting', ''
    FROM document, unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS person (kind, name, address, place)
    ORDER BY place
)
SELECT pg_notify('{CHANNEL}', '') FROM document
"""

# Many new rows.
DOCUMENT = f"COPY {DOCUMENTS.name} ({DOCUMENTS.column_list}) FROM STDIN"
LETTER = "COPY documents_letter (document_id, wire) FROM STDIN"
PERSON = "COPY documents_recipient (document_id, kind, name, address, outcome, reply_text) FROM STDIN"
ATTACHMENT = f"COPY {ATTACHMENTS.name} ({ATTACHMENTS.column_list}) FROM STDIN"

# Documents of the wanted lanes go to "sending". What was never tried comes first in, first out; half as many due
# retries come on top, so that neither can starve the other. A lane that was stopped a moment ago gives nothing.
CLAIM = """
WITH wanted AS (
    SELECT lane.id, wanted.amount
    FROM unnest(%s::bigint[], %s::int[]) AS wanted (lane, amount)
    JOIN documents_lane lane ON lane.id = wanted.lane
    WHERE lane.state = 'open' AND lane.server_id IS NOT NULL
), fresh AS (
    SELECT document.id
    FROM wanted CROSS JOIN LATERAL (
        SELECT id FROM documents_document
        WHERE lane_id = wanted.id AND status IN ('queued', 'retrying') AND not_before <= 'epoch'
        ORDER BY not_before, id LIMIT wanted.amount FOR UPDATE SKIP LOCKED
    ) AS document
), due AS (
    SELECT document.id
    FROM wanted CROSS JOIN LATERAL (
        SELECT id FROM documents_document
        WHERE lane_id = wanted.id AND status IN ('queued', 'retrying')
            AND not_before > 'epoch' AND not_before <= clock_timestamp()
        ORDER BY not_before LIMIT (wanted.amount + 1) / 2 FOR UPDATE SKIP LOCKED
    ) AS document
), claimed AS (
    UPDATE documents_document AS document
    SET status = 'sending', lease = %s, fence = fence + 1
    WHERE document.id = ANY(ARRAY(SELECT id FROM fresh UNION ALL SELECT id FROM due))
    RETURNING document.*
)
SELECT claimed.id, claimed.fence, claimed.lane_id, claimed.sender_id, claimed.sender_name,
    coalesce((SELECT is_active FROM employees_employee WHERE id = claimed.sender_id), claimed.sender_id IS NULL),
    claimed.from_address, claimed.attempt_count, claimed.queued_at, clock_timestamp(), claimed.size_bytes,
    coalesce((SELECT wire FROM documents_letter WHERE document_id = claimed.id), ''),
    CASE WHEN claimed.attempt_count > 0 AND EXISTS (
        SELECT FROM documents_recipient WHERE document_id = claimed.id AND outcome = 'refused')
        THEN claimed.reason ELSE '' END,
    (SELECT array_agg(person.id || ' ' || person.address ORDER BY person.id) FROM documents_recipient person
     WHERE person.document_id = claimed.id AND person.outcome = 'waiting'),
    claimed.attachment_count
FROM claimed
ORDER BY claimed.not_before, claimed.id
"""

# What goes along with claimed documents.
ENCLOSURES = """
SELECT attachment.document_id, attachment.header, content.stored_as, content.wire_bytes, attachment.filename
FROM documents_attachment attachment JOIN documents_content content ON content.id = attachment.content_id
WHERE attachment.document_id = ANY(%s)
ORDER BY attachment.document_id, attachment.position
"""

# Claims that nothing was done with wait again, as they were.
GIVE_BACK = """
UPDATE documents_document AS document
SET status = CASE WHEN attempt_count = 0 THEN 'queued' ELSE 'retrying' END, lease = NULL
FROM unnest(%s::uuid[], %s::int[]) AS claim (id, fence)
WHERE document.id = ANY(%s::uuid[]) AND document.id = claim.id
    AND ROW(document.lease, document.fence, document.status::text)
        IS NOT DISTINCT FROM ROW(%s::bigint, claim.fence, 'sending'::text)
"""

# Lanes that are open and have something to be sent now: one look into the index for each lane.
READY = """
SELECT lane.id FROM documents_lane lane
WHERE lane.state = 'open' AND lane.server_id IS NOT NULL AND EXISTS (
    SELECT FROM documents_document
    WHERE lane_id = lane.id AND status IN ('queued', 'retrying') AND not_before <= clock_timestamp())
"""


class PostgresStore:
    """See `Store`."""

    def insert(self, connection: BaseDatabaseWrapper, documents: "Sequence[NewDocument]") -> None:
        """Write new documents and wake the workers."""
        # Django's cursor lets the driver's own exceptions out of COPY.
        with transaction.atomic(using=connection.alias), connection.wrap_database_errors, connection.cursor() as cursor:
            files = [ATTACHMENTS.values(file) for one in documents for file in one.attachments]
            keyed = [(one.columns["id"], one) for one in documents]
            _copy(cursor, DOCUMENT, (one.columns.values() for one in documents))
            _copy(cursor, LETTER, ((key, one.wire) for key, one in keyed))
            _copy(cursor, PERSON, ((key, *person, "waiting", "") for key, one in keyed for person in one.recipients))
            if files:
                _copy(cursor, ATTACHMENT, files)
            cursor.execute(f"NOTIFY {CHANNEL}")

    def insert_if_routed(self, connection: BaseDatabaseWrapper, new: "NewDocument", route: "Route") -> bool:
        """Write one new document without attachments, if its route is still the same."""
        people = map(list, zip(*new.recipients, strict=True))
        given = [*route.question, *_row(new.columns.values()), *route.answer, new.wire, *people]
        with prepared.cursor(connection) as cursor:
            cursor.execute(_insert_if_routed(connection.alias), given)
            return bool(cursor.rowcount)

    def claim(self, connection: BaseDatabaseWrapper, lease: int, wants: Sequence[Want]) -> list[Claim]:
        """Take up to so many documents of each lane."""
        prepared.go_by_key(connection)
        with prepared.cursor(connection) as cursor:
            cursor.execute(CLAIM, [[want.lane for want in wants], [want.most for want in wants], lease], binary=True)
            rows = cursor.fetchall()
            with_files = [row[0] for row in rows if row[14]]
            files = self._enclosures(cursor, with_files) if with_files else {}
        return [Claim._make((*row[:13], _people(row[13]), tuple(files.get(row[0], ())))) for row in rows]

    def packed(self, result: Result) -> Packed:
        """The result and its log as lines of text."""
        return packed(result)

    def record(self, connection: BaseDatabaseWrapper, lease: int, results: Sequence[Packed]) -> int:
        """Write packed results; the number of those that counted."""
        prepared.go_by_key(connection)
        given = parameters(results, lease)
        if not connection.in_atomic_block:
            return int(prepared.execute_at_one_go(connection, "record", RECORD, given))
        with prepared.cursor(connection) as cursor:
            cursor.execute(RECORD, given)
            return cursor.fetchone()[0]

    def give_back(self, connection: BaseDatabaseWrapper, lease: int, claims: Sequence[Claim]) -> None:
        """Let claims wait again that nothing was done with."""
        with prepared.cursor(connection) as cursor:
            ids = [claim.id for claim in claims]
            cursor.execute(GIVE_BACK, [ids, [claim.fence for claim in claims], ids, lease])

    def ready(self, connection: BaseDatabaseWrapper) -> list[int]:
        """The lanes that are open and have a document to be sent now."""
        with prepared.cursor(connection) as cursor:
            cursor.execute(READY)
            return [row[0] for row in cursor.fetchall()]

    def _enclosures(self, cursor: Any, ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Enclosure]]:
        found: dict[uuid.UUID, list[Enclosure]] = {}
        cursor.execute(ENCLOSURES, [ids])
        for document, header, *rest in cursor.fetchall():
            found.setdefault(document, []).append(Enclosure(bytes(header), *rest))
        return found


@lru_cache
def _insert_if_routed(alias: str) -> str:
    types = [field.db_type(connections[alias]) for field in Document._meta.concrete_fields]
    return INSERT_IF_ROUTED.format(columns=", ".join(f"%s::{one}" for one in types))


def _row(values: Iterable[Any]) -> list[Any]:
    return [json.dumps(value) if isinstance(value, dict) else value for value in values]


def _copy(cursor: Any, statement: str, rows: Iterable[Iterable[Any]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(_row(row))


def _people(texts: list[str] | None) -> tuple[Recipient, ...]:
    pairs = (text.partition(" ") for text in texts or ())
    return tuple([Recipient(int(key), address) for key, _, address in pairs])
