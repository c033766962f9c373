"""The product as a contender in a harness that measures queues beside each other: `./dev bench contender ACTION`.

migrate   makes the tables; prints {"done": true}
fill      empties the outbox, queues BENCH_COUNT messages with a commit each; prints {"seconds": …}
drain     prints "ready", waits for a line, delivers everything; prints {"seconds": …, "peak_mib": …}
count     prints {"sent": …}

Environment: BENCH_DB_URL, BENCH_SMTP (host:port), BENCH_COUNT, BENCH_SIZE (of the text; from 100,000 on of an attached
document), BENCH_WORK (a scratch folder), BENCH_CONNECTIONS (of the server; default 10).
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import message


def prepare() -> None:
    """Django with the database and the folders of this run; servers on loopback are allowed."""
    os.environ["DATABASE_URL"] = os.environ["BENCH_DB_URL"]
    os.environ["EASYFLEX_DATA"] = str(Path(os.environ["BENCH_WORK"]) / "easyflex")
    os.environ["EASYFLEX_NETWORK_ALLOW"] = "127.0.0.0/8"
    os.environ["EASYFLEX_LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "easyflex.settings"
    import django

    django.setup()


def say(**figures: Any) -> None:
    """One JSON object a line."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def migrate() -> None:
    """Make the tables."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    say(done=True)


def fill() -> None:
    """Queue the messages one at a time, as the page and the API do."""
    from documents.intake import queue_document

    sender, attachments = world(), attachments_of(size())
    text = message.body(size())
    start = time.perf_counter()
    for number in range(count()):
        queue_document(
            sender=sender,
            to=[message.RECIPIENT],
            subject=message.subject(number),
            body=text,
            attachments=attachments,
        )
    say(seconds=time.perf_counter() - start)


def drain() -> None:
    """Deliver until nothing is left."""
    from django.core.management import call_command, load_command_class

    command = load_command_class("documents", "deliver")  # the code is loaded when the process starts
    with race():
        call_command(command, until_empty=True)


@contextmanager
def race() -> Iterator[None]:
    """Say "ready" and wait for a line; at the end tell how long the block took, and how much the process grew."""
    from django.db import connection

    connection.ensure_connection()
    reset_peak()
    before = memory_kib("VmRSS")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    start = time.perf_counter()
    yield
    say(seconds=time.perf_counter() - start, peak_mib=(memory_kib("VmHWM") - before) / 1024)


def show_count() -> None:
    """How many documents say that they were sent."""
    from documents.models import Document, Status

    say(sent=Document.objects.filter(status=Status.SENT).count())


def world() -> Any:
    """An empty database with one server and one employee, who sends through it."""
    from django.core.management import call_command

    from employees.models import Employee
    from employees.work_location import choose
    from mailservers.models import MailServer
    from mailservers.revisions import save_server

    call_command("flush", interactive=False, verbosity=0)
    host, _, port = os.environ["BENCH_SMTP"].rpartition(":")
    connections = int(os.environ.get("BENCH_CONNECTIONS", "10"))
    server = MailServer(identification="bench", host=host, port=int(port), max_connections=connections)
    save_server(server)
    sender = Employee.objects.create_user("bench", name="Bench", email=message.SENDER)
    choose(sender, server)
    return sender


def attachments_of(octets: int) -> list[Any]:
    """The document that goes along, for sizes that ask for one."""
    from documents.contents import NewAttachment

    if not message.has_document(octets):
        return []
    return [NewAttachment("payslip.pdf", message.document(octets), "application/pdf")]


def count() -> int:
    """How many messages."""
    return int(os.environ["BENCH_COUNT"])


def size() -> int:
    """How big each is, in octets."""
    return int(os.environ.get("BENCH_SIZE", "4096"))


def memory_kib(name: str) -> int:
    """A figure from /proc/self/status."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def reset_peak() -> None:
    """Let VmHWM begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


ACTIONS = {"migrate": migrate, "fill": fill, "drain": drain, "count": show_count}


def main() -> int:
    """Run one action."""
    if len(sys.argv) != 2 or sys.argv[1] not in ACTIONS:
        sys.stderr.write(f"usage: contender {'|'.join(ACTIONS)}\n")
        return 2
    prepare()
    ACTIONS[sys.argv[1]]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
