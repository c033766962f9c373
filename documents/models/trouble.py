"""Documents on hold or failed: a few among millions, with an index of their own."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class InTrouble(models.Lookup):
    """`status__in_trouble=True` has the very words of the index's condition.

    SQLite uses a partial index only for a query that repeats its condition, and no parameter can do that.
    """

    lookup_name = "in_trouble"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """The condition, without parameters of its own."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN ('held', 'failed')", tuple(parameters)
