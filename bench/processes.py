"""Contestants in processes of their own, spoken to in lines: "ready" and JSON objects come, any line lets them go."""

import json
import os
import subprocess
import threading
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

from devtool.paths import PYTHON, ROOT

LIMIT_S = 240.0  # the longest one process may live
END_WITHIN_S = 30.0
OTHERS = ("BENCH_", "EASYFLEX_", "DJANGO_")  # what is set for somebody else
OTHER_NAMES = ("DATABASE_URL", "SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "DEBUG")


def variables(url: str, port: int, count: int, octets: int, work: Path, **more: str | int) -> dict[str, str]:
    """The environment of a contestant; see `bench.contender`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(OTHERS) and name not in OTHER_NAMES
    }
    own = {"DB_URL": url, "SMTP": f"127.0.0.1:{port}", "COUNT": count, "SIZE": octets, "WORK": work, **more}
    return kept | {"PYTHONPATH": str(ROOT)} | {f"BENCH_{name}": str(value) for name, value in own.items()}


class Child:
    """A running contestant, ended when its `with` block ends."""

    def __init__(self, module: str, action: str, environment: dict[str, str], python: Path = PYTHON) -> None:
        self._what = f"{module} {action}"
        self._errors = TemporaryFile("w+")  # noqa: SIM115 - closed at the end of the block
        self.process = subprocess.Popen(
            [str(python), "-m", module, action],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._watchdog = threading.Timer(LIMIT_S, self.process.kill)
        self._watchdog.start()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(END_WITHIN_S if kind is None else 0.1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._watchdog.cancel()
        self.process.stdout.close()
        self._errors.close()

    def wait_until_ready(self) -> None:
        """Until it says so. Raises RuntimeError when it says anything else."""
        if (line := self._line()) != "ready":
            raise RuntimeError(f"{self._what} said {line!r} instead of “ready”")

    def go(self) -> None:
        """Let it begin."""
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def figures(self) -> dict[str, Any]:
        """The next figures that it prints. Raises RuntimeError when it ends without."""
        return dict(json.loads(self._line()))

    def _line(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("{") or line == "ready\n":
                return line.strip()
        self.process.wait()
        self._errors.seek(0)
        raise RuntimeError(f"{self._what} ended with {self.process.returncode}:\n{self._errors.read()[-2000:]}")


def act(module: str, action: str, environment: dict[str, str], python: Path = PYTHON) -> dict[str, Any]:
    """The figures of an action that needs no start signal."""
    with Child(module, action, environment, python) as child:
        return child.figures()
