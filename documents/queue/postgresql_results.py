"""A group of results on their way into PostgreSQL: one statement, its parameters lines of text, split into cells.

Thousands of messages a second pass here. As JSON their logs took PostgreSQL most of the statement's time to read.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from .jobs import LOG_CELLS, Result
from .store import LOGS

# ASCII's own separators. Nothing that is kept has control characters; what has them all the same gets spaces.
CELL, LINE, NULL = "\x1f", "\x1e", "\x1d"
_SPACES = str.maketrans(dict.fromkeys((CELL, LINE, NULL, "\x00"), " "))
_SPLIT = f"string_to_array(line, '{CELL}', '{NULL}')"

# The cells of a line after the ten of the result itself.
_PLACE = 11  # which of the shared columns go with the log; NULL without a log
_FIRST = 12
_TYPES = {
    "id": "uuid", "continues_id": "uuid", "started_at": "timestamptz", "finished_at": "timestamptz",
    "duration_ms": "int", "actor_id": "bigint", "reply_code": "int", "contact": "bool", "temporary": "bool",
    "diagnosis_facts": "jsonb", "tls": "jsonb", "capabilities": "jsonb", "stages": "jsonb", "recipients": "jsonb",
    "transcript": "jsonb",
}  # fmt: skip


def _log_columns() -> str:
    """Each column of a log: the cell where there is one, or else what its connection shares."""
    cells = {name: f"cell[{_FIRST + place}]::{_TYPES.get(name, 'text')}" for place, name in enumerate(LOG_CELLS)}
    return ", ".join(
        f"coalesce({cells[column]}, shared.{column})" if column in cells else f"shared.{column}"
        for column in LOGS.columns
    )


# The document, its recipients, the attempt and the conversation. The first part decides which claims are still ours;
# the log is kept in any case, because the conversation took place.
RECORD = f"""
WITH lines AS MATERIALIZED (
    SELECT {_SPLIT} AS cell FROM string_to_table(%s, '{LINE}') AS line
), result AS MATERIALIZED (
    SELECT cell[1]::uuid AS id, cell[2]::int AS fence, cell[3] AS status, cell[4] AS reason, cell[5]::jsonb AS facts,
        cell[6]::float8 AS delay_s, cell[7]::bool AS repeated, cell[8] AS queue_id, cell[9] AS attempt,
        cell[10] AS code, cell[{_FIRST}]::uuid AS log_id
    FROM lines
), done AS (
    UPDATE documents_document AS document
    SET status = result.status, reason = result.reason, reason_facts = result.facts, queue_id = result.queue_id,
        not_before = CASE WHEN result.delay_s IS NULL THEN document.not_before
            ELSE clock_timestamp() + result.delay_s * interval '1 second' END,
        attempt_count = document.attempt_count + (result.attempt <> '')::int,
        possibly_repeated = document.possibly_repeated OR result.repeated,
        finished_at = CASE WHEN result.status IN ('sent', 'failed') THEN clock_timestamp() END,
        lease = NULL
    FROM result
    WHERE document.id = ANY(ARRAY(SELECT id FROM result)) AND document.id = result.id
        AND ROW(document.lease, document.fence, document.status::text)
            IS NOT DISTINCT FROM ROW(%s::bigint, result.fence, 'sending'::text)
    RETURNING document.id, document.attempt_count
), told AS MATERIALIZED (
    SELECT cell[2]::bigint AS id, cell[3] AS outcome, cell[4]::int AS code, cell[5] AS text
    FROM (SELECT {_SPLIT} AS cell FROM string_to_table(%s, '{LINE}') AS line) AS said
    WHERE cell[1]::uuid IN (SELECT id FROM done)
), people AS (
    UPDATE documents_recipient AS recipient
    SET outcome = told.outcome, reply_code = told.code, reply_text = told.text
    FROM told
    WHERE recipient.id = ANY(ARRAY(SELECT id FROM told)) AND recipient.id = told.id
), logs AS (
    INSERT INTO mailservers_smtplog ({LOGS.column_list})
    SELECT {_log_columns()}
    FROM lines JOIN json_populate_recordset(NULL::mailservers_smtplog, %s::json) WITH ORDINALITY AS shared
        ON shared.ordinality = cell[{_PLACE}]::int
    ON CONFLICT (id) DO NOTHING
), attempts AS (
    INSERT INTO documents_attempt (document_id, number, outcome, code, finished_at, log_id)
    SELECT result.id, done.attempt_count, result.attempt, result.code, clock_timestamp(), result.log_id
    FROM result JOIN done ON done.id = result.id
    WHERE result.attempt <> ''
)
SELECT count(*) FROM done
"""


class Packed(NamedTuple):
    """A result as cells, its log as cells and what that shares with others as JSON, and a line for each recipient."""

    result: str
    log: str
    shared: str
    said: list[str]


def packed(result: Result) -> Packed:
    """Ready to be written; empty texts where there is no log."""
    key, log = str(result.id), result.log
    said = [_cells((key, *person)) for person in result.recipients]
    facts = json.dumps(result.facts) if result.facts else "{}"
    own = _cells(
        (
            key, result.fence, result.status, result.reason, facts, result.delay_s, result.repeated, result.queue_id,
            result.attempt, result.code,
        )
    )  # fmt: skip
    return Packed(own, _cells(log.cells) if log else "", log.shared_json if log else "", said)


def parameters(results: Sequence[Packed], lease: int) -> list[str]:
    """Those of RECORD."""
    places: dict[str, int] = {}
    lines = []
    for one in results:
        place = str(places.setdefault(one.shared, len(places) + 1)) if one.log else NULL
        lines.append(f"{one.result}{CELL}{place}{CELL}{one.log or NULL}")
    said = [line for one in results for line in one.said]
    return [LINE.join(lines), str(lease), LINE.join(said), f"[{','.join(places)}]"]


def _cells(values: tuple[Any, ...]) -> str:
    texts = [value if value.__class__ is str else NULL if value is None else str(value) for value in values]
    line = CELL.join(texts)
    if line.count(CELL) == len(texts) - 1 and LINE not in line and "\x00" not in line:
        return line
    return CELL.join(text if text == NULL else text.translate(_SPACES) for text in texts)
