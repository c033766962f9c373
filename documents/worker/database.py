"""Two threads, one database: waiting for it to come back, and one writer at a time on SQLite."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)

UNREACHABLE = (OperationalError, InterfaceError)  # restarting, connection lost, disk full, locked for too long
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0

_sqlite_writer = threading.RLock()
Value = TypeVar("Value")


def one_writer() -> AbstractContextManager[object]:
    """SQLite's own waiting sleeps in steps; between threads of one process a lock is quicker."""
    return _sqlite_writer if connection.vendor == "sqlite" else nullcontext()


def until_it_answers(
    action: Callable[[], Value], give_up: Callable[[], bool], wait: Callable[[float], object]
) -> Value:
    """What `action` returns, repeated while the database cannot be reached. `action` must be repeatable.

    Raises the last error once `give_up` says so. `wait` is called with seconds between two tries.
    """
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            with one_writer():
                return action()
        except UNREACHABLE as problem:
            connection.close()
            if give_up():
                raise
            log.warning("The database does not answer: %s. Trying again.", str(problem).strip())
            wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
