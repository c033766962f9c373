"""The database goes away, fills up, or a worker dies between any two steps."""

import itertools
import resource
import subprocess
import sys
import threading
from collections import Counter
from email import message_from_bytes

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction

from documents.models import Content, Document, Lease
from documents.queue import store_for
from tests.documents.outbox import (
    ROOT,
    counts,
    delivering,
    environment,
    eventually,
    make_sender,
    post,
    run_worker,
    working,
)
from tests.servers import ReceivingServer

pytestmark = pytest.mark.django_db(transaction=True)

MANY_STEPS = 60
READ_ONLY = {"PGOPTIONS": "-c default_transaction_read_only=on"}  # PostgreSQL on a full disk, more or less


def test_a_worker_killed_after_any_single_step_loses_nothing_and_marks_what_it_repeats():
    with ReceivingServer() as server:
        sender = make_sender(server.port)
        code, step = 9, 0
        while code == 9:
            step += 1
            assert step < MANY_STEPS
            if not Document.objects.exclude(status="sent").exists():
                post(sender)
            done = subprocess.run(
                [sys.executable, "-m", "tests.documents.killed_worker", str(step)],
                env=environment(EASYFLEX_LEASE_S="1"),
                cwd=ROOT,
                timeout=60,
                capture_output=True,
                text=True,
            )
            code = done.returncode
            assert code in (0, 9), done.stderr
            Lease.objects.update(expires_at="2020-01-01T00:00:00Z")  # the wait for its end is tested elsewhere
        run_worker(EASYFLEX_LEASE_S="1")
        found = Counter(message_from_bytes(message.content)["Message-ID"] for message in server.messages)
    assert step > 8
    assert counts() == {"sent": len(found)}
    for document in Document.objects.all():
        assert found[document.message_id] == 1 or document.possibly_repeated


def test_a_worker_outlives_the_loss_of_all_its_database_connections():
    with ReceivingServer() as server:
        post(make_sender(server.port), 200)
        with working(EASYFLEX_LEASE_S="60") as worker:
            for messages in (10, 60, 110):
                eventually(lambda goal=messages: len(server.messages) >= goal, 30)
                break_connections()
            eventually(lambda: counts() == {"sent": 200}, 60)
            worker.terminate()
            assert worker.wait(20) == 0
    assert len(server.messages) == 200  # the results were kept until the database was back
    assert not Lease.objects.exists()


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_documents_whose_claim_was_committed_without_an_answer_are_sent_once(lost: int, monkeypatch) -> None:
    store = type(store_for(connection))
    claim, calls = store.claim, itertools.count(1)

    def claimed_and_lost(*arguments):
        claims = claim(*arguments)
        if claims and next(calls) == lost:
            raise OperationalError("the connection was lost")
        return claims

    monkeypatch.setattr(store, "claim", claimed_and_lost)
    with ReceivingServer() as server:
        post(make_sender(server.port), 30)
        with delivering():
            eventually(lambda: counts() == {"sent": 30})
    assert next(calls) > lost
    assert len(server.messages) == 30
    assert not Document.objects.filter(possibly_repeated=True).exists()


def break_connections() -> None:
    """PostgreSQL ends every session but ours; SQLite has no connections to lose, it is locked for a while."""
    if connection.vendor == "sqlite":
        with transaction.atomic():
            Lease.objects.update(owner="locked")
            threading.Event().wait(0.5)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_worker_that_cannot_write_sends_nothing_and_the_next_one_goes_on():
    with ReceivingServer() as server:
        post(make_sender(server.port), 30)
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "deliver", "--until-empty"],
            cwd=ROOT,
            env=environment(**READ_ONLY),
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),  # SQLite: no room for a page
        )
        try:
            worker.communicate(timeout=3)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.communicate()
        assert worker.returncode != 0
        assert not server.messages
        run_worker()
    assert counts() == {"sent": 30}
    assert len(server.messages) == 30


def test_intake_on_a_full_disk_refuses_in_words_and_keeps_nothing(tmp_path):
    sender = make_sender()
    attachment = tmp_path / "contract.pdf"
    attachment.write_bytes(b"%PDF" + bytes(500_000))
    command = ["send_document", "--as", sender.username, "--to", "jan@x.example", "--subject", "Contract"]
    arguments = [sys.executable, "manage.py", *command, "--attach", str(attachment)]
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not Document.objects.exists()
    assert not Content.objects.exists()
    again = subprocess.run(arguments, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60)
    assert again.returncode == 0, again.stderr
    assert default_storage.size(Content.objects.get().stored_as) == Content.objects.get().wire_bytes
