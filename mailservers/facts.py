"""Servers and logs as plain values for scripts: stable names, no secrets."""

from typing import Any

from mailservers.explanations import explanation_of, language
from mailservers.last_test import last_tests
from mailservers.models import MailServer, SmtpLog
from mailservers.smtp.notes import localised
from mailservers.usage import open_documents, usage_of

SHOWN = (
    "identification", "host", "port", "security", "authentication", "username", "verify_certificate", "ca_certificate",
    "sender_address", "max_connections", "messages_per_minute",
)  # fmt: skip


def server_facts(server: MailServer) -> dict[str, Any]:
    """One server: the fields of its form, and what depends on it. Of the password only whether there is one."""
    usage, test = usage_of([server])[server.pk], last_tests([server])[server.pk]
    return {name: getattr(server, name) for name in SHOWN} | {
        "id": server.pk,
        "password_stored": bool(server.password),
        "changed_at": server.changed_at.isoformat(timespec="seconds"),
        "used_by": usage.count,
        "without_password": usage.without_login,
        "is_default": usage.is_default,
        "open_documents": open_documents(server),
        "last_test": {
            "state": test.state,
            "words": test.words,
            "at": test.at.isoformat(timespec="seconds") if test.at else None,
            "log": str(test.log) if test.log else None,
        },
    }


def log_facts(log: SmtpLog) -> dict[str, Any]:
    """One log as the JSON object of `smtp_check`, in the language that is active, with its own names in front."""
    reply = {"code": log.reply_code, "enhanced": log.reply_enhanced, "text": log.reply_text}
    return {
        "log": str(log.pk),
        "code": log.code,
        "outcome": log.outcome,
        "contact": log.contact,
        "phase": log.phase,
        "temporary": log.temporary,
        "reply": reply if log.reply_code is not None else None,
        "diagnosis": _diagnosis(log),
        "tls": log.tls,
        "stages": log.stages,
        "transcript": [
            {
                "at_ms": line["at_ms"],
                "from": line["from"],
                "text": localised(line["text"], language(), note=line["from"] == "note"),
            }
            for line in log.transcript
        ],
        "queue_id": log.queue_id or None,
        "recipients": log.recipients,
        "duration_ms": log.duration_ms,
    }


def _diagnosis(log: SmtpLog) -> dict[str, Any] | None:
    words = explanation_of(log)
    if words is None:
        return None
    return {
        "code": log.diagnosis_code,
        "title": words.title,
        "cause": words.cause,
        "steps": list(words.steps),
        "actor": words.actor,
        "field": words.field,
    }
