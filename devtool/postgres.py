"""A throw-away PostgreSQL cluster: its own folder, a Unix socket; careless for tests, durable for benchmarks."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtool.paths import say

OWNER = "postgres"  # PostgreSQL refuses to run as root
OPTIONS = {"listen_addresses": "''", "max_connections": "200"}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # a test survives no power cut


def binaries() -> Path | None:
    """The folder with the newest installed PostgreSQL's programs, or None."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    return Path(max(found, key=lambda path: float(path.split("/")[4]))).parent if found else None


@contextmanager
def throw_away_cluster(*, durable: bool = False) -> Iterator[str | None]:
    """Yields the DATABASE_URL of a running cluster, or None when PostgreSQL is not installed or does not start.

    A durable one writes every commit to the disk, as PostgreSQL does when nobody tells it otherwise.
    """
    programs = binaries()
    if programs is None:
        yield None
        return
    # Not below the checkout: the owner must be able to enter every folder on the way, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="easyflex-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    try:
        yield url_of(folder) if start(programs, folder, OPTIONS if durable else OPTIONS | CARELESS) else None
    finally:
        run(programs / "pg_ctl", "--pgdata", folder / "data", "--mode", "immediate", "--wait", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def url_of(folder: Path) -> str:
    """An address that Django, psycopg and psql all understand."""
    return f"postgres://easyflex@/postgres?host={folder}"


def start(programs: Path, folder: Path, settings: dict[str, str]) -> bool:
    """Make and start the cluster in `folder`; says why when that fails."""
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    data = str(folder / "data")
    options += f" -c unix_socket_directories={folder}"
    make = ["--username", "easyflex", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8"]
    begin = ["--log", str(folder / "log"), "--wait", "--timeout", "60", "--options", options, "start"]
    for program, arguments in (("initdb", make), ("pg_ctl", begin)):
        done = run(programs / program, "--pgdata", data, *arguments)
        if done.returncode != 0:
            say(f"PostgreSQL: {program} failed: {done.stderr.strip()}")
            return False
    return True


def run(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as a user that it accepts."""
    owner = pwd.getpwnam(OWNER) if os.geteuid() == 0 else None
    command = [str(program), *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as errors:  # a pipe would stay open as long as the server that pg_ctl leaves
        done = subprocess.run(
            command,
            cwd="/",
            stdout=errors,
            stderr=errors,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        errors.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, "", errors.read())
