"""Throw away what nobody needs any more: old SMTP logs, needless settings, unused attachments, expired logins."""

import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from documents.retention import purge_contents
from mailservers.logs import notice_interrupted
from mailservers.retention import purge_logs, purge_revisions


class Command(BaseCommand):
    help = "Deletes SMTP logs after EASYFLEX_LOG_RETENTION_DAYS, unused settings and unused attachments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions")  # first: an expired login needs its settings no more
        notice_interrupted()
        counts = {"smtp_logs": purge_logs(), "settings": purge_revisions(), "attachments": purge_contents()}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
