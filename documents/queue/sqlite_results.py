"""A group of results on their way into SQLite: one statement for everything."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from .jobs import LOG_CELLS, LogRow, Result
from .sqlite_triggers import Action
from .store import LOGS

# Moments are text in UTC, as Django writes them: microseconds only when there are any, so comparisons need care.
# "now" of the database has milliseconds; a trailing "000" makes it compare like Django's.
NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"

# What a log row carries in the form of JSON, and Django keeps otherwise in SQLite: keys without hyphens, moments in UTC
# without saying so.
LOG_KEYS = ("id", "continues_id")
LOG_MOMENTS = ("started_at", "finished_at")

# `said` is JSON: outcome, code, text and key of each recipient.
COLUMNS = (
    "lease", "id", "fence", "status", "reason", "facts", "queue_id", "delay", "repeated", "attempt", "code", "said",
    *(f"log_{column}" for column in LOGS.columns),
)  # fmt: skip

# What happens to each row. First the conversation, which took place in any case; there already when the first call was
# committed without anybody knowing.
LOG = f"""
INSERT OR IGNORE INTO {LOGS.name} ({LOGS.column_list})
SELECT {", ".join(f"NEW.log_{column}" for column in LOGS.columns)} WHERE NEW.log_id IS NOT NULL
"""

# Then the document, if its claim is still ours.
FINISH = f"""
UPDATE documents_document
SET status = NEW.status, reason = NEW.reason, reason_facts = NEW.facts, queue_id = NEW.queue_id,
    not_before = coalesce(strftime('%Y-%m-%d %H:%M:%f000', 'now', NEW.delay), not_before),
    attempt_count = attempt_count + (NEW.attempt <> ''), possibly_repeated = possibly_repeated OR NEW.repeated,
    finished_at = CASE WHEN NEW.status IN ('sent', 'failed') THEN {NOW} END, lease = NULL
WHERE id = NEW.id AND fence = NEW.fence AND lease = NEW.lease AND status = 'sending'
"""

# It was not if nothing changed.
LATE = "INSERT INTO late SELECT NEW.id WHERE changes() = 0"
OURS = "NOT EXISTS (SELECT 1 FROM late WHERE late.id = NEW.id)"

# One more try, and what the server said to the recipients.
ATTEMPT = f"""
INSERT INTO documents_attempt (document_id, number, outcome, code, finished_at, log_id)
SELECT id, attempt_count, NEW.attempt, NEW.code, {NOW}, NEW.log_id FROM documents_document
WHERE id = NEW.id AND NEW.attempt <> '' AND {OURS}
"""
TELL = f"""
UPDATE documents_recipient
SET outcome = json_extract(said.value, '$[0]'), reply_code = json_extract(said.value, '$[1]'),
    reply_text = json_extract(said.value, '$[2]')
FROM json_each(NEW.said) AS said
WHERE documents_recipient.id = json_extract(said.value, '$[3]') AND {OURS}
"""

RECORD = Action("result", COLUMNS, (LOG, FINISH, LATE, ATTEMPT, TELL), noted="late")
NO_LOG = (None,) * len(LOGS.columns)


def packed(result: Result) -> tuple[Any, ...]:
    """The parameters of its row, but for the lease."""
    said = [(outcome, code, text, person) for person, outcome, code, text in result.recipients]
    return (
        result.id.hex, result.fence, result.status, result.reason, json.dumps(result.facts) if result.facts else "{}",
        result.queue_id, None if result.delay_s is None else f"+{result.delay_s:.3f} seconds", result.repeated,
        result.attempt, result.code, json.dumps(said),
        *(_log_row(result.log) if result.log else NO_LOG),
    )  # fmt: skip


def record(driver: sqlite3.Connection, lease: int, results: Sequence[tuple[Any, ...]]) -> int:
    """Write them, in a transaction of their own unless there is one; the number of those that counted."""
    if not results:
        return 0
    RECORD.on(driver, [(lease, *one) for one in results])
    (late,) = driver.execute("SELECT count(*) FROM late").fetchone()
    if late:
        driver.execute("DELETE FROM late")
    return len(results) - late


def _log_row(log: LogRow) -> list[Any]:
    columns = log.shared | dict(zip(LOG_CELLS, log.cells, strict=False))
    for name in LOG_KEYS:
        columns[name] = columns[name] and columns[name].replace("-", "")
    for name in LOG_MOMENTS:
        columns[name] = columns[name] and columns[name][:26].replace("T", " ")
    return [columns[column] for column in LOGS.columns]
