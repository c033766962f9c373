"""Child processes that live and end together; one that ends by itself is started again."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from devtool.paths import ROOT, say

TICK_S = 0.1
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0  # before a child that keeps ending is started again
STEADY_S = 20.0  # a child that lived this long is forgiven what was before
PATIENCE_S = 25.0  # for a worker to finish the messages it holds, before it is killed
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


@dataclass
class Child:
    """One process: how to start it, and what became of it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    start_again_at: float | None = field(default=None)

    def start(self) -> None:
        """Run it in a session of its own: Ctrl-C reaches only us, and we end it in order."""
        self.start_again_at = None
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )

    def look_after(self, now: float) -> None:
        """Start it again when it ended; the longer it keeps ending, the longer the pause before."""
        if self.start_again_at is not None:
            if now >= self.start_again_at:
                self.start()
            return
        if self.process is None or self.process.poll() is None:
            return
        if now - self.started_at > STEADY_S:
            self.pause_s = FIRST_PAUSE_S
        self.start_again_at = now + self.pause_s
        say(f"The {self.name} ended ({how(self.process.returncode)}); starting it again in {self.pause_s:.0f} s.")
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, or with SIGKILL to everything it started."""
        if self.process is None or self.process.poll() is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)


def how(returncode: int) -> str:
    """How a process ended, in words."""
    return f"exit code {returncode}" if returncode >= 0 else signal.Signals(-returncode).name


def die_with_parent() -> None:
    """In the child, before it runs: the kernel sends SIGTERM when `./dev start` itself is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Looks after its children until it is told to stop."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._stop = threading.Event()
        self._hurry = threading.Event()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def add(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.children.append(child)
        child.start()

    def stop_on_signals(self) -> None:
        """SIGINT, SIGTERM and SIGHUP end everything in order; a second one ends it at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop())

    def stop(self) -> None:
        """Ask for the end; asked twice, it is not waited for."""
        (self._hurry if self._stop.is_set() else self._stop).set()

    def run(self) -> None:
        """Look after the children until somebody asks to stop."""
        while not self._stop.wait(TICK_S):
            for child in self.children:
                child.look_after(time.monotonic())

    def run_until(self, condition: Callable[[], bool], within_s: float) -> bool:
        """The same until `condition`; False when it did not come true in time or somebody asked to stop."""
        end = time.monotonic() + within_s
        while not self._stop.wait(TICK_S):
            if condition():
                return True
            if time.monotonic() > end:
                return False
            for child in self.children:
                child.look_after(time.monotonic())
        return False

    def end_all(self) -> None:
        """Ask each child to finish, wait, and kill what does not."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + PATIENCE_S
        for child in self.children:
            while child.process and child.process.poll() is None:
                if time.monotonic() > end or self._hurry.wait(TICK_S):
                    child.signal(signal.SIGKILL)
                    child.process.wait()
