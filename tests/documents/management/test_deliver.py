"""deliver: its arguments and exit codes. What it does is tested with the worker and on bad days."""

import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from documents.models import Lease
from tests.documents.outbox import ROOT, counts, environment, eventually, make_sender, post, run_worker, working
from tests.servers import ScriptedServer


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "-1", "-100"])
def test_fewer_than_one_connection_is_wrong_usage(number):
    with pytest.raises(CommandError, match=r"--concurrency") as refused:
        call_command("deliver", f"--concurrency={number}")
    assert refused.value.returncode == 2
    assert not Lease.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("arguments", [["--concurrency", "0"], ["--concurrency", "many"], ["--until-full"]], ids=str)
def test_wrong_usage_ends_with_2_and_a_sentence(arguments):
    done = subprocess.run(
        [sys.executable, "manage.py", "deliver", *arguments],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert arguments[0] in done.stderr


@pytest.mark.django_db(transaction=True)
def test_with_one_connection_everything_is_sent_over_it():
    with ScriptedServer() as server:
        post(make_sender(server.port, max_connections=8), 30)
        run_worker("--concurrency", "1")
    assert counts() == {"sent": 30}
    assert server.connections == 1


@pytest.mark.django_db(transaction=True)
def test_with_nothing_to_do_until_empty_ends_at_once_and_well():
    run_worker()
    assert not Lease.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ctrl_c_ends_a_worker_well():
    with working() as worker:
        eventually(Lease.objects.exists, 30)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(30) == 0
    assert not Lease.objects.exists()
