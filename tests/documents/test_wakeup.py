"""Workers hear at once of what was queued, on PostgreSQL; on SQLite nothing happens and nothing breaks."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from documents import leases, transitions, wakeup
from documents.models import Document
from documents.worker.listener import Listener
from tests.documents.outbox import eventually, make_sender, post

pytestmark = pytest.mark.django_db(transaction=True)

ON_POSTGRESQL = connection.vendor == "postgresql"


class Ear:
    """Counts how often it is told."""

    def __init__(self) -> None:
        self.heard = 0

    def __call__(self) -> None:
        self.heard += 1


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Hears on PostgreSQL; the first call, when listening begins, is not counted."""
    ear, stop = Ear(), threading.Event()
    if not ON_POSTGRESQL:
        yield ear
        return
    listener = Listener(ear, stop)
    listener.start()
    eventually(lambda: ear.heard)
    ear.heard = 0
    yield ear
    stop.set()
    listener.join(30)
    assert not listener.is_alive()


def check_woken(ear: Ear) -> None:
    if ON_POSTGRESQL:
        eventually(lambda: ear.heard)
    assert bool(ear.heard) is ON_POSTGRESQL


@pytest.mark.parametrize("count", [1, 3])
def test_a_new_document_wakes_workers(ear, count):
    post(make_sender(), count)
    check_woken(ear)


def test_a_retry_wakes_workers(ear):
    [document] = post(make_sender())
    Document.objects.update(status="failed")
    if ON_POSTGRESQL:
        eventually(lambda: ear.heard)
        ear.heard = 0
    transitions.retry(document.pk)
    check_woken(ear)


def test_the_burial_of_a_dead_worker_wakes_the_living(ear, settings):
    settings.LEASE_S = 0
    leases.join()
    leases.Watch(leases.join()).bury_the_dead()
    check_woken(ear)


def test_nobody_is_woken_for_what_was_rolled_back(ear):
    with transaction.atomic():
        wakeup.notify(connection)
        transaction.set_rollback(True)
    wakeup.notify(connection)
    check_woken(ear)
    assert ear.heard == (1 if ON_POSTGRESQL else 0)


def test_a_listener_that_lost_its_session_comes_back(ear):
    if not ON_POSTGRESQL:  # no sessions to lose; and with CI=true nothing may be skipped
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    eventually(somebody_listens, 20)
    ear.heard = 0
    wakeup.notify(connection)
    eventually(lambda: ear.heard)


def somebody_listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'"
        )
        return bool(cursor.fetchone()[0])
