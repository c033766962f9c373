"""Days on which a server is difficult, with a real worker: everything arrives, nothing is marked, no other waits."""

from threading import Event
from time import monotonic

import pytest

from documents.models import Document, Lane
from tests.documents.outbox import counts, eventually, make_sender, post, working
from tests.servers import ReceivingServer, ScriptedServer
from tests.servers.scripted import Session

pytestmark = pytest.mark.django_db(transaction=True)

GREYLISTED = "451 4.7.1 Greylisting in action, please come back later"
GREY_S = 1.0
SLOW_S = 0.5


def test_a_greylisting_server_gets_everything_and_its_lane_waits():
    seen: dict[bytes, float] = {}
    turned_away = 0

    def greylist(session: Session) -> None:
        nonlocal turned_away
        recipient, now = session.server.heard[-1], monotonic()
        is_known = now - seen.setdefault(recipient, now) >= GREY_S
        turned_away += not is_known
        session.say("250 2.1.5 recipient ok" if is_known else GREYLISTED)

    with ScriptedServer(rcpt=greylist) as server:
        sender = make_sender(server.port, max_connections=1)
        for number in range(6):
            post(sender, to=[f"person{number}@x.example"])
        with working(EASYFLEX_RETRY_FIRST_S="1", EASYFLEX_RETRY_LONGEST_S="1"):
            eventually(lambda: Lane.objects.get().state == "waiting", 30)
            eventually(lambda: counts() == {"sent": 6}, 90)
        assert len(server.messages) == 6
    assert turned_away >= 6
    assert not Document.objects.filter(possibly_repeated=True).exists()
    assert Document.objects.filter(attempt_count__gt=1).exists()
    assert (Lane.objects.get().state, Lane.objects.get().failures) == ("open", 0)


def test_a_slow_server_does_not_hold_up_a_fast_one_and_gets_everything_too():
    hurry = Event()

    def take_its_time(session: Session) -> None:
        hurry.wait(SLOW_S)
        session.say("250 2.0.0 queued at last")

    with ScriptedServer(message=take_its_time) as slow, ReceivingServer() as fast:
        post(make_sender(slow.port, max_connections=2), 40)
        post(make_sender(fast.port), 100)
        with working():
            eventually(lambda: len(fast.messages) == 100, 60)
            taken = len(slow.messages)
            hurry.set()
            eventually(lambda: counts() == {"sent": 140}, 60)
        assert taken < 40  # two connections, half a second each: ten seconds for all of them
        assert len(slow.messages) == 40
    assert not Document.objects.filter(possibly_repeated=True).exists()
    assert not Document.objects.exclude(attempt_count=1).exists()
