"""Lanes: open, waiting for the server, or stopped."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from documents import lanes, transitions
from documents.models import Lane
from documents.outcomes import LaneFault
from documents.retry import Schedule
from mailservers.models import SmtpLog
from tests.documents.outbox import make_sender, post, server_of
from tests.factories import change_mailserver

pytestmark = pytest.mark.django_db

SCHEDULE = Schedule(first_s=60, longest_s=600, days=3)
MIDDLE = 0.5
PASSES = LaneFault("connection-refused", {"host": "mail.test"})
HOLDS = LaneFault("certificate-expired", holds=True)
STOPS = LaneFault("credentials-rejected", {"reply": "535"}, holds=True, stops=True)


@pytest.fixture
def lane() -> Lane:
    post(make_sender())
    return Lane.objects.get()


def now_in(lane: Lane) -> Lane:
    """The row as it is, with `wait`: how far its next try is away."""
    return Lane.objects.annotate(wait=F("retry_at") - Now()).get(pk=lane.pk)


def close(lane: Lane, fault: LaneFault, **options) -> float | None:
    return lanes.close(lane.pk, fault, SCHEDULE, MIDDLE, **{"login": "", "log": None, **options})


@pytest.mark.parametrize("fault", [PASSES, HOLDS], ids=["passes", "holds"])
def test_a_lane_with_a_fault_waits_for_its_next_try(lane, fault):
    assert close(lane, fault) == 60
    row = now_in(lane)
    assert (row.state, row.holds, row.reason, row.reason_facts) == ("waiting", fault.holds, fault.code, fault.facts)
    assert timedelta(seconds=50) < row.wait <= timedelta(seconds=60)
    assert (row.failures, row.refused_login) == (1, "")


def test_a_refused_login_stops_the_lane_and_is_remembered(lane):
    assert close(lane, STOPS, login="fingerprint") is None
    row = now_in(lane)
    assert (row.state, row.holds, row.retry_at, row.refused_login) == ("stopped", True, None, "fingerprint")


def test_failures_in_a_row_make_the_wait_longer_and_since_tells_when_they_began(lane):
    waits, since = [], set()
    for _ in range(5):
        waits.append(close(lane, PASSES))
        since.add(now_in(lane).since)
    assert waits == [60, 120, 240, 480, 600]
    assert len(since) == 1
    assert now_in(lane).failures == 5


def test_the_conversation_that_went_wrong_is_kept_with_the_lane(lane):
    log = SmtpLog.objects.create(kind="delivery", host="mail.test", port=25, started_at=Now())
    close(lane, PASSES, log=log.pk)
    assert now_in(lane).last_log == log


def test_a_lane_that_is_gone_is_nobodys_fault():
    assert lanes.close(4711, PASSES, SCHEDULE, MIDDLE, login="", log=None) is None


def test_a_lane_is_half_open_when_its_time_has_come(lane):
    close(lane, PASSES)
    assert lanes.open_due() == []
    Lane.objects.update(retry_at=Now() - timedelta(seconds=1))
    assert lanes.open_due() == [lane.pk]
    row = now_in(lane)
    assert (row.state, row.failures) == ("open", 1)
    assert lanes.open_due() == []


@pytest.mark.parametrize("fault", [PASSES, HOLDS], ids=["passes", "holds"])
def test_something_accepted_makes_the_lane_whole(lane, fault):
    close(lane, fault)
    Lane.objects.update(retry_at=Now())
    lanes.open_due()
    lanes.proved(lane.pk)
    row = now_in(lane)
    assert (row.state, row.failures, row.reason, row.holds) == ("open", 0, "", False)
    assert (row.since, row.retry_at, row.reason_facts) == (None, None, {})


def test_a_stopped_lane_does_not_open_by_itself(lane):
    close(lane, STOPS)
    Lane.objects.update(retry_at=Now() - timedelta(days=1))  # whoever wrote that
    assert lanes.open_due() == []
    assert now_in(lane).state == "stopped"


def test_a_person_opens_a_stopped_lane(lane):
    close(lane, STOPS, login="fingerprint")
    transitions.open_lane(lane.pk)
    row = now_in(lane)
    assert (row.state, row.failures, row.refused_login, row.holds) == ("open", 0, "", False)


@pytest.mark.parametrize(
    ("jump", "opens"),
    [
        (timedelta(hours=1), True),
        (timedelta(days=1), True),
        (timedelta(hours=-1), True),
        (timedelta(days=-1), True),
        (timedelta(seconds=-30), False),
    ],
    ids=["an hour ahead", "a day ahead", "an hour back", "a day back", "half a minute back"],
)
def test_a_jump_of_the_clock_makes_no_lane_wait_for_longer_than_a_retry_can(lane, settings, jump, opens):
    settings.RETRY_FIRST_S, settings.RETRY_LONGEST_S = SCHEDULE.first_s, SCHEDULE.longest_s
    close(lane, PASSES)
    Lane.objects.update(retry_at=F("retry_at") - jump)
    assert lanes.open_due() == ([lane.pk] if opens else [])
    assert now_in(lane).state == ("open" if opens else "waiting")


def test_newer_settings_are_another_lane_that_knows_nothing_of_the_fault(lane):
    close(lane, STOPS)
    change_mailserver(lane.server, port=2525)
    sender = lane.documents.get().sender
    assert server_of(sender) == lane.server
    post(sender)
    assert sorted(Lane.objects.values_list("state", flat=True)) == ["open", "stopped"]
