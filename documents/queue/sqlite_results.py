"""A group of results on their way into SQLite: a few statements for all of them.

Python gives up its lock at every step of a statement, and gets it back late beside a thread that computes: most of
the time went into one statement for each row.
"""

import json
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from .jobs import LOG_CELLS, LogRow, Result
from .store import LOGS

# Moments are text in UTC, as Django writes them: microseconds only when there are any, so comparisons need care.
# "now" of the database has milliseconds; a trailing "000" makes it compare like Django's.
NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"

# What a log row carries in the form of JSON, and Django keeps otherwise in SQLite: keys without hyphens, moments in UTC
# without saying so.
LOG_KEYS = ("id", "continues_id")
LOG_MOMENTS = ("started_at", "finished_at")

# Each statement with its rows in the place of {rows}. Which claims are still ours:
OURS = """
WITH result (id, fence) AS (VALUES {rows})
SELECT group_concat(document.id) FROM result CROSS JOIN documents_document AS document ON document.id = result.id
WHERE document.fence = result.fence AND document.lease = ? AND document.status = 'sending'
"""

# Their results.
FINISH = f"""
WITH result (id, status, reason, facts, queue_id, delay, tried, repeated) AS (VALUES {{rows}})
UPDATE documents_document
SET status = result.status, reason = result.reason, reason_facts = result.facts, queue_id = result.queue_id,
    not_before = coalesce(strftime('%Y-%m-%d %H:%M:%f000', 'now', result.delay), not_before),
    attempt_count = attempt_count + result.tried, possibly_repeated = possibly_repeated OR result.repeated,
    finished_at = CASE WHEN result.status IN ('sent', 'failed') THEN {NOW} END, lease = NULL
FROM result WHERE documents_document.id = result.id
"""

# What the server said to the recipients.
TELL = """
WITH told (outcome, code, text, id) AS (VALUES {rows})
UPDATE documents_recipient SET outcome = told.outcome, reply_code = told.code, reply_text = told.text
FROM told WHERE documents_recipient.id = told.id
"""

# The conversations; a second time when the first call was committed without anybody knowing.
LOG = f"INSERT OR IGNORE INTO {LOGS.name} ({LOGS.column_list}) VALUES {{rows}}"

# One more try of each document.
ATTEMPT = f"""
WITH attempt (outcome, code, log, id) AS (VALUES {{rows}})
INSERT INTO documents_attempt (document_id, number, outcome, code, finished_at, log_id)
SELECT document.id, document.attempt_count, attempt.outcome, attempt.code, {NOW}, attempt.log
FROM attempt CROSS JOIN documents_document AS document ON document.id = attempt.id
"""


class Packed(NamedTuple):
    """A result as parameters: of OURS without the lease, FINISH, TELL, ATTEMPT and LOG."""

    claim: tuple[str, int]
    finish: tuple[Any, ...]
    told: list[tuple[Any, ...]]
    attempt: tuple[Any, ...] | None
    log: list[Any] | None


def packed(result: Result) -> Packed:
    """The parameters of each statement."""
    key = result.id.hex
    delay = None if result.delay_s is None else f"+{result.delay_s:.3f} seconds"
    facts = json.dumps(result.facts) if result.facts else "{}"
    finish = (
        key, result.status, result.reason, facts, result.queue_id, delay, bool(result.attempt), result.repeated,
    )  # fmt: skip
    told = [(outcome, code, text, person) for person, outcome, code, text in result.recipients]
    log = uuid.UUID(result.log.id).hex if result.log else None
    attempt = (result.attempt, result.code, log, key) if result.attempt else None
    return Packed((key, result.fence), finish, told, attempt, _log_row(result.log) if result.log else None)


def record(driver: Any, lease: int, results: Sequence[Packed]) -> int:
    """Within a transaction that nobody else can write in: the number of those that counted."""
    _execute(driver, LOG, [one.log for one in results if one.log])
    answer = _execute(driver, OURS, [one.claim for one in results], lease)
    ours = {key for (keys,) in answer if keys for key in keys.split(",")}
    counted = [one for one in results if one.claim[0] in ours]
    _execute(driver, FINISH, [one.finish for one in counted])
    _execute(driver, TELL, [said for one in counted for said in one.told])
    _execute(driver, ATTEMPT, [one.attempt for one in counted if one.attempt])
    return len(counted)


PARAMETERS_LIMIT = 30_000  # SQLite's own is 32,766


def _execute(driver: Any, statement: str, rows: Sequence[Sequence[Any]], *more: Any) -> list[Any]:
    """The statement for all rows; `more` are its parameters behind them."""
    if not rows:
        return []
    width = len(rows[0])
    at_once = PARAMETERS_LIMIT // width
    answer: list[Any] = []
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        values = [value for row in some for value in row]
        answer += driver.execute(with_rows(statement, len(some), width), [*values, *more]).fetchall()
    return answer


@lru_cache(maxsize=256)
def with_rows(statement: str, count: int, width: int) -> str:
    """The statement for so many rows of so many parameters."""
    row = f"({', '.join('?' * width)})"
    return statement.format(rows=", ".join([row] * count))


def _log_row(log: LogRow) -> list[Any]:
    columns = log.shared | dict(zip(LOG_CELLS, log.cells, strict=False))
    for name in LOG_KEYS:
        columns[name] = columns[name] and columns[name].replace("-", "")
    for name in LOG_MOMENTS:
        columns[name] = columns[name] and columns[name][:26].replace("T", " ")
    return [columns[column] for column in LOGS.columns]
