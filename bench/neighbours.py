"""Whether a lane whose server hangs slows another: two workers at the same time, one of which has such a neighbour.

At the same time, because a machine that others use too slows both alike then: one after the other, the difference that
is looked for drowns.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.databases import POSTGRESQL, Databases, number
from bench.processes import Child, act, variables
from bench.queues import OURS, Load, tables
from bench.race import Goal, Rounds, medians, ratios
from bench.sink import Sink, deaf_server, sink
from devtool.paths import say

LETTER = 4096  # octets
STUCK = {"beside": 50, "alone": 0}  # documents in the lane that hangs
MODULE = "bench.product"
WITHIN_S = 120.0
WRITTEN_WITHIN_S = 60.0
GOALS = [Goal("beside", "alone", at_least=0.95)]


def beside_a_lane_that_hangs(made: Databases, quick: bool) -> dict[str, Any]:
    """Messages a second of either worker, until the first of them has sent everything."""
    load = Load(20 if quick else 4000, LETTER)
    rounds = 1 if quick else 6
    say(f"  {load.count} messages of {load.octets} octets, with and without a lane that hangs:")
    urls = {name: tables(OURS, made, POSTGRESQL) for name in STUCK}
    measured: Rounds = {name: [] for name in STUCK}
    for turn in range(rounds):
        names = list(STUCK)
        rates = one_round(names[::-1] if turn % 2 else names, urls, load)
        for name, rate in rates.items():
            measured[name].append(rate)
        say(f"    round {turn + 1}: " + ", ".join(f"{name} {rate:.4g}" for name, rate in rates.items()))
    return {
        "messages": load.count,
        "rounds": rounds,
        "per_s": medians(measured),
        "ratios": ratios(measured, GOALS),
    }


def one_round(names: Sequence[str], urls: dict[str, str], load: Load) -> dict[str, float]:
    """Fill both, let both go; what each has sent a second when the first is ready. Raises RuntimeError on a loss."""
    with ExitStack() as stack:
        deaf = stack.enter_context(deaf_server())
        sinks = {name: stack.enter_context(sink()) for name in names}
        workers = {}
        for name in names:
            work = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
            more = {"STUCK": STUCK[name], "STUCK_PORT": deaf}
            environ = variables(urls[name], sinks[name].port, load.count, load.octets, work, **more)
            act(MODULE, "fill_lanes", environ)
            workers[name] = stack.enter_context(Child(MODULE, "work", environ))
        for child in workers.values():
            child.wait_until_ready()
        started = time.perf_counter()
        for child in workers.values():
            child.go()
        until_judged(load.count, sinks)
        seconds = time.perf_counter() - started
        taken = {name: mail.taken() for name, mail in sinks.items()}
        for name, mail in sinks.items():
            until_written(urls[name], load.count)
            workers[name].process.kill()  # asked to end, it would wait for the server that hangs
            mail.must_have(load.count)
        return {name: count / seconds for name, count in taken.items()}


def until_judged(count: int, sinks: dict[str, Sink]) -> None:
    """Wait for the first sink to have so many messages, and the last to have any. Raises TimeoutError."""
    until = time.monotonic() + WITHIN_S
    while max(taken := [mail.taken() for mail in sinks.values()]) < count or not min(taken):
        if time.monotonic() > until:
            raise TimeoutError(f"of {count} messages the sinks had {taken} within {WITHIN_S} seconds")
        time.sleep(0.005)


def until_written(url: str, count: int) -> None:
    """Wait for so many documents to be sent by their rows. Raises RuntimeError."""
    until = time.monotonic() + WRITTEN_WITHIN_S
    while (found := number(url, OURS.sent)) != count:
        if time.monotonic() > until:
            raise RuntimeError(f"{found} instead of {count} documents say that they were sent")
        time.sleep(0.05)
