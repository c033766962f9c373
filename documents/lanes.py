"""The state of lanes, shared by all workers: open, waiting for the server, or stopped.

from      to        when
open      waiting   the server cannot be used; tried again by one document at `retry_at`
open      stopped   the login was refused, or there is none
waiting   open      the time has come: half open (`failures` > 0) until something is accepted
stopped   open      another login is there, or a person says retry  (documents.transitions.open_lane)
open      open      something was accepted: `failures` back to 0
"""

import uuid
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from documents.models import Lane
from documents.outcomes import LaneFault
from documents.retry import Schedule
from documents.transitions import open_lane


def close(
    lane_id: int, fault: LaneFault, schedule: Schedule, chance: float, *, login: str, log: uuid.UUID | None
) -> float | None:
    """Note what is wrong with a lane; how many seconds it waits, None when it is stopped.

    `login` is the fingerprint of the login that was used, so that another one can be told from it.
    """
    lane = Lane.objects.filter(pk=lane_id).values("failures").first()
    if lane is None:
        return None
    delay_s = None if fault.stops else schedule.delay_s(lane["failures"] + 1, chance)
    Lane.objects.filter(pk=lane_id).update(
        state=Lane.State.STOPPED if fault.stops else Lane.State.WAITING,
        reason=fault.code,
        reason_facts=fault.facts,
        holds=fault.holds,
        failures=F("failures") + 1,
        since=Coalesce("since", Now()),
        retry_at=None if delay_s is None else Now() + timedelta(seconds=delay_s),
        refused_login=login if fault.stops else "",
        last_log=log,
    )
    return delay_s


def open_due() -> list[int]:
    """Half open every lane whose time has come, and those that a wrong clock has put too far away."""
    longest = timedelta(seconds=Schedule.configured().longest_wait_s)
    waiting = Lane.objects.filter(state=Lane.State.WAITING)
    due = waiting.filter(retry_at__lte=Now()) | waiting.filter(retry_at__gt=Now() + longest)
    keys = list(due.values_list("pk", flat=True))
    return [key for key in keys if waiting.filter(pk=key).update(state=Lane.State.OPEN)]


def proved(lane_id: int) -> None:
    """Something was accepted: nothing is wrong with this lane any more."""
    open_lane(lane_id)
