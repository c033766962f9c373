"""outbox: what is in the outbox, in figures."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents.summary import summary


class Command(BaseCommand):
    help = "Shows how many documents wait, were sent, failed or are on hold, in all and by mail server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        figures = summary()
        self.stdout.write(as_json(figures) if json else "\n".join(as_lines(figures)))


def as_json(figures: dict[str, Any]) -> str:
    """The figures as one JSON object."""
    return json.dumps(figures)


def as_lines(figures: dict[str, Any]) -> list[str]:
    """One fact a line."""
    lines = [f"{status}: {count}" for status, count in figures["counts"].items()]
    oldest = figures["oldest_queued_s"]
    lines.append(f"oldest waiting: {'-' if oldest is None else f'{oldest:.0f} s'}")
    lines.append(f"possibly sent twice: {figures['possibly_repeated']}")
    for server in figures["servers"]:
        counts = ", ".join(f"{status} {count}" for status, count in server["counts"].items())
        lines.append(f"{server['identification'] or '(no server)'}: {counts}")
    return lines
