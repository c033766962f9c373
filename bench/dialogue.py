"""What one test mail costs: ours, with transcript, stages and diagnosis, beside bare smtplib, in the same run.

Every round sends one message each way, from connect to QUIT, to Postfix's smtp-sink on loopback. `run` returns
medians in milliseconds and the median of the rounds' ratios; the goal is at most 1.3.
"""

import json
import shutil
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from mailservers.smtp.diagnosis import diagnose
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.settings import ServerSettings

MESSAGE = b"From: a@example.nl\r\nTo: b@example.nl\r\nSubject: Test e-mail\r\n\r\nThis is a test.\r\n"


@contextmanager
def sink() -> Iterator[int]:
    """smtp-sink at a free port. Raises FileNotFoundError when Postfix is not installed."""
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise FileNotFoundError("smtp-sink is not installed (Debian package postfix)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    process = subprocess.Popen([program, "-u", "nobody", f"127.0.0.1:{port}", "100"], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def ours(port: int) -> None:
    """Our whole test mail: conversation with transcript and stages, then its diagnosis."""
    settings = ServerSettings("127.0.0.1", port, ehlo_name="client.example")
    conversation = converse(settings, None, Envelope("a@example.nl", ("b@example.nl",), MESSAGE))
    diagnose(conversation)
    if conversation.outcome != "accepted":
        raise RuntimeError(f"not accepted: {conversation.failure}")


def bare_smtplib(port: int) -> None:
    """The same with the standard library."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example", timeout=30) as client:
        client.sendmail("a@example.nl", ["b@example.nl"], MESSAGE)


def _ms(action: Callable[[int], None], port: int) -> float:
    started = time.perf_counter()
    action(port)
    return (time.perf_counter() - started) * 1000


def run(*, rounds: int = 300, warm_up: int = 20, **_: Any) -> dict[str, Any]:
    """Medians of interleaved rounds: {"ours_ms", "smtplib_ms", "ratio", "rounds", "goal"}."""
    times: list[tuple[float, float]] = []
    with sink() as port:
        for number in range(warm_up + rounds):
            pair = [(_ms(ours, port)), (_ms(bare_smtplib, port))] if number % 2 else [0.0, 0.0]
            if not number % 2:
                pair[1] = _ms(bare_smtplib, port)
                pair[0] = _ms(ours, port)
            if number >= warm_up:
                times.append((pair[0], pair[1]))
    return {
        "ours_ms": round(statistics.median(mine for mine, _ in times), 3),
        "smtplib_ms": round(statistics.median(theirs for _, theirs in times), 3),
        "ratio": round(statistics.median(mine / theirs for mine, theirs in times), 3),
        "rounds": rounds,
        "goal": "ratio <= 1.3",
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    sys.stdout.write("\n")
