"""What a claim costs when the outbox is deep: a worker's batch out of 1,000,000 queued documents and out of 1,000.

Both outboxes are databases of the same server, claimed from in turn by one process each. Nothing is analysed by hand;
PostgreSQL's autovacuum does as it does in an installation. `run` returns medians in milliseconds, and the median of
the rounds' ratios, for each database.
"""

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.databases import POSTGRESQL, SQLITE, Databases, databases
from bench.processes import Child, act, variables
from bench.queues import OURS, tables
from bench.race import Goal, medians, ratios, rounds_of
from devtool.paths import say

MODULE = "bench.product"
BATCH = 64  # the most that a worker lets lie ready in a lane
LETTER = 1024  # octets: how much there is to read, not how deep it lies
WARM_UP = 10
GOALS = [Goal("deep_ms", "shallow_ms", at_most=1.3)]


def run(*, quick: bool = False) -> dict[str, Any]:
    """{database: {"shallow_ms", "deep_ms", "rounds", "batch", "ratios"}}."""
    with databases(POSTGRESQL, SQLITE) as made:
        return {vendor: claims(vendor, made, quick) for vendor in (POSTGRESQL, SQLITE)}


def claims(vendor: str, made: Databases, quick: bool) -> dict[str, Any]:
    """The figures on one database."""
    depths = {"shallow_ms": 100, "deep_ms": 2000} if quick else {"shallow_ms": 1000, "deep_ms": 1_000_000}
    rounds = 5 if quick else 200
    say(f"  claims of {BATCH} on {vendor} out of {', '.join(map(str, depths.values()))} queued documents:")
    with TemporaryDirectory(prefix="bench-") as work, ExitStack() as stack:
        children = {}
        for name, depth in depths.items():
            environ = variables(tables(OURS, made, vendor), 25, depth, LETTER, Path(work), BATCH=BATCH)
            act(MODULE, "fill_depth", environ)
            children[name] = stack.enter_context(Child(MODULE, "claims", environ))
        for child in children.values():
            child.wait_until_ready()
        measures = {name: partial(one_claim_ms, child) for name, child in children.items()}
        rounds_of(measures, WARM_UP, quiet=True)
        measured = rounds_of(measures, rounds, quiet=True)
    return {**medians(measured), "rounds": rounds, "batch": BATCH, "ratios": ratios(measured, GOALS)}


def one_claim_ms(child: Child) -> float:
    """Let it claim once."""
    child.go()
    return float(child.figures()["ms"])
