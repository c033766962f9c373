"""The outbox as a queue: the statements that every document passes through, in each database's own words.

All of them are short transactions; none is open while a server is spoken to. PostgreSQL and SQLite answer the same
calls, and one test suite asks both.

    insert            new documents with their letters, recipients and attachments
    insert_if_routed  one of them, if the way found for it (`routes`) still holds
    claim             take documents of some lanes: lease, fence + 1, status "sending"
    record            write the results of claims, each guarded by lease and fence, and keep their conversations
    give_back         untouched claims wait again
    ready             the lanes that have something to do now
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper

from .jobs import LOG_CELLS, Claim, Enclosure, LogRow, Result, Want
from .jobs import Recipient as ClaimedRecipient

if TYPE_CHECKING:
    from .store import Store

__all__ = ["LOG_CELLS", "Claim", "ClaimedRecipient", "Enclosure", "LogRow", "Result", "Want", "store_for"]


def store_for(connection: BaseDatabaseWrapper) -> "Store":
    """The statements for the database behind `connection`."""
    return _store(connection.vendor)


@lru_cache
def _store(vendor: str) -> "Store":
    if vendor == "postgresql":
        from .postgresql import PostgresStore

        return PostgresStore()
    from .sqlite import SqliteStore

    return SqliteStore()
