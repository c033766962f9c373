"""What keeps a command or the web application from starting, in a sentence instead of a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, Error, InterfaceError, OperationalError

TABLES_LACK = ("no such table", "no such column", "has no column named")  # as SQLite says it
TABLES_LACK_CODES = ("42P01", "42703")  # undefined_table and undefined_column, as PostgreSQL says it


@contextmanager
def in_words(exit_code: int) -> Iterator[None]:
    """Around a whole program: ends it with one sentence when its surroundings are at fault."""
    try:
        yield
    except (ImproperlyConfigured, Error) as problem:
        sentence = what_is_wrong(problem)
        if not sentence:
            raise
        sys.stderr.write(f"{sentence}\n")
        sys.exit(exit_code)
    except KeyboardInterrupt:
        sys.exit(130)  # who pressed Ctrl-C knows; shells report it so: 128 + SIGINT


def what_is_wrong(problem: Exception) -> str:
    """The sentence for what settings or database refused; empty for a mistake of the program."""
    if isinstance(problem, ImproperlyConfigured):
        return " ".join(str(problem).split())
    said = str(problem).strip().partition("\n")[0]  # PostgreSQL repeats the statement and guesses below it
    code = getattr(problem.__cause__, "sqlstate", None)
    if code in TABLES_LACK_CODES or any(words in said for words in TABLES_LACK):
        return f"The database has no tables yet, or those of another version: run ./dev manage migrate. ({said})"
    # Django's other classes tell of a wrong statement; the base class alone, of a file that is no database.
    if isinstance(problem, (OperationalError, InterfaceError)) or type(problem) is DatabaseError:
        return f"The database cannot be used ({said}). DATABASE_URL says where it is; without it, EASYFLEX_DATA does."
    return ""
