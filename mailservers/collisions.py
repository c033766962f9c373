"""What two people, or a person and a worker, do to the same rows at the very same moment: one of them does it again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError

TRIES = 5  # each would need another collision of its own
DEADLOCK = "40P01"  # PostgreSQL lets one of two that wait for each other go on, and gives the other one this

P = ParamSpec("P")
T = TypeVar("T")


def again_after_collision(deed: Callable[P, T]) -> Callable[P, T]:
    """Do a deed again that a deadlock or a row deleted by somebody else has undone.

    The deed is one transaction, and looks at everything anew each time.
    """

    @wraps(deed)
    def persistent(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(TRIES - 1):
            try:
                return deed(*args, **kwargs)
            except IntegrityError:
                continue
            except OperationalError as problem:
                if getattr(problem.__cause__, "sqlstate", "") != DEADLOCK:
                    raise
        return deed(*args, **kwargs)

    return persistent
