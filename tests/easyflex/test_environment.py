"""Settings from the environment: what cannot be used is refused by the name of its variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from easyflex.environment import Environment

READERS = {
    "int": lambda env: env.int("X", default=1),
    "float": lambda env: env.float("X", default=1.0),
    "folder": lambda env: env.folder("X", default="/nowhere"),
    "time zone": lambda env: env.time_zone("X", default="UTC"),
    "log level": lambda env: env.log_level("X", default="INFO"),
    "database": lambda env: env.database("X", default="sqlite:////x"),
}


def read(kind: str, value: str):
    env = Environment()
    env.ENVIRON = {"X": value}
    return READERS[kind](env)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("int", "abc"),
        ("int", "1.5"),
        ("int", ""),
        ("float", "abc"),
        ("folder", "/dev/null/folder"),
        ("time zone", "abc"),
        ("time zone", ""),
        ("time zone", "../etc/passwd"),
        ("log level", "abc"),
        ("log level", "10"),
        ("database", "nonsense"),
        ("database", ""),
        ("database", "mysql://u:secret@host/name"),
        ("database", "postgres://u:secret@host:port/name"),
        ("database", "postgres://u:sec/ret@host/name"),
        ("database", "postgres://u:secret@[host/name"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_the_name_of_its_variable(kind, value):
    with pytest.raises(ImproperlyConfigured, match=r"^X\b.*\.$") as refused:
        read(kind, value)
    assert "sec" not in str(refused.value)


def test_a_log_level_may_be_written_small():
    assert read("log level", "debug") == "DEBUG"


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgres://u@%2Ftmp%2FPg:5433/db", "/tmp/Pg", 5433),
        ("postgres://u:p%40ss@%2Fvar%2Frun%2Fpostgresql/db", "/var/run/postgresql", ""),
        ("postgres://u@Host:5433/db", "host", 5433),
        ("postgres://u@[::1]:5433/db", "::1", 5433),
    ],
)
def test_a_host_may_be_the_folder_of_a_socket(url, host, port):
    found = read("database", url)
    assert (found["HOST"], found["PORT"], found["NAME"], found["USER"]) == (host, port, "db", "u")
