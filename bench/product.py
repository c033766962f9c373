"""What benchmarks need of the product beyond `bench.contender`, in the same environment and the same manner.

fill_bulk   empties the outbox, queues BENCH_COUNT messages by `send_document --batch`; prints {"seconds": …}
fill_lanes  the same, untimed, and before them BENCH_STUCK messages for the server at BENCH_STUCK_PORT (0: none)
work        prints "ready", waits for a line, delivers until it is ended
fill_depth  empties the outbox and makes BENCH_COUNT queued rows, by SQL from one real message; prints {"done": true}
claims      prints "ready"; at every line claims BENCH_BATCH documents, gives them back, prints {"ms": …} of the claim
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench import message
from bench.contender import count, prepare, say, size, world

FIRST_KEY = "01900000-0000-7000-8000-"  # of made rows: keys that grow, as the product's own do


def fill_bulk() -> None:
    """Queue everything by one command."""
    from employees.models import Employee

    sender = world()
    lines = write_lines(count())
    Employee.objects.get(pk=sender.pk)  # the connection is there
    started = time.perf_counter()
    send_batch(sender.username, lines)
    say(seconds=time.perf_counter() - started)


def fill_lanes() -> None:
    """Two lanes, of which one hangs; its documents were queued first."""
    from employees.models import Employee
    from employees.work_location import choose
    from mailservers.models import MailServer
    from mailservers.revisions import save_server

    sender = world()
    if stuck := int(os.environ["BENCH_STUCK"]):
        server = MailServer(identification="stuck", host="127.0.0.1", port=int(os.environ["BENCH_STUCK_PORT"]))
        save_server(server)
        other = Employee.objects.create_user("stuck", name="Stuck", email=message.SENDER)
        choose(other, server)
        send_batch(other.username, write_lines(stuck))
    send_batch(sender.username, write_lines(count()))
    say(done=True)


def write_lines(number: int) -> Path:
    """So many messages as a file for `--batch`."""
    path = Path(os.environ["BENCH_WORK"]) / "batch.jsonl"
    text = message.body(size())
    with path.open("w") as file:
        for subject in map(message.subject, range(number)):
            file.write(json.dumps({"to": [message.RECIPIENT], "subject": subject, "body": text}) + "\n")
    return path


def send_batch(username: str, lines: Path) -> None:
    """`send_document --batch`."""
    from django.core.management import call_command

    with open(os.devnull, "w") as nowhere:
        call_command("send_document", "--as", username, "--batch", str(lines), stdout=nowhere)


def work() -> None:
    """A worker that goes on."""
    from django.core.management import call_command
    from django.db import connection

    connection.ensure_connection()
    wait_for_the_start()
    call_command("deliver")


def wait_for_the_start() -> None:
    """Say "ready", wait for a line."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def fill_depth() -> None:
    """Copies of one message, which intake made, until there are enough."""
    from django.db import connection

    from documents.intake import queue_document
    from documents.models import Document, Letter, Recipient

    model = queue_document(sender=world(), to=[message.RECIPIENT], subject="Payslip", body=message.body(size()))
    if connection.vendor == "postgresql":
        numbers, key = "generate_series(1, %s) AS numbers (n)", f"('{FIRST_KEY}' || lpad(to_hex(n), 12, '0'))::uuid"
    else:
        numbers = "(WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up LIMIT %s) SELECT n FROM up)"
        key = f"'{FIRST_KEY.replace('-', '')}' || printf('%%012x', n)"
    with connection.cursor() as cursor:
        for table, own_key in ((Document, "id"), (Letter, "document_id"), (Recipient, "document_id")):
            columns = [
                str(field.column) for field in table._meta.concrete_fields if field.column != "id" or own_key == "id"
            ]
            values = ", ".join(key if column == own_key else column for column in columns)
            cursor.execute(
                f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) "
                f"SELECT {values} FROM {table._meta.db_table}, {numbers} ORDER BY n",
                [count() - 1],
            )
    if Document.objects.filter(lane=model.lane_id).count() != count():
        raise RuntimeError("the outbox has not the depth that was asked for")
    say(done=True)


def claims() -> None:
    """Claim as a worker does, again and again."""
    from django.db import connection

    from documents import leases
    from documents.models import Lane
    from documents.queue import Want, store_for

    store = store_for(connection)
    lease, lane = leases.join(), Lane.objects.get()
    batch = int(os.environ["BENCH_BATCH"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while sys.stdin.readline():
        started = time.perf_counter()
        claimed = store.claim(connection, lease, [Want(lane.pk, batch)])
        passed_ms = (time.perf_counter() - started) * 1000
        if len(claimed) != batch or not all(claim.wire and claim.recipients for claim in claimed):
            raise RuntimeError(f"claimed {len(claimed)} documents instead of {batch}")
        store.give_back(connection, lease, claimed)
        say(ms=passed_ms)


ACTIONS: dict[str, Any] = {
    "fill_bulk": fill_bulk,
    "fill_lanes": fill_lanes,
    "work": work,
    "fill_depth": fill_depth,
    "claims": claims,
}


if __name__ == "__main__":
    prepare()
    ACTIONS[sys.argv[1]]()
