"""Signs of life of workers, judged by the clock of the database and by one that never jumps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from documents import leases, seats
from documents.models import Document, Lane, Lease, Seat
from documents.queue import Want, store_for
from tests.documents.outbox import counts, make_sender, post, state

pytestmark = pytest.mark.django_db

LEASE_S = 60
JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]
JUMP_IDS = ["an hour ahead", "an hour back", "a day ahead", "a day back"]


@pytest.fixture(autouse=True)
def _lease_time(settings):
    settings.LEASE_S = LEASE_S


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> leases.Watch:
    """The eye of a living worker on the others."""
    return leases.Watch(leases.join(), clock)


def worker_with_documents(count: int = 2) -> int:
    """A worker that has claimed so many documents; its lease."""
    post(make_sender(), count)
    lease = leases.join()
    assert len(store_for(connection).claim(connection, lease, [Want(Lane.objects.get().pk, count)])) == count
    return lease


def clock_jumps(by: timedelta) -> None:
    """The database's clock is set: every moment it has written moves the other way, as seen from now."""
    Lease.objects.update(expires_at=F("expires_at") - by, started_at=F("started_at") - by)


def run_out(lease: int) -> None:
    Lease.objects.filter(pk=lease).update(expires_at=Now() - timedelta(seconds=1))


def test_a_new_worker_has_a_lease_that_runs_for_a_while():
    lease = leases.join()
    left = Lease.objects.annotate(left=F("expires_at") - Now()).get(pk=lease)
    assert timedelta(seconds=LEASE_S - 5) < left.left <= timedelta(seconds=LEASE_S)
    assert ":" in left.owner


def test_a_beat_renews_the_lease_and_counts():
    lease = leases.join()
    run_out(lease)
    assert leases.beat(lease)
    row = Lease.objects.annotate(left=F("expires_at") - Now()).get(pk=lease)
    assert row.left > timedelta(seconds=LEASE_S - 5)
    assert row.beats == 1


def test_a_beat_says_when_the_lease_was_taken_away():
    lease = leases.join()
    Lease.objects.all().delete()
    assert not leases.beat(lease)
    assert not Lease.objects.exists()


def test_a_worker_that_leaves_gives_back_what_it_held_unmarked():
    lease = worker_with_documents()
    leases.leave(lease)
    assert counts() == {"queued": 2}
    assert not Document.objects.filter(possibly_repeated=True).exists()
    assert not Document.objects.filter(lease__isnull=False).exists()
    assert not Lease.objects.exists()


def test_a_dead_workers_claims_fall_back_marked(clock, watch):
    lease = worker_with_documents()
    run_out(lease)
    assert watch.bury_the_dead() == 0  # seen for the first time
    clock.pass_by(leases.WATCH * LEASE_S)
    assert watch.bury_the_dead() == 2
    assert counts() == {"queued": 2}
    assert Document.objects.filter(possibly_repeated=True, lease=None, fence=2).count() == 2
    assert not Lease.objects.filter(pk=lease).exists()
    assert watch.bury_the_dead() == 0


def test_a_document_tried_before_falls_back_to_its_next_try(clock, watch):
    lease = worker_with_documents(1)
    Document.objects.update(attempt_count=3)
    run_out(lease)
    watch.bury_the_dead()
    clock.pass_by(LEASE_S)
    watch.bury_the_dead()
    assert state(Document.objects.get())[0] == "retrying"


def test_what_a_dead_worker_had_finished_is_left_alone(clock, watch):
    lease = worker_with_documents(3)
    first, second, third = Document.objects.order_by("pk")
    Document.objects.filter(pk=first.pk).update(status="sent", lease=None)
    Document.objects.filter(pk=second.pk).update(status="sent")  # whatever its lease says
    run_out(lease)
    watch.bury_the_dead()
    clock.pass_by(LEASE_S)
    assert watch.bury_the_dead() == 1
    assert [state(document)[0] for document in (first, second, third)] == ["sent", "sent", "queued"]
    assert [one.possibly_repeated for one in (first, second, third)] == [False, False, True]


def test_a_dead_workers_seats_fall_free(clock, watch):
    lease = worker_with_documents(1)
    assert seats.take(Lane.objects.get().pk, lease, 1)
    run_out(lease)
    watch.bury_the_dead()
    clock.pass_by(LEASE_S)
    watch.bury_the_dead()
    assert not Seat.objects.exists()


def test_a_lease_that_has_run_out_kills_nobody_who_still_beats(clock, watch):
    lease = worker_with_documents()
    for _ in range(20):
        leases.beat(lease)
        run_out(lease)  # its clock runs behind that of the database
        assert watch.bury_the_dead() == 0
        clock.pass_by(LEASE_S)
    assert counts() == {"sending": 2}


def test_a_worker_that_is_seen_as_silent_and_beats_at_last_lives(clock, watch):
    lease = worker_with_documents()
    run_out(lease)
    watch.bury_the_dead()
    clock.pass_by(leases.WATCH * LEASE_S - 0.1)
    assert watch.bury_the_dead() == 0
    leases.beat(lease)
    run_out(lease)
    clock.pass_by(1)
    assert watch.bury_the_dead() == 0


def test_nobody_buries_itself(clock):
    lease = worker_with_documents()
    watch = leases.Watch(lease, clock)
    run_out(lease)
    watch.bury_the_dead()
    clock.pass_by(100 * LEASE_S)
    assert watch.bury_the_dead() == 0
    assert Lease.objects.filter(pk=lease).exists()


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_IDS)
def test_a_jump_of_the_clock_kills_no_living_worker(clock, watch, jump):
    lease = worker_with_documents()
    watch.bury_the_dead()
    clock_jumps(jump)
    for _ in range(3 * leases.BEATS_A_LEASE):
        assert watch.bury_the_dead() == 0
        clock.pass_by(LEASE_S / leases.BEATS_A_LEASE)
        assert leases.beat(lease)
    assert counts() == {"sending": 2}


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_IDS)
def test_a_jump_of_the_clock_keeps_no_dead_worker(clock, watch, jump):
    worker_with_documents()
    watch.bury_the_dead()
    clock_jumps(jump)
    clock.pass_by(LEASE_S - 1)
    watch.bury_the_dead()
    clock.pass_by(2)
    watch.bury_the_dead()
    assert counts() == {"queued": 2}


def test_two_workers_that_find_the_same_dead_one_bury_it_once(clock, watch):
    lease = worker_with_documents()
    other = leases.Watch(leases.join(), clock)
    run_out(lease)
    for one in (watch, other):
        one.bury_the_dead()
    clock.pass_by(LEASE_S)
    assert [watch.bury_the_dead(), other.bury_the_dead()] == [2, 0]
    assert set(Document.objects.values_list("fence", flat=True)) == {2}


def test_a_buried_workers_result_is_void(clock, watch):
    from documents.queue import Result

    post(make_sender(), 1)
    lease = leases.join()
    store = store_for(connection)
    [claim] = store.claim(connection, lease, [Want(Lane.objects.get().pk, 1)])
    run_out(lease)
    watch.bury_the_dead()
    clock.pass_by(LEASE_S)
    watch.bury_the_dead()
    late = store.packed(Result(claim.id, claim.fence, "sent", attempt="accepted"))
    assert store.record(connection, lease, [late]) == 0
    assert counts() == {"queued": 1}


@pytest.mark.django_db(transaction=True)
def test_nothing_to_record_is_nothing_recorded_on_a_new_connection() -> None:
    connection.close()
    assert store_for(connection).record(connection, leases.join(), []) == 0
