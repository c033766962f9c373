"""What one test mail costs: ours, with transcript, stages and diagnosis, beside bare smtplib and aiosmtplib.

Every round sends one message each way, from connect to QUIT, to Postfix's smtp-sink on loopback; aiosmtplib does so in
a process of its own. `run` returns medians in milliseconds and the medians of the rounds' ratios.
"""

import smtplib
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.processes import Child, variables
from bench.queues import provide_peers
from bench.race import Goal, medians, ratios, rounds_of
from bench.sink import LOOPBACK, sink
from devtool.paths import PEERS, say
from mailservers.smtp.diagnosis import diagnose
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.settings import ServerSettings

MESSAGE = b"From: a@example.nl\r\nTo: b@example.nl\r\nSubject: Test e-mail\r\n\r\nThis is a test.\r\n"
AT_A_TIME = 10  # dialogues of each in a round, of which the median counts; a process that just woke up is slow
GOALS = [Goal("ours_ms", "smtplib_ms", at_most=1.3), Goal("ours_ms", "aiosmtplib_ms")]


def run(*, quick: bool = False) -> dict[str, Any]:
    """{"ours_ms", "smtplib_ms", "aiosmtplib_ms", "rounds", "dialogues_a_round", "ratios"}."""
    provide_peers()
    rounds = 2 if quick else 40
    say(f"  {rounds} rounds of {AT_A_TIME} dialogues:")
    with TemporaryDirectory(prefix="bench-") as work, sink() as mail:
        environ = variables("", mail.port, AT_A_TIME, len(MESSAGE), Path(work))
        with Child("bench.smtp_clients", "aiosmtplib", environ, PEERS / "bin" / "python") as child:
            child.wait_until_ready()
            contestants = {
                "ours_ms": partial(here_ms, ours, mail.port),
                "smtplib_ms": partial(here_ms, bare_smtplib, mail.port),
                "aiosmtplib_ms": partial(there_ms, child),
            }
            warm_up = rounds_of(contestants, 2, quiet=True)
            measured = rounds_of(contestants, rounds, quiet=True)
        mail.must_have((rounds + 2) * AT_A_TIME * len(warm_up))
    return {**medians(measured), "rounds": rounds, "dialogues_a_round": AT_A_TIME, "ratios": ratios(measured, GOALS)}


def here_ms(action: Callable[[int], None], port: int) -> float:
    """What one dialogue takes in this process."""
    return statistics.median(_ms(action, port) for _ in range(AT_A_TIME))


def there_ms(child: Child) -> float:
    """What one dialogue takes in that process."""
    child.go()
    return statistics.median(child.figures()["ms"])


def _ms(action: Callable[[int], None], port: int) -> float:
    started = time.perf_counter()
    action(port)
    return (time.perf_counter() - started) * 1000


def ours(port: int) -> None:
    """Our whole test mail: conversation with transcript and stages, then its diagnosis."""
    settings = ServerSettings(LOOPBACK, port, ehlo_name="client.example")
    conversation = converse(settings, None, Envelope("a@example.nl", ("b@example.nl",), MESSAGE))
    diagnose(conversation)
    if conversation.outcome != "accepted":
        raise RuntimeError(f"not accepted: {conversation.failure}")


def bare_smtplib(port: int) -> None:
    """The same with the standard library."""
    with smtplib.SMTP(LOOPBACK, port, local_hostname="client.example", timeout=30) as client:
        client.sendmail("a@example.nl", ["b@example.nl"], MESSAGE)
