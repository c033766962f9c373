"""Results reach the database in groups: at most UNCOMMITTED messages, at most COMMIT_AFTER_S old."""

import logging
import threading
import uuid
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from time import monotonic

from django.db import DatabaseError, connection, transaction

from documents import lanes
from documents.outcomes import LaneFault
from documents.queue import Result, store_for
from documents.retry import Schedule

from .database import UNREACHABLE, until_it_answers
from .lane_run import LaneRun

log = logging.getLogger(__name__)

# A crash repeats at most the messages that were accepted and not committed. While one half of them is being committed
# the other half fills up.
UNCOMMITTED = 20
GROUP = UNCOMMITTED // 2
COMMIT_AFTER_S = 0.02


@dataclass(slots=True)
class Report:
    """A result, and what it says about its lane. Without a result: only about the lane."""

    run: LaneRun
    result: Result | None
    fault: LaneFault | None = None
    proves_lane: bool = False
    chance: float = 0.5


class Recorder(threading.Thread):
    """Carriers hand in, this thread commits."""

    def __init__(self, lease: int, schedule: Schedule, give_up: threading.Event) -> None:
        super().__init__(name="recorder", daemon=True)
        self.lease = lease
        self.failed = threading.Event()
        self._schedule = schedule
        self._give_up = give_up
        self._inbox: SimpleQueue[Report | None] = SimpleQueue()
        self._places: SimpleQueue[None] = SimpleQueue()
        self._pending = 0
        for _ in range(UNCOMMITTED):
            self._places.put(None)

    @property
    def is_idle(self) -> bool:
        """Whether everything handed in has been committed."""
        return self._places.qsize() == UNCOMMITTED

    def hand_in(self, report: Report) -> None:
        """Have a report written down; waits while too much is uncommitted."""
        self._places.get()
        self._inbox.put(report)

    def finish(self, seconds: float) -> None:
        """Commit what is there and end."""
        self._inbox.put(None)
        self.join(seconds)

    def run(self) -> None:
        """Until `finish`, or until the database stays away when the worker has to end."""
        try:
            while (first := self._inbox.get()) is not None:
                group = self._collect(first)
                ends = group[-1] is None
                reports = [report for report in group if report is not None]
                self._write(reports)
                for _ in reports:
                    self._places.put(None)
                if ends:
                    break
        except UNREACHABLE:
            log.exception(
                "The database stayed away; %d results are lost and their documents will be sent again.",
                UNCOMMITTED - self._places.qsize(),
            )
        except Exception:
            log.exception("The recorder failed; the worker ends.")
            self.failed.set()
        finally:
            connection.close()

    def _collect(self, first: Report) -> list[Report | None]:
        group: list[Report | None] = [first]
        until = monotonic() + COMMIT_AFTER_S
        while len(group) < GROUP and group[-1] is not None:
            try:
                group.append(self._inbox.get(timeout=max(0.0, until - monotonic())))
            except Empty:
                break
        return group

    def _write(self, reports: list[Report]) -> None:
        for report in reports:
            if report.fault is not None:
                self._close_lane(report, report.fault)
            elif report.proves_lane:
                self._try(lambda run=report.run: lanes.proved(run.lane.pk))
        results = [report.result for report in reports if report.result is not None]
        if not results:
            return
        try:
            self._record(results)
        except DatabaseError:
            log.exception("A group of results was refused by the database; writing them one by one.")
            for result in results:
                self._record_alone(result)

    def _close_lane(self, report: Report, fault: LaneFault) -> None:
        result, run = report.result, report.run
        key = uuid.UUID(result.log.id) if result and result.log else None

        def close() -> float | None:
            with transaction.atomic():
                if result:
                    store_for(connection).record(connection, self.lease, [replace(result)])
                return lanes.close(run.lane.pk, fault, self._schedule, report.chance, login=run.fingerprint, log=key)

        delay_s = self._try(close)
        report.result = None
        log.warning(
            "%s: %s; %s.",
            run.lane.identification,
            fault.code,
            "stopped" if delay_s is None else f"next try in {delay_s:.0f} s",
        )

    def _record(self, results: list[Result]) -> None:
        written = self._try(lambda: store_for(connection).record(connection, self.lease, results))
        if written < len(results):
            log.warning(
                "%d results came too late: their claims had been given to another worker.", len(results) - written
            )

    def _record_alone(self, result: Result) -> None:
        """Without its log when the database refuses that: the status must not be lost over a strange character."""
        try:
            self._record([result])
        except DatabaseError:
            log.exception("The log of document %s cannot be stored.", result.id)
            people = [(key, outcome, code, "") for key, outcome, code, _ in result.recipients]
            self._record([replace(result, log=None, facts={}, queue_id="", recipients=people)])

    def _try(self, action):  # type: ignore[no-untyped-def]
        return until_it_answers(action, self._give_up.is_set, self._give_up.wait)
