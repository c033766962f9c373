"""Hearing at once that a document was queued: LISTEN on PostgreSQL."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import Error, connection

from documents.wakeup import CHANNEL

from .database import UNREACHABLE

LISTEN_S = 1.0
PAUSE_S = 2.0


class Listener(threading.Thread):
    """Calls `tell` on each notification until `stop`. When the connection breaks it comes back."""

    def __init__(self, tell: Callable[[], None], stop: threading.Event) -> None:
        super().__init__(name="listener", daemon=True)
        self._tell = tell
        self._stop_wanted = stop

    def run(self) -> None:
        """Listen, for as long as the worker runs."""
        while not self._stop_wanted.is_set():
            try:
                self._listen()
            except (*UNREACHABLE, Error, OSError):
                self._tell()
                self._stop_wanted.wait(PAUSE_S)
            except Exception as problem:  # the driver's own errors, before Django has wrapped them
                if not type(problem).__module__.startswith("psycopg"):
                    raise
                self._stop_wanted.wait(PAUSE_S)
            finally:
                connection.close()

    def _listen(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        raw: Any = connection.connection
        self._tell()
        while not self._stop_wanted.is_set():
            for _ in raw.notifies(timeout=LISTEN_S, stop_after=1):
                self._tell()
