"""Postfix's smtp-sink, which takes, counts and forgets messages, and smtp-source, which sends as fast as C can."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import message

LOOPBACK = "127.0.0.1"
BACKLOG = "100"
STARTS_WITHIN_S = 30.0
COUNTS_WITHIN_S = 15.0  # a worker says QUIT as it ends, and smtp-sink counts a little later
SOURCE_WITHIN_S = 120.0


class Sink:
    """A running smtp-sink."""

    def __init__(self, port: int, counters: Path) -> None:
        self.port = port
        self._counters = counters

    def taken(self) -> int:
        """How many messages it has answered for."""
        with self._counters.open("rb") as file:
            file.seek(max(0, self._counters.stat().st_size - 400))  # it writes a line for every change
            found = re.findall(rb"mesg=(\d+)", file.read())
        return int(found[-1]) if found else 0

    def must_have(self, count: int) -> None:
        """Raises RuntimeError unless it took exactly so many messages."""
        until = time.monotonic() + COUNTS_WITHIN_S
        while self.taken() < count and time.monotonic() < until:
            time.sleep(0.02)
        if (taken := self.taken()) != count:
            raise RuntimeError(f"smtp-sink took {taken} messages instead of {count}")


@contextmanager
def sink() -> Iterator[Sink]:
    """A new sink at a free port. Raises FileNotFoundError when Postfix is not installed."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with TemporaryDirectory(prefix="bench-sink-") as folder:
        counters = Path(folder) / "counters"
        with counters.open("wb") as output:
            command = [program("smtp-sink"), *user, "-c", f"{LOOPBACK}:{port}", BACKLOG]
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield Sink(port, counters)
        finally:
            process.terminate()
            process.wait()


def source_s(port: int, count: int, octets: int, sessions: int = 10) -> float:
    """Seconds that smtp-source needs for so many messages of this size over kept connections."""
    length = len(message.prebuilt(octets))
    command = [program("smtp-source"), "-d", "-s", str(sessions), "-m", str(count), "-l", str(length)]
    command += ["-f", message.SENDER, "-t", message.RECIPIENT, f"{LOOPBACK}:{port}"]
    started = time.perf_counter()
    subprocess.run(command, check=True, timeout=SOURCE_WITHIN_S, capture_output=True)
    return time.perf_counter() - started


@contextmanager
def deaf_server() -> Iterator[int]:
    """A server that hangs: connections are made by the kernel, and nobody ever says a word. Yields the port."""
    with socket.create_server((LOOPBACK, 0), backlog=100) as server:
        yield int(server.getsockname()[1])


def program(name: str) -> str:
    """One of Postfix's programs. Raises FileNotFoundError."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if found is None:
        raise FileNotFoundError(f"{name} is not installed (Debian package postfix)")
    return found


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.create_server((LOOPBACK, 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody listens there. Raises TimeoutError."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens at port {port}")
