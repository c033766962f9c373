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

SQLSTATE = ord("C")  # PG_DIAG_SQLSTATE
NOT_PREPARED = b"26000"


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


def execute_at_one_go(connection: BaseDatabaseWrapper, name: str, statement: str, parameters: list[str]) -> str:
    """The first cell of the answer to a statement that is prepared once a connection, as `name`; `%s` is a parameter.

    While the driver waits it comes back for Python's lock several times, and beside a thread that computes it gets it
    late; libpq's own call comes back once. Nothing can interrupt it: not for the main thread. Not for a transaction,
    which could not survive that the driver has dropped what was prepared, as it does after a rollback. Raises Django's
    errors.
    """
    connection.ensure_connection()
    pgconn: Any = connection.connection.pgconn
    values = [parameter.encode() for parameter in parameters]
    with connection.wrap_database_errors:
        result = pgconn.exec_prepared(name.encode(), values)
        if result.error_field(SQLSTATE) == NOT_PREPARED:
            before, *after = statement.split("%s")
            numbered = before + "".join(f"${number}{text}" for number, text in enumerate(after, 1))
            _checked(pgconn, pgconn.prepare(name.encode(), numbered.encode()))
            result = pgconn.exec_prepared(name.encode(), values)
        return _checked(pgconn, result).get_value(0, 0).decode()


def _checked(connection: Any, result: Any) -> Any:
    from psycopg import OperationalError, errors, pq  # only where PostgreSQL is used

    if result.status in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        return result
    if connection.status != pq.ConnStatus.OK:
        raise OperationalError(connection.get_error_message())
    raise errors.error_from_result(result)


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
