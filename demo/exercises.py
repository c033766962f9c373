"""The list of things to try: each of the demo's servers, what it shows, and how its last test ended."""

from dataclasses import dataclass

from django.utils.functional import Promise

from demo.servers import SERVERS
from mailservers.models import MailServer, SmtpLog
from mailservers.models.server import key_of


@dataclass(frozen=True)
class Exercise:
    """One server to try. `row` is None once somebody deleted or renamed it; `log` is its last test."""

    identification: str
    lesson: str | Promise
    row: MailServer | None
    log: SmtpLog | None


def exercise_table() -> list[Exercise]:
    """Every exercise, in the order of `demo.servers`."""
    keys = [key_of(server.identification) for server in SERVERS]
    rows = {row.identification_key: row for row in MailServer.objects.filter(identification_key__in=keys)}
    logs: dict[int | None, SmtpLog] = {}
    tests = SmtpLog.objects.filter(server__in=rows.values(), kind=SmtpLog.Kind.TEST).order_by("started_at")
    for log in tests.defer("transcript", "stages", "capabilities"):
        logs[log.server_id] = log  # the last one stays
    return [
        Exercise(server.identification, server.lesson, row, logs.get(row.pk) if row else None)
        for server in SERVERS
        for row in [rows.get(key_of(server.identification))]
    ]
