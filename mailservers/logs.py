"""SMTP logs: from a conversation to the row that keeps it, and what may become of that row."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mailservers.access import Person
from mailservers.models import SmtpLog
from mailservers.smtp import diagnosis, report
from mailservers.smtp.conversation import Conversation, Line, Stage

SIGN_OF_LIFE_S = 2  # how often a run says that it is alive
SILENT_TOO_LONG_S = 15  # a run that said nothing for so long has died with its process


def fields_of(conversation: Conversation) -> dict[str, Any]:
    """The columns of a log that a finished conversation fills in. Everything in it is free of secrets already."""
    found = diagnosis.diagnose(conversation)
    reply = conversation.reply
    return {
        "outcome": conversation.outcome,
        "phase": conversation.phase.value,
        "contact": conversation.contact,
        "temporary": report.is_temporary(conversation, found),
        "reply_code": reply.code if reply else None,
        "reply_enhanced": reply.enhanced if reply else "",
        "reply_text": reply.text if reply else "",
        "diagnosis_code": found.code if found else "",
        "diagnosis_facts": dict(found.facts) if found else {},
        "address": conversation.address,
        "mechanism": conversation.mechanism,
        "queue_id": (conversation.queue_id or "")[:200],
        "tls": asdict(conversation.tls) if conversation.tls else None,
        "capabilities": dict(conversation.capabilities),
        "stages": stages_as_json(conversation.stages),
        "recipients": [asdict(recipient) for recipient in conversation.recipients],
        "transcript": lines_as_json(conversation.transcript),
        "duration_ms": conversation.duration_ms,
    }


def lines_as_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Transcript lines as `smtp_check --json` prints them, with the phase they belong to."""
    return [{"at_ms": line.at_ms, "from": line.origin, "text": line.text, "phase": line.phase.value} for line in lines]


def stages_as_json(stages: Iterable[Stage]) -> list[dict[str, Any]]:
    """Stages as `smtp_check --json` prints them."""
    return [
        {"phase": stage.phase.value, "ok": stage.ok, "started_ms": stage.started_ms, "duration_ms": stage.duration_ms}
        for stage in stages
    ]


def visible_to(person: Person) -> QuerySet[SmtpLog]:
    """The logs that somebody may read: everybody's, or their own."""
    everybody = person.has_perm("mailservers.view_all_logs")
    return SmtpLog.objects.all() if everybody else SmtpLog.objects.filter(actor=person)


def running() -> QuerySet[SmtpLog]:
    """The runs that are going on, dead ones that nobody noticed yet included; finds them by their own index."""
    return SmtpLog.objects.filter(finished_at__isnull=True, outcome=SmtpLog.Outcome.RUNNING)


def alive() -> QuerySet[SmtpLog]:
    """The runs that are going on."""
    return running().filter(seen_at__gte=_last_sign())


def notice_interrupted() -> int:
    """Give every run that died with its process its end; the number of those."""
    dead = running().exclude(seen_at__gte=_last_sign())
    return dead.update(outcome=SmtpLog.Outcome.INTERRUPTED, finished_at=timezone.now())


def _last_sign() -> datetime:
    return timezone.now() - timedelta(seconds=SILENT_TOO_LONG_S)


def request_cancel(log: SmtpLog) -> bool:
    """Ask a run to stop; False when it had ended already."""
    return bool(running().filter(pk=log.pk).update(cancel_requested=True))
