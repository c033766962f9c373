"""Waking workers at once: LISTEN and NOTIFY on PostgreSQL. On SQLite they look again every moment anyway."""

from django.db.backends.base.base import BaseDatabaseWrapper

CHANNEL = "documents_waiting"


def notify(connection: BaseDatabaseWrapper) -> None:
    """Tell every worker, when the present transaction commits, that there is something to do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
