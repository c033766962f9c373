"""`./dev bench`: each module of bench/ with a `run(quick=…)` is a benchmark; it returns figures that JSON can hold."""

import argparse
import json
import os
import pkgutil
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from devtool import environment, machine
from devtool.paths import PYTHON, ROOT, product_environment, say

CONTENDER = "contender"  # not a benchmark: the product under the peer harness
DESCRIPTION = (
    "Benchmarks beside peers: medians of interleaved rounds, ratios with the goals they are held against. "
    "All of them take about ten minutes."
)


def bench(arguments: list[str]) -> int:
    """Run in the project's environment; `contender ACTION` takes the place of this process, for its speed's sake."""
    environment.ensure(environment.DEVELOPMENT)
    if arguments[:1] != [CONTENDER] and not {"-h", "--help"} & set(arguments):
        for sentence in machine.provide_packages(machine.BENCHMARKS):
            say(f"Missing: {sentence}")
    module = f"bench.{CONTENDER}" if arguments[:1] == [CONTENDER] else "devtool.bench"
    rest = arguments[1:] if arguments[:1] == [CONTENDER] else arguments
    os.execve(PYTHON, [str(PYTHON), "-m", module, *rest], product_environment())


def names() -> list[str]:
    """The benchmarks there are."""
    found = (module.name for module in pkgutil.iter_modules([str(ROOT / "bench")]))
    return [name for name in sorted(found) if name != CONTENDER and hasattr(import_module(f"bench.{name}"), "run")]


def main() -> int:
    """Run the named benchmarks (all without names) one after the other; one JSON object, by name.

    On a signal to end, the processes that a benchmark has started are ended too.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    known = names()
    parser = argparse.ArgumentParser(prog="./dev bench", description=DESCRIPTION)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all without names")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file as well")
    parser.add_argument(
        "--quick", action="store_true", help="small counts: shows that all works; the figures mean nothing"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    figures: dict[str, Any] = {"quick": True} if options.quick else {}
    for name in options.names or known:
        say(f"{name} …")
        figures[name] = import_module(f"bench.{name}").run(quick=options.quick)
        if options.json:  # after each, so that an interrupted run keeps what it measured
            options.json.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
