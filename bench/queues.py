"""Queues beside each other: fill, drain, and count what arrived on both sides."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.databases import Databases, number
from bench.processes import Child, act, variables
from bench.sink import sink
from bench.slow_line import slow_line
from devtool import environment
from devtool.paths import PEERS, PYTHON


@dataclass(frozen=True)
class Queue:
    """A queue: the module that speaks for it, and the queries that count its rows, queued and sent."""

    module: str
    queued: str
    sent: str
    python: Path = PYTHON


@dataclass(frozen=True)
class Contestant:
    """A queue, how many workers drain it, and what is said to them (BENCH_ variables)."""

    queue: Queue
    workers: int = 1
    options: Mapping[str, int] = field(default_factory=dict)


OURS = Queue(
    "bench.contender",
    "SELECT count(*) FROM documents_document WHERE status = 'queued'",
    "SELECT count(*) FROM documents_document WHERE status = 'sent'",
)
POST_OFFICE = Queue(
    "bench.post_office",
    "SELECT count(*) FROM post_office_email WHERE status = 2",
    "SELECT count(*) FROM post_office_email WHERE status = 0",
    PEERS / "bin" / "python",
)


@dataclass(frozen=True)
class Load:
    """So many messages of this size in octets, over a line with this round trip."""

    count: int
    octets: int
    round_trip_ms: float = 0


def provide_peers() -> None:
    """Make the environment of the peers, when it is not there."""
    environment.ensure(environment.PEERS, PEERS)


def tables(queue: Queue, made: Databases, vendor: str) -> str:
    """The address of a new database with the queue's tables, which are made once and then copied."""
    key = (queue.module, vendor)
    if key not in made.templates:
        made.templates[key] = made.new(vendor)
        with TemporaryDirectory(prefix="bench-") as work:
            environ = variables(made.templates[key], 25, 0, 0, Path(work))
            act(queue.module, "migrate", environ, queue.python)
    return made.copy(made.templates[key])


def filled(queue: Queue, url: str, load: Load, action: str = "fill", module: str = "") -> float:
    """Messages a second that the queue takes. Raises RuntimeError when not all of them are in its rows."""
    with TemporaryDirectory(prefix="bench-") as work:
        environ = variables(url, 25, load.count, load.octets, Path(work))
        seconds = act(module or queue.module, action, environ, queue.python)["seconds"]
    must_count(url, queue.queued, load.count)
    return load.count / seconds


def delivered(contestant: Contestant, url: str, load: Load) -> float:
    """Messages a second, from the start signal until the last worker has no more to do; filling is not in it."""
    return load.count / drained(contestant, url, load)[0]


def grown_mib(contestant: Contestant, url: str, load: Load) -> float:
    """By how much the first worker's memory grew at its peak."""
    return drained(contestant, url, load)[1]


def drained(contestant: Contestant, url: str, load: Load) -> tuple[float, float]:
    """Seconds and MiB of one filling and draining. Raises RuntimeError unless sink and rows count every message."""
    queue = contestant.queue
    with TemporaryDirectory(prefix="bench-") as work, sink() as mail, slow_line(mail.port, load.round_trip_ms) as port:
        environ = variables(url, port, load.count, load.octets, Path(work), **contestant.options)
        act(queue.module, "fill", environ, queue.python)
        children = [lambda: Child(queue.module, "drain", environ, queue.python)] * contestant.workers
        figures = raced(children)
        mail.must_have(load.count)
    must_count(url, queue.sent, load.count)
    return figures


def raced(starts: Iterable[Callable[[], Child]]) -> tuple[float, float]:
    """Let all of them go at once: seconds until the last has ended, and the MiB by which the first grew."""
    with ExitStack() as stack:
        children = [stack.enter_context(start()) for start in starts]
        for child in children:
            child.wait_until_ready()
        started = time.perf_counter()
        for child in children:
            child.go()
        figures = [child.figures() for child in children]
        return time.perf_counter() - started, figures[0].get("peak_mib", 0.0)


def must_count(url: str, query: str, expected: int) -> None:
    """Raises RuntimeError when the rows say anything else."""
    if (found := number(url, query)) != expected:
        raise RuntimeError(f"{found} instead of {expected} rows: {query}")


def bare_smtplib(load: Load) -> float:
    """Messages a second with smtplib, prebuilt octets and one kept connection."""
    with TemporaryDirectory(prefix="bench-") as work, sink() as mail, slow_line(mail.port, load.round_trip_ms) as port:
        environ = variables("", port, load.count, load.octets, Path(work))
        seconds, _ = raced([lambda: Child("bench.smtp_clients", "smtplib", environ)])
        mail.must_have(load.count)
    return load.count / seconds
