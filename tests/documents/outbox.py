"""An outbox with something in it, workers in this process and in others, and waiting for what they do."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection

from documents.intake import queue_document
from documents.models import Document, Recipient
from documents.worker import Supervisor
from employees.models import Employee
from mailservers.models import MailServer
from tests.factories import make_company, make_employee, make_mailserver, work_from

ROOT = Path(__file__).parents[2]


def make_sender(port: int = 25, *, called: str = "", **server: Any) -> Employee:
    """An employee who works from a server on this machine, in an agency that allows it."""
    make_company(demo=True)
    sender = make_employee(called)
    work_from(sender, make_mailserver(host="127.0.0.1", port=port, **server))
    return sender


def server_of(sender: Employee) -> MailServer:
    """Where somebody works."""
    return sender.work_location.server


def post(sender: Employee, count: int = 1, **request: Any) -> list[Document]:
    """So many documents, to jan unless said otherwise."""
    asked = {"to": ["jan@x.example"], "subject": "Payslip", "body": "Dear Jan,\n\nyour payslip.\n", **request}
    return [queue_document(sender=sender, **asked) for _ in range(count)]


def deliver(**options: Any) -> Supervisor:
    """A worker in this process, until nothing is left to do."""
    worker = Supervisor(until_empty=True, **options)
    worker.run()
    return worker


@contextmanager
def delivering(**options: Any) -> Iterator[Supervisor]:
    """A worker in another thread, for as long as the block lasts."""
    worker = Supervisor(**options)
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(30)
        assert not thread.is_alive()


def state(document: Document) -> tuple[str, str]:
    """Status and reason as they are now."""
    document.refresh_from_db()
    return document.status, document.reason


def told(document: Document) -> dict[str, tuple[str, int | None]]:
    """What became of each recipient."""
    rows = Recipient.objects.filter(document=document)
    return {row.address: (row.outcome, row.reply_code) for row in rows}


def counts() -> dict[str, int]:
    """How many documents there are of each status."""
    found: dict[str, int] = {}
    for status in Document.objects.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


def eventually(condition: Callable[[], object], seconds: float = 15) -> None:
    """Wait until `condition` holds; fails after `seconds`."""
    end, pause = monotonic() + seconds, threading.Event()
    while not condition():
        assert monotonic() < end, f"not within {seconds} s: {condition}"
        pause.wait(0.02)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned, all of them having started together, each with a database connection of its own."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(30)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def environment(**variables: str) -> dict[str, str]:
    """For a process that works on the database of this test."""
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {
        "DATABASE_URL": database_url(),
        "EASYFLEX_DATA": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "easyflex.settings",
        "EASYFLEX_LEASE_S": "2",
        "EASYFLEX_RETRY_FIRST_S": "1",
        "EASYFLEX_NETWORK_ALLOW": "127.0.0.0/8",
    }
    return known | own | variables


def database_url() -> str:
    """Where the tables of this test are."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    password = f":{now['PASSWORD']}" if now["PASSWORD"] else ""
    port = f":{now['PORT']}" if now["PORT"] else ""
    socket = now["OPTIONS"].get("host")
    address = f"{now['HOST']}{port}/{now['NAME']}" + (f"?host={socket}" if socket else "")
    return f"postgres://{now['USER']}{password}@{address}"


@contextmanager
def working(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A `deliver` process; it is asked to end when the block does, if it has not ended by then."""
    command = [sys.executable, str(ROOT / "manage.py"), "deliver", *arguments]
    worker = subprocess.Popen(command, env=environment(**variables), text=True, stderr=subprocess.PIPE)
    try:
        yield worker
        worker.terminate()
        worker.communicate(timeout=30)
    except Exception as error:
        worker.kill()
        error.add_note(f"The worker said: {worker.communicate()[1] or 'nothing'}")
        raise
    finally:
        worker.kill()
        worker.communicate()


def run_worker(*arguments: str, seconds: float = 90, **variables: str) -> None:
    """`deliver --until-empty` in a process of its own, to its end."""
    with working("--until-empty", *arguments, **variables) as worker:
        _, errors = worker.communicate(timeout=seconds)
        assert worker.returncode == 0, errors
