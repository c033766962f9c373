"""Signs of life: who holds a claim, and when a silent worker's claims fall back.

A worker renews its lease several times within EASYFLEX_LEASE_S. It counts as dead when its lease has run out by the
clock of the database *and* its `beats` stood still while another worker watched, or when they stood still for a whole
lease whatever the clock says. So neither a clock that jumps ahead kills the living, nor one that jumps back keeps the
dead. `Document.lease` has no constraint: renewing and falling back touch one row, sending touches none of these.

What a dead worker had in its hands may have reached the server. It is queued again and marked "possibly repeated".
"""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from documents import wakeup
from documents.models import Document, Lease, Status

BEATS_A_LEASE = 8
WATCH = 0.25  # of a lease: how long beats must stand still at least


def join() -> int:
    """A new worker begins; its lease."""
    owner = f"{socket.gethostname()}:{os.getpid()}"[:200]
    lease_time = timedelta(seconds=settings.LEASE_S)
    return Lease.objects.create(owner=owner, started_at=Now(), expires_at=Now() + lease_time).pk


def beat(lease: int) -> bool:
    """Renew. False when the lease was taken away: nothing claimed under it may be sent any more."""
    lease_time = timedelta(seconds=settings.LEASE_S)
    return bool(Lease.objects.filter(pk=lease).update(expires_at=Now() + lease_time, beats=F("beats") + 1))


def leave(lease: int, *, possibly_repeated: bool = False) -> None:
    """A worker ends. What it holds waits again: never begun, or of unknown fate when `possibly_repeated`."""
    with transaction.atomic():
        let_go(lease, possibly_repeated=possibly_repeated)
        Lease.objects.filter(pk=lease).delete()


@dataclass(slots=True)
class _Watched:
    beats: int
    since: float


class Watch:
    """One worker's eye on the others. `clock` counts seconds and never jumps."""

    def __init__(self, own: int, clock: Callable[[], float] = monotonic) -> None:
        self._own = own
        self._clock = clock
        self._seen: dict[int, _Watched] = {}

    def bury_the_dead(self) -> int:
        """Let the claims of dead workers fall back; the number of those documents."""
        now = self._clock()
        rows = list(
            Lease.objects.exclude(pk=self._own).annotate(
                is_over=Case(When(expires_at__lt=Now(), then=Value(True)), default=Value(False))
            )
        )
        self._seen = {lease.pk: self._look(lease, now) for lease in rows}
        dead = [lease.pk for lease in rows if self._is_dead(lease.is_over, now - self._seen[lease.pk].since)]
        return sum(map(_bury, dead))

    def _look(self, lease: Lease, now: float) -> _Watched:
        before = self._seen.get(lease.pk)
        return before if before and before.beats == lease.beats else _Watched(lease.beats, now)

    @staticmethod
    def _is_dead(is_over: bool, silent_s: float) -> bool:
        return silent_s >= settings.LEASE_S * (WATCH if is_over else 1)


def _bury(lease: int) -> int:
    with transaction.atomic():
        if not Lease.objects.filter(pk=lease).delete()[0]:
            return 0
        count = let_go(lease, possibly_repeated=True)
        wakeup.notify(connection)
        return count


def let_go(lease: int, *, possibly_repeated: bool = False) -> int:
    """What is claimed under `lease` waits again; the number of those documents."""
    changes: dict[str, object] = {"possibly_repeated": True} if possibly_repeated else {}
    status = Case(When(attempt_count=0, then=Value(Status.QUEUED)), default=Value(Status.RETRYING))
    held = Document.objects.filter(lease=lease, status=Status.SENDING)
    return held.update(status=status, lease=None, fence=F("fence") + 1, **changes)
