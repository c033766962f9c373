"""A conversation that people watch: it runs in threads of this process and writes its log while it goes on.

One thread speaks to the server and never waits for the database. The other keeps the row: what was said so far, a
sign of life, and whether somebody asked to stop. Both are daemons; when the process ends, the row falls silent and
`logs.notice_interrupted` says so.
"""

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from mailservers.logs import SIGN_OF_LIFE_S, fields_of, lines_as_json, stages_as_json
from mailservers.models import SmtpLog
from mailservers.smtp.conversation import Conversation, Line, Stage
from mailservers.smtp.network import NetworkPolicy
from mailservers.smtp.probe import Remedy, remedies
from mailservers.smtp.probe.remedies import alternatives_to
from mailservers.smtp.transcript import Observer

TICK_S = 0.2  # pages ask twice a second; more writes would not be seen
FINAL_WRITES = 3  # tries; each may wait as long as the database's own time limit
logger = logging.getLogger(__name__)

Speak = Callable[[Observer, Callable[[], bool]], Conversation]


class Run:
    """One conversation in progress. `speak` is given an observer and a function that tells whether to stop."""

    def __init__(self, log_id: UUID, speak: Speak, *, policy: NetworkPolicy) -> None:
        self.log_id = log_id
        self._speak = speak
        self._policy = policy
        self._lines: list[Line] = []
        self._stages: list[Stage] = []
        self._news = False
        self._alive_at = monotonic()
        self._cancelled = False
        self._finished = threading.Event()
        self._conversation: Conversation | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        threading.Thread(target=self._talk, name=f"test-{self.log_id}", daemon=True).start()
        threading.Thread(target=self._keep_log, name=f"test-log-{self.log_id}", daemon=True).start()

    def _talk(self) -> None:
        try:
            self._conversation = self._speak(self._observe, lambda: self._cancelled)
        except Exception:
            logger.exception("the test conversation %s broke off", self.log_id)
        finally:
            self._finished.set()

    def _observe(self, event: Line | Stage) -> None:
        if isinstance(event, Line):
            self._lines.append(event)
        elif self._stages and self._stages[-1].phase == event.phase and self._stages[-1].ok is None:
            self._stages[-1] = event
        else:
            self._stages.append(event)
        self._news = True

    def _keep_log(self) -> None:
        try:
            while not self._finished.wait(TICK_S):
                self._despite_the_database(self._follow)
            for _try in range(FINAL_WRITES):
                if self._despite_the_database(self._finish):
                    break
        except Exception:
            logger.exception("the log of test conversation %s could not be written", self.log_id)
        finally:
            connection.close()

    def _despite_the_database(self, step: Callable[[], None]) -> bool:
        """Whether `step` was done; a database that is busy for a moment ends no conversation."""
        try:
            step()
        except DatabaseError:
            logger.warning("the log of test conversation %s waits for the database", self.log_id, exc_info=True)
            connection.close()
            return False
        return True

    def _follow(self) -> None:
        if self._news or monotonic() - self._alive_at >= SIGN_OF_LIFE_S:
            self._alive_at = monotonic()
            self._write(seen_at=timezone.now(), **self._so_far())
        row = SmtpLog.objects.filter(pk=self.log_id)
        self._cancelled = bool(row.values_list("cancel_requested", flat=True).first())

    def _finish(self) -> None:
        self._write(finished_at=timezone.now(), **self._outcome())
        self._look_for_a_remedy()

    def _so_far(self) -> dict[str, Any]:
        self._news = False
        lines = lines_as_json(list(self._lines))
        contact = any(line["from"] == "server" for line in lines)
        return {"transcript": lines, "stages": stages_as_json(list(self._stages)), "contact": contact}

    def _outcome(self) -> dict[str, Any]:
        if self._conversation is not None:
            searching = {"state": "searching"} if alternatives_to(self._conversation) else None
            return fields_of(self._conversation) | {"remedy": searching}
        return {"outcome": SmtpLog.Outcome.INTERRUPTED, **self._so_far()}

    def _look_for_a_remedy(self) -> None:
        """After a failure: whether other settings work. The page shows the failure meanwhile."""
        if self._conversation is not None and alternatives_to(self._conversation):
            found = remedies(self._conversation, policy=self._policy)
            SmtpLog.objects.filter(pk=self.log_id).update(remedy=as_remedy(found))

    def _write(self, **values: Any) -> None:
        unfinished = [SmtpLog.Outcome.RUNNING, SmtpLog.Outcome.INTERRUPTED]
        SmtpLog.objects.filter(pk=self.log_id, outcome__in=unfinished).update(**values)


def as_remedy(found: Remedy | None) -> dict[str, Any]:
    """What is kept of a remedy."""
    if found is None:
        return {"state": "none"}
    works = found.settings
    return {
        "state": "found",
        "host": works.host,
        "port": works.port,
        "security": works.security.value,
        "change": found.change,
    }


def wait_for(log_id: UUID, seconds: float) -> SmtpLog:
    """The log of a run of this process as soon as it has ended, or as it is after so many seconds."""
    end, pause = monotonic() + seconds, threading.Event()
    while True:
        log = SmtpLog.objects.get(pk=log_id)
        if log.finished_at is not None or monotonic() >= end:
            return log
        pause.wait(TICK_S)
