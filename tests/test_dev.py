"""`./dev`: what people type to start, manage and test."""

import contextlib
import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEV = ROOT / "dev"
WITHIN_S = 60
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("EASYFLEX_DATA", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
}


def dev(*arguments: str, data: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """One command of `./dev`, with what it said."""
    environment = ENVIRONMENT | variables | ({"EASYFLEX_DATA": str(data)} if data else {})
    command = [sys.executable, str(DEV), *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S)


class Running:
    """`./dev start` as a process, with everything it says."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, str(DEV), "start", "--port", "0", *arguments]
        self.process = subprocess.Popen(
            command, env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []
        self._more = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._more:
                self.lines.append(line)
                self._more.notify_all()
        with self._more:
            self.lines.append("")
            self._more.notify_all()

    def says(self, pattern: str) -> re.Match[str]:
        """Wait for a line that fits, bounded; fails with everything said so far."""
        end = time.monotonic() + WITHIN_S
        with self._more:
            while True:
                for line in self.lines:
                    if found := re.search(pattern, line):
                        return found
                left = end - time.monotonic()
                if left <= 0 or "" in self.lines or not self._more.wait(left):
                    pytest.fail(f"it never said {pattern!r}, but:\n{''.join(self.lines)}")

    def get(self, path: str) -> int:
        """The status of a page."""
        found = self.says(r"http://([^/]+)/")
        connection = http.client.HTTPConnection(found[1], timeout=WITHIN_S)
        connection.request("GET", path)
        return connection.getresponse().status

    def children(self) -> dict[int, str]:
        """The processes it has started, with their command lines."""
        return children_of(self.process.pid)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(WITHIN_S)


def children_of(parent: int) -> dict[int, str]:
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nPPid:\t{parent}\n" in status.read_text():
                found[int(status.parent.name)] = (status.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it has just ended
            continue
    return found


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def wait_until(condition, what: str) -> None:
    end = time.monotonic() + WITHIN_S
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, what
        pause.wait(0.05)


@pytest.fixture
def start(tmp_path) -> Iterator:
    """Starts `./dev start` on a folder of the test's own and ends what is left of it."""
    running: list[Running] = []

    def begin(*arguments: str, data: Path = tmp_path / "data") -> Running:
        running.append(Running("--data", str(data), *arguments))
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)


def test_start_serves_the_demo_and_prints_what_one_needs_to_know(start, tmp_path):
    product = start()
    product.says("Ctrl-C")
    said = "".join(product.lines)
    assert str(tmp_path / "data") in said
    assert "demo-easyflex" in said
    assert all(name in said for name in ("beheerder", "medewerker", "medewerker2", "support"))
    assert product.get("/health/live") == 200
    names = " ".join(product.children().values())
    assert all(part in names for part in ("gunicorn", "training_server", "deliver"))


def test_the_first_documents_find_a_mail_server_that_answers(start, tmp_path):
    start().says("Ctrl-C")
    with contextlib.closing(sqlite3.connect(next((tmp_path / "data").glob("*.sqlite3")), timeout=WITHIN_S)) as rows:

        def ask(query: str) -> int:
            return rows.execute(query).fetchone()[0]

        wait_until(lambda: ask("SELECT count(*) FROM documents_attempt") >= 8, "the demo's documents were not tried")
        assert ask("SELECT count(*) FROM mailservers_smtplog WHERE phase = 'connect'") == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
def test_ending_it_ends_everything_it_started(start, number):
    product = start()
    product.says("Ctrl-C")
    children = list(product.children())
    assert len(children) == 3
    assert product.end(number) == 0
    assert not [pid for pid in children if is_alive(pid)]


def test_killing_it_leaves_nothing_behind(start):
    product = start("--no-demo")
    product.says("Ctrl-C")
    children = list(product.children())
    product.end(signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in children), "its children live on")


def test_a_process_that_ends_is_started_again(start):
    product = start("--no-demo")
    product.says("Ctrl-C")
    worker = next(pid for pid, command in product.children().items() if "deliver" in command)
    os.kill(worker, signal.SIGKILL)
    product.says(r"delivery worker ended \(SIGKILL\); starting it again")
    wait_until(lambda: any("deliver" in command for command in product.children().values()), "no worker came back")
    assert worker not in product.children()


