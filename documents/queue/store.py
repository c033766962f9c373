"""What both databases have in common."""

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from documents.models import Attachment, Document
from mailservers.models import SmtpLog

from .jobs import Claim, Result, Want

if TYPE_CHECKING:
    from documents.new_documents import NewDocument
    from documents.routing import Route


class Table:
    """Columns of a model without a generated key, and a quick way to the values of an instance in that order."""

    def __init__(self, model: type[Model], *, has_own_key: bool) -> None:
        fields = [field for field in model._meta.concrete_fields if has_own_key or not field.primary_key]
        self.name = model._meta.db_table
        self.columns = tuple(str(field.column) for field in fields)
        self.attributes = tuple(field.attname for field in fields)
        self.values: Any = attrgetter(*self.attributes)

    @property
    def column_list(self) -> str:
        """The columns, for a statement."""
        return ", ".join(f'"{column}"' for column in self.columns)


DOCUMENTS = Table(Document, has_own_key=True)
ATTACHMENTS = Table(Attachment, has_own_key=False)
LOGS = Table(SmtpLog, has_own_key=True)


class Store(Protocol):
    """The queue in one database. Every call is a transaction of its own, or part of the caller's."""

    def insert(self, connection: BaseDatabaseWrapper, documents: "Sequence[NewDocument]") -> None:
        """Write new documents and wake the workers. Raises IntegrityError, OperationalError."""

    def insert_if_routed(self, connection: BaseDatabaseWrapper, new: "NewDocument", route: "Route") -> bool:
        """The same for one without attachments, unless its route is another by now; then nothing is written.

        Raises IntegrityError, OperationalError.
        """

    def claim(self, connection: BaseDatabaseWrapper, lease: int, wants: Sequence[Want]) -> list[Claim]:
        """Take up to so many documents of each lane: those never tried in order of arrival, and due retries."""

    def packed(self, result: Result) -> Any:
        """A result in the form that `record` takes: made by whoever has the time, without the database."""

    def record(self, connection: BaseDatabaseWrapper, lease: int, results: Sequence[Any]) -> int:
        """Write packed results; the number of those that counted. That of a lost claim only keeps its log.

        May be called again with the same results when nobody knows whether the first call was committed.
        """

    def give_back(self, connection: BaseDatabaseWrapper, lease: int, claims: Sequence[Claim]) -> None:
        """Let claims wait again that nothing was done with."""

    def ready(self, connection: BaseDatabaseWrapper) -> list[int]:
        """The lanes that are open and have a document to be sent now."""
