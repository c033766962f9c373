"""Results reach the database in groups: at most UNCOMMITTED of them wait for a commit, for a moment at most."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from django.db import connection

from documents.outcomes import LaneFault
from documents.queue import Result, store_for
from documents.retry import Schedule

from .lane_run import LaneRun
from .writer import Writer

# A crash repeats at most the messages that were accepted and not committed: these, and the two that a connection can
# have under way, 20 together. While one half is being committed the other half fills up. (Measured: a second writer
# costs more than it brings.)
UNCOMMITTED = 18
GROUP = UNCOMMITTED // 2
COLLECT_S = 0.02  # how long a group waits to become full


@dataclass(slots=True)
class Report:
    """A result, and what it says about its lane. Without a result: only about the lane."""

    run: LaneRun
    result: Result | None
    fault: LaneFault | None = None
    proves_lane: bool = False
    chance: float = 0.5
    packed: Any = None  # the result, ready to be written


class Recorder:
    """Carriers hand in, a writer commits. `idle` is called when everything has been written."""

    def __init__(
        self, lease: int, schedule: Schedule, give_up: threading.Event, idle: Callable[[], None] = lambda: None
    ) -> None:
        self.lease = lease
        self.schedule = schedule
        self.give_up = give_up
        self.failed = threading.Event()
        self._idle = idle
        self._store = store_for(connection)
        self._inbox: deque[Report] = deque()
        self._news = threading.Event()
        self._writer_sleeps = False
        self._hurried = False
        self._ends = False
        self._places: SimpleQueue[None] = SimpleQueue()
        for _ in range(UNCOMMITTED):
            self._places.put(None)
        self._writer = Writer(self)

    def start(self) -> None:
        """Begin to write."""
        self._writer.start()

    @property
    def is_idle(self) -> bool:
        """Whether everything handed in has been committed."""
        return self._places.qsize() == UNCOMMITTED

    def hand_in(self, report: Report) -> None:
        """Have a report written down; waits while too much is uncommitted."""
        if report.result is not None:
            report.packed = self._store.packed(report.result)
        self._places.get()
        self._inbox.append(report)
        if self._writer_sleeps or len(self._inbox) >= GROUP:  # waking a thread for every message costs more than it
            self._news.set()

    def hurry(self) -> None:
        """Nothing more is to come for the moment: what was handed in need not wait for a group to become full."""
        self._hurried = True  # the writer may be about to clear the event, for what woke it up before
        self._news.set()

    def next_group(self) -> list[Report]:
        """What was handed in, a group if it becomes one within a moment; empty at the end. Called by the writer."""
        while not self._inbox:
            self._writer_sleeps = True
            if not self._inbox:
                if self._ends:
                    return []
                self._news.wait()
                self._news.clear()
            self._writer_sleeps = False
        if len(self._inbox) < GROUP and not (self._ends or self._hurried):
            self._news.wait(COLLECT_S)
            self._news.clear()
        self._hurried = False
        return [self._inbox.popleft() for _ in range(len(self._inbox))]

    def written(self, count: int) -> None:
        """So many reports are committed. Called by the writer."""
        for _ in range(count):
            self._places.put(None)
        if self.is_idle:
            self._idle()

    def finish(self, seconds: float) -> None:
        """Commit what is there and end."""
        self._ends = True
        self._news.set()
        self._writer.join(seconds)
