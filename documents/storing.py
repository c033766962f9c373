"""The one word for a disk or database that cannot take a document."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError


class StorageFailed(Exception):
    """The document could not be stored (the disk is full, say). Nothing of it was kept; sending it again is safe."""


@contextmanager
def storing() -> Iterator[None]:
    """Around what needs disk and database. Raises StorageFailed."""
    try:
        yield
    except (OSError, OperationalError) as problem:
        raise StorageFailed(str(problem)) from problem
