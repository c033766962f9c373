"""`./dev manage load_demo`: a staffing agency to play with."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo import loading
from mailservers.models import Company

NOT_A_DEMO = 3  # exit code; ./dev start goes on without the demo


class Command(BaseCommand):
    help = "Loads the demo data: a company, employees, mail servers and documents. What is there already stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do not bring back what was deleted since")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"] and Company.current().demo:
            loading.follow_training_server()
            return
        try:
            loading.load()
        except loading.NotADemo:
            words = "This database has employees of its own, so the demo data were not loaded."
            if options["once"]:
                self.stderr.write(words)
                sys.exit(NOT_A_DEMO)
            raise CommandError(words, returncode=NOT_A_DEMO) from None
        self.stdout.write("The demo data are loaded.")
