"""The main thread of a worker: claims, connections, signs of life, and a gentle end."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from django.conf import settings
from django.db import connection

from documents import held, lanes, leases, logins, seats
from documents.models import Document, Lane, Seat, Status
from documents.outcomes import LaneFault
from documents.queue import Claim, Want, store_for
from documents.retry import Schedule

from .carrier import Carrier
from .database import UNREACHABLE, one_writer
from .lane_run import LaneRun
from .listener import Listener
from .recorder import Recorder

log = logging.getLogger(__name__)

GRACE_S = 8.0  # after a signal, for what is on its way; then it is broken off
KEEP_IN_STEP_S = 1.0
FIRST_STEP_S = 0.2  # a worker begins with what is ready
LOOK_AT_LANES_S = 0.1  # so soon a deleted server or a stopped lane is noticed
STUCK_S = 5.0  # a lane that sends nothing for so long gives back what lies ready
FORGET_S = 60.0
NEWS_S = 0.05  # intake may be busy: no more than so often are the lanes asked for new documents


class Supervisor:
    """One worker. `run` returns when `stop` was called, or with `until_empty` when nothing is left to do."""

    def __init__(self, *, connections: int | None = None, until_empty: bool = False) -> None:
        self.wake = threading.Event()
        self.hard_stop = threading.Event()
        self.stopping = False
        self.schedule = Schedule.configured()
        self.recorder: Recorder
        self._connections = connections or settings.DELIVER_CONNECTIONS
        self._until_empty = until_empty
        self._runs: dict[int, LaneRun] = {}
        self._lease = 0
        self._ours_until = 0.0
        self._due: dict[str, float] = {"step": monotonic() + FIRST_STEP_S}
        self._in_step = False
        self._in_doubt = False  # a claim, or giving one back, went unanswered: we may hold what we do not know of
        self._ready: set[int] = set()
        self._seats: dict[Carrier, Seat] = {}
        self._news = threading.Event()

    def stop(self) -> None:
        """End gently: finish what is on its way, give back the rest. May be called from a signal handler."""
        self.stopping = True
        self.wake.set()

    @property
    def claims_are_ours(self) -> bool:
        """Whether the lease is certainly still valid; if not, nothing more may be sent under it."""
        return monotonic() < self._ours_until

    def _hear_news(self) -> None:
        self._news.set()
        self.wake.set()

    def run(self) -> None:
        """Deliver."""
        self._begin()
        if connection.vendor == "postgresql":
            Listener(self._hear_news, self.hard_stop).start()
        try:
            while not self.stopping and not self.recorder.failed.is_set():
                self._guarded(self._round)
                if self._until_empty and self._guarded(self._is_empty):
                    break
                self.wake.wait(self._pause_s())
                self.wake.clear()
        finally:
            self.stopping = True
            self._end()

    # -- one round

    def _round(self) -> bool:
        now = monotonic()
        if self._is_due("beat", settings.LEASE_S / leases.BEATS_A_LEASE, now):
            self._beat()
        if self._is_due("step", KEEP_IN_STEP_S, now):
            self._keep_in_step()
        if self._in_doubt:
            self._settle_doubt()
            return True
        if self._runs and self._is_due("lanes", LOOK_AT_LANES_S, now):
            self._look_at_lanes(now)
        self._reap()
        news = self._news.is_set() and self._is_due("news", NEWS_S, now)
        if news or self._is_due("ready", settings.DELIVER_POLL_S, now) or not self._ready:
            self._news.clear()
            self._ready = set(store_for(connection).ready(connection))
        self._open_runs()
        self._claim()
        self._staff()
        return True

    def _is_due(self, what: str, every_s: float, now: float) -> bool:
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + every_s
        return True

    def _pause_s(self) -> float:
        busy = bool(self._runs) or not self.recorder.is_idle
        return min(LOOK_AT_LANES_S if busy else 1.0, settings.DELIVER_POLL_S, settings.LEASE_S / 10)

    def _beat(self) -> None:
        started = monotonic()
        if leases.beat(self._lease):
            self._ours_until = started + settings.LEASE_S
            return
        log.warning("The lease was taken away: this worker stood still for too long. It begins anew.")
        self._ours_until = 0.0
        for run in self._runs.values():
            run.close()
            run.drain()
        self._lease = leases.join()
        self._ours_until = started + settings.LEASE_S
        self.recorder.lease = self._lease
        self._watch = leases.Watch(self._lease)

    def _keep_in_step(self) -> None:
        if fallen := self._watch.bury_the_dead():
            log.warning("%d documents of a dead worker wait again; they may arrive twice.", fallen)
        self._in_step = True
        held.mend_clock_jumps()
        lanes.open_due()
        while held.keep_in_step() and not self.stopping:
            self._beat()

    def _look_at_lanes(self, now: float) -> None:
        """Close what was closed elsewhere, give back what is stuck, forget what is unused."""
        rows = Lane.objects.filter(pk__in=list(self._runs)).values_list("pk", "state", "server_id")
        usable = {key for key, state, server in rows if state == Lane.State.OPEN and server is not None}
        for key, run in list(self._runs.items()):
            if key not in usable:
                run.close()
            stands_still = run.ready.qsize() > 0 and now - run.last_used > STUCK_S
            run.stuck = stands_still or (run.stuck and bool(run.carriers))
            if run.closed or run.stuck:
                self._give_back(run.drain())
            if not run.carriers and not run.ready.qsize() and (run.closed or now - run.last_used > FORGET_S):
                del self._runs[key]
                self._due["step"] = 0.0  # what waits behind a closed lane should say so

    def _give_back(self, claims: list[Claim]) -> None:
        if claims:
            with self._unanswered_is_doubtful():
                store_for(connection).give_back(connection, self._lease, claims)

    @contextmanager
    def _unanswered_is_doubtful(self) -> Iterator[None]:
        try:
            yield
        except UNREACHABLE:
            self._in_doubt = True
            raise

    def _settle_doubt(self) -> None:
        """Finish what is on its way; whatever this worker holds then, it never began with."""
        for run in self._runs.values():
            run.close()
            run.drain()
        self._reap()
        if self._seats or not self.recorder.is_idle:
            return
        leases.let_go(self._lease)
        self._runs.clear()
        self._in_doubt = False
        self.wake.set()

    def _open_runs(self) -> None:
        new = self._ready - self._runs.keys()
        if not new:
            return
        for lane in Lane.objects.select_related("server", "revision", "employee").filter(pk__in=new):
            if lane.state != Lane.State.OPEN or lane.revision is None:
                continue
            run = LaneRun(lane, self.wake)
            if self._prepare(run):
                self._runs[lane.pk] = run
            else:
                self._ready.discard(lane.pk)

    def _prepare(self, run: LaneRun) -> bool:
        """Read the lane's login; a lane without one is stopped, and its documents say what is missing."""
        try:
            run.prepare()
        except logins.Hindrance as hindrance:
            fault = LaneFault(hindrance.code, hindrance.facts, holds=True, stops=True)
            lanes.close(run.lane.pk, fault, self.schedule, 0.5, login="", log=None)
            return False
        return True

    def _claim(self) -> None:
        runs = [run for key, run in self._runs.items() if key in self._ready and not run.closed]
        wants = []
        for run in runs:
            count = seats.paced(run.lane.pk, run.per_minute, run.wanted())
            if count:
                wants.append(Want(run.lane.pk, count))
        if not wants or not self.claims_are_ours:
            return
        found: dict[int, list[Claim]] = {want.lane: [] for want in wants}
        with self._unanswered_is_doubtful():
            claims = store_for(connection).claim(connection, self._lease, wants)
        for claim in claims:
            found[claim.lane].append(claim)
        for lane, count in wants:
            run = self._runs[lane]
            run.fill(found[lane])
            if found[lane]:
                run.last_used = monotonic()
            run.is_exhausted = len(found[lane]) < count
            if run.is_exhausted:
                self._ready.discard(lane)

    def _staff(self) -> None:
        """Open connections where they help, the lanes with the fewest first."""
        total = sum(len(run.carriers) for run in self._runs.values())
        for run in sorted(self._runs.values(), key=lambda run: len(run.carriers)):
            if total >= self._connections:
                return
            if run.wants_another_carrier() and self._start_carrier(run):
                total += 1

    def _start_carrier(self, run: LaneRun) -> bool:
        seat = seats.take(run.lane.pk, self._lease, run.max_connections)
        if seat is None:
            return False
        if not run.is_fresh and not self._prepare(run):
            run.close()
            seats.leave(seat)
            return False
        carrier = Carrier(run, self)
        run.carriers.add(carrier)
        self._seats[carrier] = seat
        run.stuck = False
        carrier.start()
        return True

    def _reap(self) -> None:
        """Free the seats of connections that have ended."""
        for carrier, seat in list(self._seats.items()):
            if not carrier.is_alive():
                seats.leave(seat)
                carrier.lane_run.carriers.discard(carrier)
                del self._seats[carrier]

    # -- beginning and end

    def _begin(self) -> None:
        with one_writer():
            started = monotonic()
            self._lease = leases.join()
        self._ours_until = started + settings.LEASE_S
        self._due["beat"] = started + settings.LEASE_S / leases.BEATS_A_LEASE
        self._watch = leases.Watch(self._lease)
        self.recorder = Recorder(self._lease, self.schedule, self.hard_stop, self.wake.set)
        self.recorder.start()

    def _is_empty(self) -> bool:
        """Nothing queued, being sent or due, here or anywhere."""
        if not self.recorder.is_idle or any(run.has_work for run in self._runs.values()):
            return False
        if not self._in_step:  # what is on hold may be ready by now
            self._due["step"] = 0.0
            self.wake.set()
            return False
        busy = Document.objects.filter(status__in=(Status.QUEUED, Status.SENDING))
        return not store_for(connection).ready(connection) and not busy.exists()

    def _guarded(self, action: Callable[[], bool]) -> bool:
        """`action` while the database answers; when it does not, the worker waits for it."""
        try:
            with one_writer():
                return action()
        except UNREACHABLE as problem:
            log.warning("The database does not answer: %s. Trying again.", str(problem).strip())
            connection.close()
            self.hard_stop.wait(1.0)
            return False

    def _end(self) -> None:
        """Finish or give back everything, then leave."""
        everybody = [carrier for run in self._runs.values() for carrier in list(run.carriers)]
        for run in self._runs.values():
            run.close()
        until = monotonic() + GRACE_S
        for carrier in everybody:
            carrier.join(max(0.0, until - monotonic()))
        late = [carrier for carrier in everybody if carrier.is_alive()]
        self.hard_stop.set()
        for carrier in late:
            carrier.join(2.0)
        self.recorder.finish(5.0)
        try:
            with one_writer():
                self._leave(all_known=self.recorder.is_idle and not any(carrier.is_alive() for carrier in late))
        except UNREACHABLE:
            log.exception("The lease could not be returned; it runs out by itself.")
        connection.close()

    def _leave(self, *, all_known: bool) -> None:
        """Give back what is held. Without `all_known`, what was begun may have arrived."""
        if not all_known:
            for run in self._runs.values():
                self._give_back(run.drain())
        leases.leave(self._lease, possibly_repeated=not all_known)
