"""The commands of `./dev`."""

import argparse
import os
import sys
from pathlib import Path

from devtool import bench, environment, locking, messages, testing
from devtool.paths import MANAGE, PYTHON, data_folder, product_environment
from devtool.start import start

HELP = """usage: ./dev COMMAND

  start     everything that runs: web application, delivery workers, training mail server (./dev start --help)
  test      the whole test suite, set-up included; arguments go to pytest
  bench     benchmarks (./dev bench --help); contender migrate|fill|drain|count
  manage    Django's commands (./dev manage help)
  lint      formatter, linter, type checker
  messages  bring the translations up to date (./dev messages [APP …])
  lock      pin the dependencies with their hashes; arguments go to uv
"""


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code, 2 for wrong usage."""
    command, *rest = arguments or ["--help"]
    if command in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    commands = {
        "start": start_command,
        "test": testing.test,
        "bench": bench.bench,
        "manage": manage,
        "lint": lambda _: testing.lint(),
        "messages": messages.messages,
        "lock": locking.lock,
    }
    if command not in commands:
        print(f"dev: there is no command {command!r}.\n{HELP}", file=sys.stderr, end="")
        return 2
    try:
        return commands[command](rest)
    except KeyboardInterrupt:
        return 130


def manage(arguments: list[str]) -> int:
    """Become manage.py, with the data folder of `./dev start`; signals and paths are the caller's own."""
    environment.ensure()
    os.execve(PYTHON, [*MANAGE, *arguments], product_environment())


def start_command(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev start", description="Serve the application until Ctrl-C.")
    parser.add_argument("--port", type=int, default=8000, help="of the web application; 0 = any free port (8000)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder (EASYFLEX_DATA, or var/)")
    parser.add_argument("--no-demo", action="store_true", help="no demo data, no training mail server")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="delivery workers; 0 = none (1)")
    options = parser.parse_args(arguments)
    if not 0 <= options.port <= 65535:
        parser.error("--port is a number from 0 to 65535")
    if options.workers < 0:
        parser.error("--workers is 0 or more")
    environment.ensure()
    data = options.data.resolve() if options.data else data_folder()
    return start(port=options.port, data=data, demo=not options.no_demo, workers=options.workers)