def test_without_the_demo_it_tells_how_to_make_the_first_administrator(start, tmp_path):
    product = start("--no-demo", "--workers", "0")
    product.says(r"First administrator .*\./dev manage createsuperuser")
    product.says("Ctrl-C")
    commands = " ".join(product.children().values())
    assert "training_server" not in commands
    assert "deliver" not in commands
    who = ["--username", "annelies", "--name", "Annelies", "--email", "a@debrug.example"]
    made = dev(
        "manage",
        "createsuperuser",
        "--noinput",
        *who,
        data=tmp_path / "data",
        DJANGO_SUPERUSER_PASSWORD="a long secret",
    )
    assert made.returncode == 0, made.stderr


def test_two_at_once_on_one_data_folder_are_refused_in_words(start, tmp_path):
    product = start("--no-demo", "--workers", "0")
    address = product.says(r"http://[^ ]+/")[0]
    second = dev("start", "--port", "0", "--data", str(tmp_path / "data"))
    assert second.returncode == 1
    assert f"is running on {tmp_path / 'data'} already: {address}" in second.stderr
    assert "--data" in second.stderr


def test_a_port_that_is_taken_is_said_in_words(start, tmp_path):
    product = start("--no-demo", "--workers", "0")
    port = product.says(r"http://127.0.0.1:(\d+)/")[1]
    second = dev("start", "--port", port, "--data", str(tmp_path / "other"))
    assert second.returncode == 1
    assert f"port {port} cannot be used" in second.stderr


def test_a_data_folder_that_cannot_be_made_is_said_in_words():
    refused = dev("start", "--port", "0", "--data", "/dev/null/data")
    assert refused.returncode == 1
    assert re.fullmatch(r"dev: the data folder /dev/null/data cannot be made .*--data DIR\.\n", refused.stderr)


def test_a_database_that_cannot_be_reached_is_said_in_words(tmp_path):
    refused = dev("start", "--port", "0", data=tmp_path, DATABASE_URL="postgres://u:p@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert [line.split(" (")[0] for line in refused.stderr.splitlines()] == [
        "The database cannot be used",
        "dev: the database could not be brought up to date; the lines above say why.",
    ]


def test_the_training_server_keeps_its_ports_over_a_restart(start, tmp_path):
    ports = tmp_path / "data" / "training" / "ports.json"
    first = start("--workers", "0")
    first.says("Ctrl-C")
    before = json.loads(ports.read_text())
    first.end()
    start("--workers", "0").says("Ctrl-C")
    assert json.loads(ports.read_text()) == before


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["start", "--port", "70000"], ["start", "--workers", "-1"], ["start", "--port", "x"]]
)
def test_wrong_usage_is_exit_code_2(arguments):
    assert dev(*arguments).returncode == 2


def test_every_command_is_in_the_help():
    said = dev("--help").stdout
    assert all(f"  {name} " in said for name in ("start", "test", "bench", "manage", "lint", "messages", "lock"))


def test_manage_hands_on_exit_codes_and_standard_output(tmp_path):
    assert dev("manage", "--version", data=tmp_path).stdout.strip()[0].isdigit()
    assert dev("manage", "no-such-command", data=tmp_path).returncode == 1


def test_continuous_integration_calls_lint_and_test():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("./dev")] == ["./dev lint", "./dev test"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "bench/requirements-peers.txt"])
def test_requirements_are_locked_with_hashes_and_name_no_index(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    packages = re.findall(r"^[a-z0-9][^\s=]*==.*\\\n    --hash=sha256:", text, re.M)
    assert len(packages) == len(re.findall(r"^[a-z0-9]\S*==", text, re.M)) > 5


def test_both_locks_hold_the_same_versions():
    runtime, development = (
        dict(re.findall(r"^(\S+?)==(\S+)", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime.items() <= development.items()


def test_peers_are_measured_on_the_same_versions_of_django_and_driver():
    ours, peers = (
        dict(re.findall(r"^(\S+?)==(\S+)", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "bench/requirements-peers.txt")
    )
    assert peers["django"] == ours["django"]
    assert peers["psycopg"] == ours["psycopg"]


def test_the_npm_lock_names_no_registry():
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
