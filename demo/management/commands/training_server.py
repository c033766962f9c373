"""`./dev manage training_server`: a mail server to learn with, on this machine only."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError

from demo import loading
from demo.training_server import serving
from mailservers.models import Company


class Command(BaseCommand):
    help = "Runs the demo's training mail server until it is interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Company.current().demo:
            raise CommandError("The training mail server belongs to the demo data; `load_demo` loads them first.")
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells every command at INFO
        asyncio.run(serve(self.say if options["verbosity"] else lambda _: None))

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()  # somebody may be waiting for it at the other end of a pipe


async def serve(say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; the demo's servers follow when a port had to change."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving() as numbers:
        await sync_to_async(loading.follow_training_server)()
        say(f"Training mail server: {len(numbers)} ports of this machine are open.")
        await stop.wait()
