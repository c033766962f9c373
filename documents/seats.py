"""How many connections a lane may have, counted over all workers; and how many messages a minute."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from documents.models import Lane, Seat

BURST_S = 1.0  # so much of a lane's pace may be used at once


def take(lane_id: int, lease: int, limit: int) -> Seat | None:
    """One of the `limit` connections of a lane; None when all are taken. Falls free with the lease at the latest."""
    taken = set(Seat.objects.filter(lane=lane_id).values_list("number", flat=True))
    for number in range(limit):
        if number not in taken:
            try:
                with transaction.atomic():
                    return Seat.objects.create(lane_id=lane_id, number=number, lease_id=lease)
            except IntegrityError:  # somebody else was faster
                continue
    return None


def leave(seat: Seat) -> None:
    """The connection was closed."""
    Seat.objects.filter(pk=seat.pk).delete()


def paced(lane_id: int, per_minute: int, wanted: int) -> int:
    """How many of `wanted` messages may be sent now: taken from the lane's pace, which all workers share."""
    if not per_minute or wanted <= 0:
        return max(wanted, 0)
    step = timedelta(seconds=60 / per_minute)
    most = max(1, min(wanted, int(per_minute * BURST_S / 60)))
    with transaction.atomic():
        lane = Lane.objects.select_for_update().filter(pk=lane_id).annotate(now=Now()).first()
        if lane is None:
            return 0
        room = lane.now + timedelta(seconds=BURST_S)
        begin = max(lane.paced_until or lane.now, lane.now)
        if begin > room + step * per_minute:  # set by a clock that was wrong
            begin = lane.now
        allowed = min(most, int((room - begin) / step)) if step.total_seconds() <= BURST_S else int(begin <= lane.now)
        if allowed > 0:
            Lane.objects.filter(pk=lane_id).update(paced_until=begin + step * allowed)
        return max(allowed, 0)
