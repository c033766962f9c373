"""SMTP clients without a queue as contestants; nothing of the product is imported here.

smtplib      prints "ready", waits for a line, sends BENCH_COUNT prebuilt messages over one kept connection with the
             standard library; prints {"seconds": …}
aiosmtplib   prints "ready"; at every line sends BENCH_COUNT test mails, each from connect to QUIT; prints {"ms": [ … ]}
"""

import asyncio
import os
import smtplib
import sys
import time
from typing import Any

from bench import message
from bench.contender import count, say, size

HELLO = "client.example"


def address() -> tuple[str, int]:
    """Host and port of the server."""
    host, _, port = os.environ["BENCH_SMTP"].rpartition(":")
    return host, int(port)


def ready() -> str:
    """Say so, and wait for a line; empty when there is none any more."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    return sys.stdin.readline()


def kept_smtplib() -> None:
    """As fast as smtplib goes: nothing is built, nothing is kept."""
    wire = message.prebuilt(size())
    host, port = address()
    ready()
    started = time.perf_counter()
    with smtplib.SMTP(host, port, local_hostname=HELLO, timeout=60) as client:
        for _ in range(count()):
            client.sendmail(message.SENDER, [message.RECIPIENT], wire)
    say(seconds=time.perf_counter() - started)


def dialogues() -> None:
    """Test mails with aiosmtplib, on an event loop that is there already."""
    import aiosmtplib

    wire = message.prebuilt(size())
    host, port = address()

    async def one() -> float:
        started = time.perf_counter()
        client: Any = aiosmtplib.SMTP(hostname=host, port=port, local_hostname=HELLO, start_tls=False, timeout=30)
        async with client:
            await client.sendmail(message.SENDER, [message.RECIPIENT], wire)
        return (time.perf_counter() - started) * 1000

    with asyncio.Runner() as loop:
        going = ready()
        while going:
            say(ms=[loop.run(one()) for _ in range(count())])
            going = sys.stdin.readline()


ACTIONS = {"smtplib": kept_smtplib, "aiosmtplib": dialogues}


if __name__ == "__main__":
    ACTIONS[sys.argv[1]]()
