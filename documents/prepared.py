"""Statements that PostgreSQL plans once a connection; Django's own cursors have them planned at every call."""

from contextlib import AbstractContextManager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# For the connections of workers: nested loops over indexes, whatever the statistics say at the moment. Their statements
# look up a few rows by key; the planner cannot know how few, so it is told not to read whole tables. Nor are they worth
# compiling: the compiler took a third of the time.
BY_KEY = (
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; "
    "SET plan_cache_mode = force_generic_plan; SET jit = off"
)


def cursor(connection: BaseDatabaseWrapper) -> AbstractContextManager[Any]:
    """A cursor for a statement that is used again and again. It raises Django's exceptions."""
    return _Prepared(connection) if connection.vendor == "postgresql" else connection.cursor()


def go_by_key(connection: BaseDatabaseWrapper) -> None:
    """For a connection on which only a worker speaks."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if not getattr(raw, "goes_by_key", False):
        raw.execute(BY_KEY)
        raw.goes_by_key = True


class _Prepared:
    """psycopg's server-side binding cursor on Django's connection, made once a connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        raw: Any = connection.connection
        if not hasattr(raw, "cursor_that_prepares"):
            from psycopg import Cursor  # only where PostgreSQL is used

            raw.prepare_threshold = 1
            raw.cursor_that_prepares = Cursor(raw)
        self._cursor = raw.cursor_that_prepares
        self._errors = connection.wrap_database_errors

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, *problem: Any) -> None:
        self._errors.__exit__(*problem)
