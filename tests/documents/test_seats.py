"""How many connections and messages a minute a lane allows, counted over all workers."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from documents import leases, seats
from documents.models import Lane, Seat
from tests.documents.outbox import at_once, make_sender, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def lane() -> Lane:
    post(make_sender())
    return Lane.objects.get()


def test_a_lane_has_no_more_seats_than_its_limit_whoever_asks(lane):
    one, other = leases.join(), leases.join()
    taken = [seats.take(lane.pk, lease, 3) for lease in (one, other, one)]
    assert sorted(seat.number for seat in taken) == [0, 1, 2]
    assert seats.take(lane.pk, one, 3) is None
    assert seats.take(lane.pk, other, 3) is None


def test_a_seat_that_was_left_is_taken_again(lane):
    one, other = leases.join(), leases.join()
    first, _ = seats.take(lane.pk, one, 2), seats.take(lane.pk, one, 2)
    seats.leave(first)
    again = seats.take(lane.pk, other, 2)
    assert (again.number, again.lease_id) == (first.number, other)
    seats.leave(first)  # a second time is no harm to the one who has it now
    assert Seat.objects.filter(pk=again.pk).exists()


def test_each_lane_has_seats_of_its_own(lane):
    post(make_sender())
    second = Lane.objects.exclude(pk=lane.pk).get()
    lease = leases.join()
    assert seats.take(lane.pk, lease, 1)
    assert seats.take(second.pk, lease, 1)


def test_a_limit_lowered_meanwhile_gives_no_more_seats(lane):
    lease = leases.join()
    for _ in range(3):
        assert seats.take(lane.pk, lease, 3)
    assert seats.take(lane.pk, lease, 1) is None


def test_seats_fall_free_with_their_lease(lane):
    lease = leases.join()
    seats.take(lane.pk, lease, 1)
    leases.leave(lease)
    assert seats.take(lane.pk, leases.join(), 1)


@pytest.mark.django_db(transaction=True)
def test_workers_that_ask_at_the_same_moment_get_each_seat_once(lane):
    workers = [leases.join() for _ in range(4)]

    def ask(lease: int) -> list[Seat | None]:
        return [seats.take(lane.pk, lease, 5) for _ in range(3)]

    found = at_once(*(lambda lease=lease: ask(lease) for lease in workers))
    given = [seat.number for some in found for seat in some if seat]
    assert len(given) == len(set(given)) <= 5
    assert Seat.objects.count() == len(given)
    while seats.take(lane.pk, workers[0], 5):  # a moment later the rest
        pass
    assert Seat.objects.count() == 5


# -- pace


def later(lane: Lane, seconds: float) -> None:
    """So much time goes by."""
    Lane.objects.filter(pk=lane.pk).update(paced_until=F("paced_until") - timedelta(seconds=seconds))


def test_without_a_limit_everything_may_go(lane):
    assert seats.paced(lane.pk, 0, 500) == 500
    assert Lane.objects.get().paced_until is None


@pytest.mark.parametrize("wanted", [0, -1], ids=["nothing", "less than nothing"])
def test_who_wants_nothing_gets_nothing(lane, wanted):
    assert seats.paced(lane.pk, 0, wanted) == 0
    assert seats.paced(lane.pk, 60, wanted) == 0


@pytest.mark.parametrize(
    ("per_minute", "first", "a_minute"),
    [(1, 1, 1), (6, 1, 6), (60, 1, 60), (600, 10, 600), (6000, 100, 6000)],
    ids=lambda value: f"{value}",
)
def test_the_pace_is_kept_over_a_minute_and_no_burst_is_longer_than_a_second(lane, per_minute, first, a_minute):
    assert seats.paced(lane.pk, per_minute, 10_000) == first
    given, step_s = first, max(60 / per_minute, 1.0)
    for _ in range(int(60 / step_s)):
        later(lane, step_s)
        given += seats.paced(lane.pk, per_minute, 10_000)
    # The first second's burst comes on top; what this loop itself takes is time too.
    assert a_minute <= given <= a_minute + 2 * first + per_minute / 20 + 1


def test_workers_share_the_pace(lane):
    given = [seats.paced(lane.pk, 6, 5) for _ in range(4)]
    assert given == [1, 0, 0, 0]
    later(lane, 10)
    assert [seats.paced(lane.pk, 6, 5) for _ in range(2)] == [1, 0]


def test_who_wants_less_leaves_the_rest_to_others(lane):
    assert seats.paced(lane.pk, 6000, 30) == 30
    assert seats.paced(lane.pk, 6000, 500) >= 60


def test_a_lane_that_is_gone_has_no_pace():
    assert seats.paced(4711, 60, 5) == 0


def test_a_quiet_hour_saves_nothing_up(lane):
    seats.paced(lane.pk, 600, 10)
    later(lane, 3600)
    assert seats.paced(lane.pk, 600, 10_000) == 10


@pytest.mark.parametrize(
    "jump",
    [timedelta(hours=1), timedelta(days=1), timedelta(hours=-1), timedelta(days=-1)],
    ids=["an hour ahead", "a day ahead", "an hour back", "a day back"],
)
@pytest.mark.parametrize("per_minute", [1, 60, 6000])
def test_a_jump_of_the_clock_does_not_stop_a_lane(lane, jump, per_minute):
    seats.paced(lane.pk, per_minute, 1)
    Lane.objects.update(paced_until=F("paced_until") - jump)
    assert seats.paced(lane.pk, per_minute, 1) == 1
    left = Lane.objects.annotate(left=F("paced_until") - Now()).get().left
    assert left <= timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_workers_that_ask_for_the_pace_at_the_same_moment_get_it_once(lane):
    assert sum(at_once(*[lambda: seats.paced(lane.pk, 1, 1)] * 4)) == 1
