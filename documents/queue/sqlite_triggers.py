"""Several statements as one, on SQLite: rows go into a view that no one reads, and its trigger does the rest.

Python gives up its lock at every step of a statement, and gets it back late beside a thread that computes; between
BEGIN and COMMIT nobody else can write all the while. One statement is one step, its commit included.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

PARAMETERS_LIMIT = 32_000  # SQLite's own is 32,766


class Action:
    """`steps` happen to each row; they read its `columns` as NEW.column, and may leave keys in the table `noted`.

    View, table and trigger are temporary: they belong to a connection, and are made when it needs them first.
    """

    def __init__(self, name: str, columns: Sequence[str], steps: Iterable[str], *, noted: str) -> None:
        self._name = name
        self._row = f"({', '.join('?' * len(columns))})"
        self._at_once = PARAMETERS_LIMIT // len(columns)
        nothing = ", ".join(["NULL"] * len(columns))
        self._preparation = (
            f"CREATE TEMP TABLE {noted} (id TEXT)",
            f"CREATE TEMP VIEW {name} ({', '.join(columns)}) AS SELECT {nothing}",
            f"CREATE TEMP TRIGGER do_{name} INSTEAD OF INSERT ON {name} BEGIN {'; '.join(steps)}; END",
        )
        self._statement = lru_cache(maxsize=256)(self._with_rows)

    def on(self, driver: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Do it to all rows, in a transaction of its own unless there is one. Raises the driver's exceptions."""
        for start in range(0, len(rows), self._at_once):
            some = rows[start : start + self._at_once]
            statement, values = self._statement(len(some)), [value for row in some for value in row]
            try:
                driver.execute(statement, values)
            except sqlite3.OperationalError as problem:
                if str(problem) != f"no such table: {self._name}":
                    raise
                for each in self._preparation:
                    driver.execute(each)
                driver.execute(statement, values)

    def _with_rows(self, count: int) -> str:
        return f"INSERT INTO {self._name} VALUES {', '.join([self._row] * count)}"
