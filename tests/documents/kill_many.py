"""Kill a worker many times and count: python -m tests.documents.kill_many --kills 50 --messages 2000 [--postgres]

Not part of the suite. A real worker, a real server and a database of its own in a temporary folder. Each worker is
killed (SIGKILL) after a random number of messages; the last one finishes. Printed for each kill: how many messages had
been accepted so far, and the window, which is what the server had accepted and no commit had recorded. At the end:
lost, repeated, marked as possibly repeated, and the largest window. Exit code 1 when anything was lost or repeated
without a mark.
"""

import argparse
import logging
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers import ReceivingServer

QUIET_S = 0.3  # without a message for so long, everything that was under way has arrived


def main(arguments: Sequence[str]) -> int:
    """Prepare a database, kill, count."""
    options = read(arguments)
    place = tempfile.TemporaryDirectory(prefix="easyflex-kill-")
    with place as folder, cluster() if options.postgres else nullcontext() as url:
        os.environ["EASYFLEX_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "easyflex.settings"
        os.environ["DATABASE_URL"] = url or f"sqlite:///{folder}/outbox.sqlite3"
        prepare()
        try:
            return run(options.kills, options.messages, random.Random(options.seed))
        finally:
            close_database()


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kill_many", description="Kill a worker many times and count.")
    parser.add_argument("--kills", type=int, default=50, metavar="N")
    parser.add_argument("--messages", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=47, metavar="N", help="of the moments at which is killed (47)")
    parser.add_argument("--postgres", action="store_true", help="on a throw-away PostgreSQL instead of SQLite")
    return parser.parse_args(arguments)


def cluster():
    """A throw-away PostgreSQL that writes every commit to the disk."""
    from devtool.postgres import throw_away_cluster

    return throw_away_cluster(durable=True)


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own, a line for each command


def close_database() -> None:
    from django.db import connection

    connection.close()


def run(kills: int, messages: int, chance: random.Random) -> int:
    """All of it; the exit code."""
    from documents.models import Document
    from tests.documents.outbox import counts, eventually, make_sender, post, run_worker, working
    from tests.servers import ReceivingServer

    with ReceivingServer() as server:
        print(f"Queueing {messages} messages …", flush=True)
        post(make_sender(server.port, max_connections=5), messages)
        arrivals, windows = Arrivals(server), []
        most = max(1, 2 * messages // (kills + 1))
        for number in range(1, kills + 1):
            goal = len(server.messages) + chance.randint(1, most)
            with working() as worker:
                eventually(lambda goal=goal: len(server.messages) >= goal or counts() == {"sent": messages}, 120)
                worker.kill()
                worker.wait()
            arrivals.settle()
            windows.append(arrivals.unrecorded())
            print(f"kill {number}: {len(server.messages)} accepted, window {windows[-1]}", flush=True)
        run_worker(seconds=600)
        found = arrivals.count()
    marked = set(Document.objects.filter(possibly_repeated=True).values_list("message_id", flat=True))
    known = set(Document.objects.values_list("message_id", flat=True))
    repeated = {key for key, times in found.items() if times > 1}
    lost = known - found.keys()
    print(f"statuses: {counts()}")
    print(f"lost: {len(lost)}")
    print(f"repeated: {sum(found.values()) - len(found)} deliveries of {len(repeated)} documents")
    print(f"repeated and not marked: {len(repeated - marked)}")
    print(f"marked: {len(marked)}")
    print(f"window per kill: largest {max(windows, default=0)}, mean {sum(windows) / max(len(windows), 1):.1f}")
    return int(bool(lost or repeated - marked or counts() != {"sent": messages}))


class Arrivals:
    """What the server has accepted, by Message-ID."""

    def __init__(self, server: "ReceivingServer") -> None:
        self._server = server
        self._read = 0
        self._found: Counter[str] = Counter()
        self._before: Counter[str] = Counter()

    def settle(self) -> None:
        """Wait until nothing arrives any more."""
        pause, seen = threading.Event(), -1
        while seen != len(self._server.messages):
            seen = len(self._server.messages)
            pause.wait(QUIET_S)

    def count(self) -> Counter[str]:
        """How often each was accepted."""
        headers = BytesHeaderParser()
        for message in self._server.messages[self._read :]:
            self._found[headers.parsebytes(message.content)["Message-ID"]] += 1
            self._read += 1
        return self._found

    def unrecorded(self) -> int:
        """How many were accepted since the last time and are not recorded as sent."""
        from documents.models import Document

        sent = set(Document.objects.filter(status="sent").values_list("message_id", flat=True))
        now = Counter(self.count())
        fresh = now - self._before
        self._before = now
        return sum(times for key, times in fresh.items() if key not in sent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
