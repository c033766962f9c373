"""Days on which something breaks, with real processes: nothing is lost, nothing stuck, and a repeat is marked."""

import random
import signal
import subprocess
from collections import Counter
from email import message_from_bytes

import pytest
from django.db import OperationalError, connection

from documents.models import Document, Lease
from tests.documents.outbox import counts, eventually, make_sender, post, run_worker, working
from tests.servers import ReceivingServer, ScriptedServer, silence

pytestmark = pytest.mark.django_db(transaction=True)

WINDOW = 20 + 10  # uncommitted results, and one message under way on each of a worker's connections


def arrived(server: ReceivingServer) -> Counter[str]:
    """How often each Message-ID was accepted."""
    return Counter(message_from_bytes(message.content)["Message-ID"] for message in server.messages)


def check_nothing_lost_and_repeats_marked(server: ReceivingServer, kills: int) -> None:
    """Every document arrived; those that did so twice say that they may have."""
    found = arrived(server)
    documents = {one.message_id: one for one in Document.objects.all()}
    assert counts() == {"sent": len(documents)}
    assert found.keys() == documents.keys()
    twice = [key for key, times in found.items() if times > 1]
    assert all(documents[key].possibly_repeated for key in twice)
    assert max(found.values()) <= 1 + kills
    assert sum(found.values()) - len(found) <= kills * WINDOW


def test_workers_killed_at_random_lose_nothing():
    chance = random.Random(47)
    with ReceivingServer() as server:
        post(make_sender(server.port, max_connections=5), 150)
        for _ in range(3):
            enough = len(server.messages) + chance.randint(1, 30)
            with working() as worker:
                eventually(lambda goal=enough: len(server.messages) >= goal, 30)
                worker.kill()
        run_worker()
        check_nothing_lost_and_repeats_marked(server, kills=3)
    assert not Lease.objects.exists()


def test_a_worker_that_is_asked_to_end_gives_back_what_it_holds():
    with ReceivingServer() as server:
        post(make_sender(server.port), 200)
        with working() as worker:
            eventually(lambda: len(server.messages) >= 20, 30)
            worker.terminate()
            assert worker.wait(20) == 0
        sent = counts()["sent"]
        assert counts() == {"sent": sent, "queued": 200 - sent}
        assert len(server.messages) == sent
        assert not Lease.objects.exists()
        assert not Document.objects.filter(possibly_repeated=True).exists()


def test_two_workers_share_the_work_and_send_nothing_twice():
    with ReceivingServer() as server:
        post(make_sender(server.port, max_connections=6), 120)
        with working("--until-empty") as one, working("--until-empty") as other:
            assert (one.wait(60), other.wait(60)) == (0, 0)
        assert set(arrived(server).values()) == {1}
    assert counts() == {"sent": 120}
    assert not Document.objects.filter(possibly_repeated=True).exists()


def test_a_worker_that_stood_still_too_long_sends_nothing_that_another_one_took_over():
    with ReceivingServer() as server:
        post(make_sender(server.port, max_connections=2), 150)
        with working() as worker:
            eventually(lambda: len(server.messages) >= 5, 30)
            stop_between_transactions(worker)
            run_worker()
            worker.send_signal(signal.SIGCONT)
            eventually(lambda: Lease.objects.count() == 1)  # it noticed, and began anew
        check_nothing_lost_and_repeats_marked(server, kills=1)


def stop_between_transactions(worker: subprocess.Popen[str]) -> None:
    """SIGSTOP at a moment when the worker does not hold SQLite's only lock: then everybody stands still with it."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 200")
            try:
                cursor.execute("UPDATE documents_lease SET owner = owner")
            except OperationalError:
                worker.send_signal(signal.SIGCONT)
            else:
                return
            finally:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA busy_timeout = 20000")


def test_a_server_that_breaks_connections_at_random_gets_everything_in_the_end():
    chance = random.Random(11)

    def break_off_sometimes(session):
        if chance.random() < 0.2:
            session.closed = True
        else:
            session.send(b"250 2.0.0 fine\r\n")

    with ScriptedServer(mail=break_off_sometimes, message=break_off_sometimes) as server:
        post(make_sender(server.port, max_connections=4), 40)
        with working(EASYFLEX_RETRY_FIRST_S="0", EASYFLEX_RETRY_LONGEST_S="0"):
            eventually(lambda: counts() == {"sent": 40}, 60)


def test_one_server_that_hangs_does_not_keep_others_waiting():
    with ScriptedServer(greeting=silence) as stuck, ReceivingServer() as server:
        for _ in range(3):
            post(make_sender(stuck.port), 5)
        post(make_sender(server.port), 50)
        with working():
            eventually(lambda: counts().get("sent") == 50, 30)
            stuck.over.set()
