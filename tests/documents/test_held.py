"""What is put on hold and let go by itself: each step, whatever the clock does, and by two workers at once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db.models import F, Max
from django.db.models.functions import Now

from documents import contents, held, lanes, logins
from documents.contents import NewAttachment
from documents.models import Content, Document, Lane
from documents.models.document import AT_ONCE
from documents.outcomes import LaneFault
from documents.retry import Schedule
from mailservers.models import MailServerRevision
from tests.documents.outbox import at_once, counts, make_sender, post, server_of, state
from tests.factories import change_mailserver, give_login, make_company, make_mailserver, work_from

pytestmark = pytest.mark.django_db

SCHEDULE = Schedule(first_s=60, longest_s=600, days=3)
PASSES = LaneFault("connection-refused", {"host": "mail.test"})
HOLDS = LaneFault("certificate-expired", {"host": "mail.test"}, holds=True)
STOPS = LaneFault("credentials-rejected", {"reply": "535"}, holds=True, stops=True)
OF_THE_DOCUMENT = ["sender-inactive", "attachment-missing", "letter-missing", "delivery-unknown"]
JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(hours=-1), timedelta(days=-1)]
JUMP_IDS = ["an hour ahead", "a day ahead", "an hour back", "a day back"]


@pytest.fixture(autouse=True)
def _schedule(settings):
    settings.RETRY_FIRST_S, settings.RETRY_LONGEST_S = SCHEDULE.first_s, SCHEDULE.longest_s


def close(fault: LaneFault, login: str = "") -> None:
    """Something is wrong with the only lane."""
    lanes.close(Lane.objects.get().pk, fault, SCHEDULE, 0.5, login=login, log=None)


def put(documents: list[Document], **changes: object) -> None:
    """However they came there."""
    Document.objects.filter(pk__in=[document.pk for document in documents]).update(**changes)


def lose_the_server(status: str = "queued") -> None:
    """It is deleted while a worker has the documents, which it then gives back."""
    documents = list(Document.objects.all())
    Document.objects.get(pk=documents[0].pk).server.delete()
    put(documents, status=status, reason="", reason_facts={})


def states(documents: list[Document]) -> list[tuple[str, str]]:
    return [state(document) for document in documents]


# -- behind a lane


@pytest.mark.parametrize("fault", [HOLDS, STOPS], ids=["waiting for a person", "stopped"])
def test_behind_a_lane_that_needs_a_person_everything_is_held_for_its_reason(fault):
    documents = post(make_sender(authentication="central", username="office", password="x"), 2)
    put(documents[1:], status="retrying", not_before=Now())
    close(fault, logins.fingerprint(logins.login_of(Lane.objects.get())))
    held.keep_in_step()
    assert states(documents) == [("held", fault.code)] * 2
    assert documents[0].reason_facts == fault.facts


def test_behind_a_lane_that_waits_for_its_server_nothing_is_queued():
    documents = post(make_sender(), 2)
    close(PASSES)
    held.keep_in_step()
    assert states(documents) == [("retrying", "connection-refused")] * 2
    assert documents[0].not_before == AT_ONCE  # first in, first out when the lane opens


@pytest.mark.parametrize("status", ["sending", "sent", "failed", "cancelled"])
@pytest.mark.parametrize("fault", [PASSES, HOLDS, STOPS], ids=["passes", "holds", "stops"])
def test_what_is_under_way_or_finished_is_left_alone(status, fault):
    documents = post(make_sender())
    put(documents, status=status)
    close(fault)
    held.keep_in_step()
    assert states(documents) == [(status, "")]


def test_a_lane_that_is_whole_again_lets_everything_go():
    documents = post(make_sender(), 3)
    close(HOLDS)
    held.keep_in_step()
    assert counts() == {"held": 3}
    lanes.proved(Lane.objects.get().pk)
    held.keep_in_step()
    assert states(documents) == [("queued", "")] * 3
    assert documents[0].reason_facts == {}


def test_a_half_open_lane_gets_one_document_to_try():
    documents = post(make_sender(), 3)
    close(HOLDS)
    held.keep_in_step()
    Lane.objects.update(retry_at=Now())
    lanes.open_due()
    held.keep_in_step()
    held.keep_in_step()
    assert [status for status, _ in states(documents)] == ["queued", "held", "held"]
    put(documents[:1], status="sending")
    held.keep_in_step()
    assert counts() == {"sending": 1, "held": 2}


@pytest.mark.parametrize("reason", OF_THE_DOCUMENT)
@pytest.mark.parametrize("failures", [0, 1], ids=["open", "half open"])
def test_what_is_held_for_a_reason_of_its_own_stays_behind_an_open_lane(reason, failures):
    sender = make_sender()
    documents = post(sender)
    put(documents, status="held", reason=reason)
    if reason == "sender-inactive":
        type(sender).objects.update(is_active=False)
    if reason == "attachment-missing":
        [lost] = post(sender, attachments=[NewAttachment("a.pdf", b"gone " + reason.encode() * (failures + 1))])
        default_storage.delete(Content.objects.get().stored_as)
        put([lost], status="held", reason=reason)
        documents = [lost]
    Lane.objects.update(failures=failures)
    held.keep_in_step()
    assert states(documents) == [("held", reason)]


def test_one_lane_is_no_concern_of_another():
    first, second = make_sender(), make_sender()
    [one] = post(first)
    close(HOLDS)
    [other] = post(second)
    held.keep_in_step()
    assert states([one, other]) == [("held", "certificate-expired"), ("queued", "")]


# -- logins


def test_a_stopped_lane_opens_when_another_login_is_entered():
    sender = make_sender(authentication="per_employee")
    give_login(sender, server_of(sender), "jan", "wrong")
    documents = post(sender, 2)
    close(STOPS, logins.fingerprint(logins.login_of(Lane.objects.get())))
    held.keep_in_step()
    held.keep_in_step()
    assert states(documents) == [("held", "credentials-rejected")] * 2
    give_login(sender, server_of(sender), "jan", "right")
    held.keep_in_step()
    assert states(documents) == [("queued", "")] * 2
    assert Lane.objects.get().refused_login == ""


def test_a_corrected_central_password_opens_the_lanes_of_older_settings():
    sender = make_sender(authentication="central", username="office", password="wrong")
    documents = post(sender)
    close(STOPS, logins.fingerprint(logins.login_of(Lane.objects.get())))
    held.keep_in_step()
    change_mailserver(server_of(sender), password="right")
    held.keep_in_step()
    assert states(documents) == [("queued", "")]


def test_a_lane_whose_login_has_gone_says_that_now():
    sender = make_sender(authentication="per_employee")
    server = server_of(sender)
    give_login(sender, server)
    documents = post(sender)
    close(STOPS, logins.fingerprint(logins.login_of(Lane.objects.get())))
    held.keep_in_step()
    sender.server_credentials.all().delete()
    held.keep_in_step()
    assert Lane.objects.get().reason == "credentials-missing"
    assert state(documents[0])[0] == "held"


# -- servers


@pytest.mark.parametrize("status", ["queued", "retrying"])
def test_what_lost_its_server_unnoticed_is_held(status):
    documents = post(make_sender())
    name = Lane.objects.get().identification
    lose_the_server(status)
    held.keep_in_step()
    assert states(documents) == [("held", "server-deleted")]
    assert (documents[0].reason_facts, documents[0].server_id) == ({"server": name}, None)


@pytest.mark.parametrize(
    ("status", "after"),
    [
        ("queued", ("held", "server-deleted")),
        ("retrying", ("held", "server-deleted")),
        ("held", ("held", "server-deleted")),
        ("sending", ("sending", "")),
        ("sent", ("sent", "")),
        ("cancelled", ("cancelled", "")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_deleting_a_server_holds_what_waits_for_it_and_voids_late_results(status, after):
    [document] = post(make_sender())
    put([document], status=status, fence=4)
    server = document.server
    held.hold_documents_of(server.pk, server.identification)
    assert state(document) == after
    assert document.fence == (5 if after[0] == "held" else 4)


@pytest.mark.parametrize("reason", ["no-server", "server-deleted", "not-yet-available"])
def test_what_had_no_server_leaves_when_its_sender_has_one(reason):
    sender = make_sender()
    documents = post(sender, 2)
    work_from(sender, None)
    put(documents, status="held", reason=reason, lane=None, server=None)
    held.keep_in_step()
    assert [status for status, _ in states(documents)] == ["held"] * 2
    chosen = make_mailserver()
    work_from(sender, chosen)
    held.keep_in_step()
    assert states(documents) == [("queued", "")] * 2
    assert documents[0].server == chosen


def test_what_waits_for_a_server_keeps_to_the_settings_of_its_login():
    sender = make_sender()
    server = server_of(sender)
    known = MailServerRevision.objects.aggregate(newest=Max("pk"))["newest"]
    [document] = post(sender)
    put([document], status="held", reason="no-server", lane=None, server=None)
    change_mailserver(server, port=2525)
    held.keep_in_step()
    assert state(document) == ("queued", "")
    assert document.revision_limit == known
    assert document.lane.revision_id == known


def test_the_company_mail_without_a_server_leaves_through_a_new_default():
    from documents.intake import queue_document

    make_company()
    document = queue_document(sender=None, to=["jan@x.example"], subject="Report")
    held.keep_in_step()
    assert state(document) == ("held", "no-server")
    make_company(default_server=make_mailserver())
    held.keep_in_step()
    assert state(document) == ("queued", "")


def test_an_inactive_senders_documents_are_not_routed():
    sender = make_sender()
    documents = post(sender)
    put(documents, status="held", reason="no-server", lane=None, server=None)
    type(sender).objects.update(is_active=False)
    held.keep_in_step()
    assert states(documents) == [("held", "no-server")]


# -- senders and attachments


def test_a_sender_who_is_active_again_sends():
    sender = make_sender()
    documents = post(sender, 2)
    put(documents, status="held", reason="sender-inactive")
    held.keep_in_step()
    assert states(documents) == [("queued", "")] * 2


def test_a_restored_attachment_releases_its_documents_and_no_others():
    sender = make_sender()
    files = [NewAttachment(name, name.encode()) for name in ("one.pdf", "two.pdf")]
    documents = post(sender, attachments=files) + post(sender, attachments=files[:1])
    for content in Content.objects.all():
        default_storage.delete(content.stored_as)
    put(documents, status="held", reason="attachment-missing")
    contents.store(files[0])
    held.keep_in_step()
    assert [status for status, _ in states(documents)] == ["held", "queued"]
    contents.store(files[1])
    held.keep_in_step()
    assert [status for status, _ in states(documents)] == ["queued", "queued"]


def test_an_attachment_that_is_back_in_part_releases_nothing():
    """A worker would refuse it again at once, and so on for ever."""
    documents = post(make_sender(), attachments=[NewAttachment("half.pdf", b"half of it " * 100)])
    content = Content.objects.get()
    path = Path(default_storage.path(content.stored_as))
    path.write_bytes(path.read_bytes()[:100])
    put(documents, status="held", reason="attachment-missing")
    held.keep_in_step()
    assert states(documents) == [("held", "attachment-missing")]
    contents.store(NewAttachment("half.pdf", b"half of it " * 100))
    held.keep_in_step()
    assert states(documents) == [("queued", "")]


# -- any number of documents, any number of workers


STEPS: dict[str, Callable[[], None]] = {
    "behind a closed lane": lambda: close(HOLDS),
    "behind a waiting lane": lambda: close(PASSES),
    "without a server": lose_the_server,
    "behind an open lane": lambda: put(list(Document.objects.all()), status="held", reason="certificate-expired"),
    "of an active sender": lambda: put(list(Document.objects.all()), status="held", reason="sender-inactive"),
}


@pytest.mark.parametrize("prepare", STEPS.values(), ids=STEPS)
def test_a_step_changes_a_bounded_number_and_says_that_there_is_more(monkeypatch, prepare):
    monkeypatch.setattr(held, "CHUNK", 4)
    documents = post(make_sender(), 10)
    prepare()
    before = states(documents)
    assert held.keep_in_step()
    changed = sum(old != new for old, new in zip(before, states(documents), strict=True))
    assert changed == 4
    rounds = 1
    while held.keep_in_step():
        rounds += 1
        assert rounds < 10
    assert len(set(states(documents))) == 1
    assert not held.keep_in_step()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("prepare", STEPS.values(), ids=STEPS)
def test_two_workers_that_keep_in_step_at_once_come_to_the_same_end(monkeypatch, prepare):
    monkeypatch.setattr(held, "CHUNK", 5)
    documents = post(make_sender(), 23)
    prepare()

    def keep_in_step() -> None:
        while held.keep_in_step():
            pass

    at_once(keep_in_step, keep_in_step)
    held.keep_in_step()
    assert len(set(states(documents))) == 1


# -- wrong clocks


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_IDS)
def test_after_a_jump_of_the_clock_no_retry_is_further_away_than_a_retry_can_be(jump):
    documents = post(make_sender(), 3)
    for document, delay_s in zip(documents, (1, 300, 600), strict=True):
        put([document], status="retrying", not_before=Now() + timedelta(seconds=delay_s) - jump)
    held.mend_clock_jumps()
    longest = Now() + timedelta(seconds=SCHEDULE.longest_wait_s)
    assert not Document.objects.filter(not_before__gt=longest).exists()
    assert Document.objects.filter(not_before__lte=Now()).count() == 3


def test_a_retry_within_the_schedule_is_left_where_it_is():
    documents = post(make_sender(), 2)
    put(documents[:1], status="retrying", not_before=Now() + timedelta(seconds=SCHEDULE.longest_wait_s - 5))
    put(documents[1:], status="held", reason="no-server", not_before=Now() + timedelta(days=30))
    assert held.mend_clock_jumps() == 0


@pytest.mark.parametrize("jump", JUMPS, ids=JUMP_IDS)
def test_after_a_jump_of_the_clock_a_waiting_lane_and_its_documents_recover(jump):
    documents = post(make_sender(), 3)
    close(HOLDS)
    held.keep_in_step()
    Lane.objects.update(retry_at=F("retry_at") - jump)
    assert lanes.open_due()
    held.keep_in_step()
    assert [status for status, _ in states(documents)] == ["queued", "held", "held"]
    lanes.proved(Lane.objects.get().pk)
    held.keep_in_step()
    assert counts() == {"queued": 3}
