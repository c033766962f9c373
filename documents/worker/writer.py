"""One thread and one connection to the database: writes what carriers hand in, group by group."""

import logging
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DatabaseError, connection, transaction

from documents import lanes
from documents.outcomes import LaneFault
from documents.queue import store_for

from .database import UNREACHABLE, until_it_answers

if TYPE_CHECKING:
    from .recorder import Recorder, Report

log = logging.getLogger(__name__)
Value = TypeVar("Value")


class Writer(threading.Thread):
    """Ends after the last group, or when the database stays away while the worker has to end."""

    def __init__(self, recorder: "Recorder") -> None:
        super().__init__(name="writer", daemon=True)
        self._recorder = recorder
        self._store = store_for(connection)

    def run(self) -> None:
        """Group after group."""
        recorder = self._recorder
        try:
            with suppress(*UNREACHABLE):  # connected, and the statement planned, before the first group comes
                self._store.record(connection, recorder.lease, [])
            while reports := recorder.next_group():
                self._write(reports)
                recorder.written(len(reports))
        except UNREACHABLE:
            log.exception("The database stayed away; what is not recorded will be sent again.")
        except Exception:
            log.exception("Results cannot be recorded; the worker ends.")
            recorder.failed.set()
        finally:
            connection.close()

    def _write(self, reports: "list[Report]") -> None:
        for report in reports:
            if report.fault is not None:
                self._close_lane(report, report.fault)
            elif report.proves_lane:
                self._try(partial(lanes.proved, report.run.lane.pk))
        rest = [report for report in reports if report.packed is not None and report.fault is None]
        if not rest:
            return
        try:
            self._record([report.packed for report in rest])
        except DatabaseError:
            log.exception("A group of results was refused by the database; writing them one by one.")
            for report in rest:
                self._record_alone(report)

    def _close_lane(self, report: "Report", fault: LaneFault) -> None:
        """The result and what it says about the lane, in one transaction."""
        result, run, recorder = report.result, report.run, self._recorder
        key = uuid.UUID(result.log.id) if result and result.log else None

        def close() -> float | None:
            with transaction.atomic():
                if report.packed is not None:
                    self._store.record(connection, recorder.lease, [report.packed])
                return lanes.close(run.lane.pk, fault, recorder.schedule, report.chance, login=run.fingerprint, log=key)

        delay_s = self._try(close)
        then = "stopped" if delay_s is None else f"next try in {delay_s:.0f} s"
        log.warning("%s: %s; %s.", run.lane.identification, fault.code, then)

    def _record(self, packed: list[Any]) -> None:
        lost = len(packed) - self._try(lambda: self._store.record(connection, self._recorder.lease, packed))
        if lost:
            log.warning("%d results came too late: their claims had been given to another worker.", lost)

    def _record_alone(self, report: "Report") -> None:
        """Without its log when the database refuses that: the status must not be lost over a strange character."""
        result = report.result
        assert result is not None
        try:
            self._record([report.packed])
        except DatabaseError:
            log.exception("The log of document %s cannot be stored.", result.id)
            people = [(key, outcome, code, "") for key, outcome, code, _ in result.recipients]
            bare = replace(result, log=None, facts={}, queue_id="", recipients=people)
            self._record([self._store.packed(bare)])

    def _try(self, action: Callable[[], Value]) -> Value:
        return until_it_answers(action, self._recorder.give_up.is_set, self._recorder.give_up.wait)
