"""deliver: a delivery worker. Any number of them may run, on any number of machines."""

import gc
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.worker import Supervisor

GARBAGE = 50_000  # objects between two collections


class Command(BaseCommand):
    help = (
        "Delivers what is in the outbox until it is told to end (SIGTERM, Ctrl-C): it then finishes what is on its way "
        "and gives back the rest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is queued, sending or due")
        parser.add_argument("--concurrency", type=int, metavar="N", help="connections at the same time, over all lanes")

    def handle(self, *args: Any, until_empty: bool, concurrency: int | None, **options: Any) -> None:
        if concurrency is not None and concurrency < 1:
            raise CommandError("--concurrency must be at least 1.", returncode=2)
        worker = Supervisor(connections=concurrency, until_empty=until_empty)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        gc.freeze()  # what is there now stays; going through it again and again would take a tenth of the time
        gc.set_threshold(GARBAGE)
        worker.run()
        if worker.recorder.failed.is_set():
            raise CommandError("The worker ended because of an error; see the log.")
