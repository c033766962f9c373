"""`./dev test`: set-up, then the whole suite on SQLite and its database part once more on PostgreSQL."""

import os
import subprocess

from devtool import environment, machine, postgres
from devtool.paths import PYTHON, ROOT, give_up, product_environment, say

NOTHING_COLLECTED = 5  # pytest's exit code when its arguments select no test


def test(arguments: list[str]) -> int:
    """Run the suite, or with arguments pytest once with exactly those. Returns pytest's exit code."""
    environment.ensure(environment.DEVELOPMENT)
    machine.report(machine.provide())
    os.sync()  # the databases of the first tests need not wait until all that was installed is on the disk
    with postgres.throw_away_cluster() as url:
        if url is None and os.environ.get("CI") == "true":
            give_up("the tests on PostgreSQL cannot run, and with CI=true nothing may be missing.")
        if arguments:
            return pytest(arguments, url)
        say("The whole suite, on SQLite:")
        result = pytest(["-n", "2"], url)
        if url:
            say("What depends on the database, on PostgreSQL:")
            on_postgres = pytest(["-n", "2", "--database-tests"], url, DATABASE_URL=url)
            if on_postgres != NOTHING_COLLECTED:
                result = result or on_postgres
        return result


def pytest(arguments: list[str], postgres_url: str | None, **variables: str) -> int:
    """One run of pytest; tests find the throw-away PostgreSQL in EASYFLEX_TEST_POSTGRES."""
    run_in = product_environment()
    # The developer's own configuration and data are none of the tests' business.
    for name in ("EASYFLEX_DATA", "DATABASE_URL", "SECRET_KEY", "FIELD_ENCRYPTION_KEYS"):
        run_in.pop(name, None)
    if postgres_url:
        run_in["EASYFLEX_TEST_POSTGRES"] = postgres_url
    return subprocess.run([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=run_in | variables).returncode


def lint() -> int:
    """Formatter, linter and type checker; all three run, the first failure is the exit code."""
    environment.ensure(environment.DEVELOPMENT)
    commands = (["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy", "."])
    results = [subprocess.run([str(PYTHON), "-m", *command], cwd=ROOT).returncode for command in commands]
    return next((result for result in results if result), 0)
