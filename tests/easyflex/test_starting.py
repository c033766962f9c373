"""What keeps a command or the web application from starting is told in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, Error, IntegrityError, ProgrammingError, connection, transaction

from easyflex.starting import what_is_wrong

ROOT = Path(__file__).parents[2]
NO_SERVER = "postgres://u:sekret@127.0.0.1:1/x"


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The only line that a command said before it ended with 1."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "sekret" not in line
    return line


@pytest.mark.parametrize("command", [("mailserver", "list", "--json"), ("deliver", "--until-empty"), ("rotate_keys",)])
def test_a_database_without_tables_asks_for_migrate(command, tmp_path):
    assert "run ./dev manage migrate" in sentence(run("manage.py", *command, EASYFLEX_DATA=str(tmp_path)))


@pytest.mark.parametrize("command", ["outbox", "migrate"])
def test_a_database_that_cannot_be_reached_is_told_without_its_password(command, tmp_path):
    line = sentence(run("manage.py", command, EASYFLEX_DATA=str(tmp_path), DATABASE_URL=NO_SERVER))
    assert line.startswith("The database cannot be used (")
    assert "DATABASE_URL" in line


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "easyflex.sqlite3").write_text("nonsense, and more of it")
    line = sentence(run("manage.py", "migrate", EASYFLEX_DATA=str(tmp_path)))
    assert "file is not a database" in line


def test_a_setting_that_cannot_be_used_is_named(tmp_path):
    assert "EASYFLEX_LEASE_S" in sentence(run("manage.py", "purge", EASYFLEX_DATA=str(tmp_path), EASYFLEX_LEASE_S="x"))


def test_a_data_folder_that_cannot_be_written_is_named():
    assert "/proc" in sentence(run("manage.py", "check", EASYFLEX_DATA="/proc"))


def test_who_asks_for_the_traceback_gets_it(tmp_path):
    done = run("manage.py", "outbox", "--traceback", EASYFLEX_DATA=str(tmp_path))
    assert (done.returncode, "Traceback" in done.stderr) == (1, True)


def test_a_web_server_with_a_bad_key_ends_with_its_sentence(tmp_path):
    serve = ("-m", "gunicorn", "easyflex.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket")
    done = run(*serve, EASYFLEX_DATA=str(tmp_path), FIELD_ENCRYPTION_KEYS="nonsense")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "FIELD_ENCRYPTION_KEYS must be" in done.stderr


@pytest.mark.parametrize("mistake", [IntegrityError("x"), DataError("x"), ProgrammingError("x")], ids=repr)
def test_a_mistake_of_the_program_keeps_its_traceback(mistake):
    assert what_is_wrong(mistake) == ""


def test_a_sentence_stays_on_one_line():
    assert what_is_wrong(ImproperlyConfigured("a\n\tb")) == "a b"


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_missing_table_is_recognised_on_every_database():
    with pytest.raises(Error) as problem, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM there_is_no_such_table")
    told = what_is_wrong(problem.value)
    assert "run ./dev manage migrate" in told
    assert "there_is_no_such_table" in told
    assert "SELECT" not in told
