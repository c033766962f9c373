"""`./dev bench`: each module of bench/ is one benchmark; its `run()` returns figures that JSON can hold."""

import argparse
import json
import os
import pkgutil
from importlib import import_module
from pathlib import Path

from devtool import environment
from devtool.paths import PYTHON, ROOT, product_environment, say

CONTENDER = "contender"  # not a benchmark: the product under the peer harness


def bench(arguments: list[str]) -> int:
    """Run in the project's environment; `contender ACTION` takes the place of this process, for its speed's sake."""
    environment.ensure(environment.DEVELOPMENT)
    module = f"bench.{CONTENDER}" if arguments[:1] == [CONTENDER] else "devtool.bench"
    rest = arguments[1:] if arguments[:1] == [CONTENDER] else arguments
    os.execve(PYTHON, [str(PYTHON), "-m", module, *rest], product_environment())


def names() -> list[str]:
    """The benchmarks there are: the modules of bench/ that are not private."""
    found = (module.name for module in pkgutil.iter_modules([str(ROOT / "bench")]))
    return [name for name in sorted(found) if name != CONTENDER and hasattr(import_module(f"bench.{name}"), "run")]


def main() -> int:
    """Run the named benchmarks (all without names) one after the other; one JSON object, by name."""
    known = names()
    parser = argparse.ArgumentParser(prog="./dev bench", description="Benchmarks beside peers, in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all without names")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file as well")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    figures = {}
    for name in options.names or known:
        say(f"{name} …")
        figures[name] = import_module(f"bench.{name}").run()
        if options.json:  # after each, so that an interrupted run keeps what it measured
            options.json.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
