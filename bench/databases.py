"""Empty databases that write every commit to the disk: a throw-away PostgreSQL, SQLite files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql

from devtool import postgres

POSTGRESQL, SQLITE = "postgresql", "sqlite"
SQLITE_PREFIX = "sqlite:///"
EVERYTHING = "postgres"  # the database that a new cluster has


class Databases:
    """Makes them."""

    def __init__(self, folder: Path, cluster: str) -> None:
        self._folder, self._cluster = folder, cluster
        self._numbers = count(1)
        self.templates: dict[tuple[str, str], str] = {}  # databases that others are copied from

    def new(self, vendor: str) -> str:
        """The DATABASE_URL of an empty database."""
        name = f"bench{next(self._numbers)}"
        if vendor == SQLITE:
            return f"{SQLITE_PREFIX}{self._folder / name}.sqlite3"
        self._create(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._cluster.replace(f"/{EVERYTHING}?", f"/{name}?")

    def copy(self, url: str) -> str:
        """The DATABASE_URL of a database with the same content, which nobody may be using."""
        if url.startswith(SQLITE_PREFIX):
            twin = self.new(SQLITE)
            with closing(_sqlite(url)) as source, closing(_sqlite(twin)) as target:
                source.backup(target)
            return twin
        name, source_name = f"bench{next(self._numbers)}", url.partition("?")[0].rpartition("/")[2]
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._create(statement.format(sql.Identifier(name), sql.Identifier(source_name)))
        return self._cluster.replace(f"/{EVERYTHING}?", f"/{name}?")

    def _create(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._cluster, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def databases(*vendors: str) -> Iterator[Databases]:
    """A maker of databases of these kinds; everything is removed at the end."""
    with TemporaryDirectory(prefix="bench-db-") as folder:
        if POSTGRESQL not in vendors:
            yield Databases(Path(folder), "")
            return
        with postgres.throw_away_cluster(durable=True) as cluster:
            if cluster is None:
                raise FileNotFoundError("PostgreSQL is not installed or does not start (Debian package postgresql)")
            yield Databases(Path(folder), cluster)


def number(url: str, statement: str) -> int:
    """The one number that a query returns."""
    if url.startswith(SQLITE_PREFIX):
        with closing(_sqlite(url)) as file:
            return int(file.execute(statement).fetchone()[0])
    with psycopg.connect(url) as connection:
        row: Any = connection.execute(statement.encode()).fetchone()
        return int(row[0])


def _sqlite(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix(SQLITE_PREFIX), timeout=20)
