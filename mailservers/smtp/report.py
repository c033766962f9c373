"""A conversation as the JSON object of the stable interface: for scripts, pages and support."""

from typing import Any

from .conversation import Conversation
from .diagnosis import Diagnosis, diagnose, explain
from .notes import localised
from .replies import Reply

# Some servers say 5yz to what passes by itself; for these causes trying later helps whatever the reply's class.
PASSING_CAUSES = {"rate-limited", "greylisted", "server-busy", "temporary-refusal"}


def as_json(conversation: Conversation, language: str, *, authentication: str = "central") -> dict[str, Any]:
    """Everything that was found out, ready for json.dumps; texts for people in `language` ("nl" or "en").

    `authentication` is the server's (none, central, per_employee): it decides whose task a rejected login is.
    """
    diagnosis = diagnose(conversation)
    return {
        "outcome": conversation.outcome,
        "contact": conversation.contact,
        "phase": conversation.phase.value,
        "temporary": is_temporary(conversation, diagnosis),
        "reply": _reply(conversation.reply),
        "diagnosis": _diagnosis(diagnosis, language, authentication),
        "tls": _tls(conversation),
        "stages": [
            {
                "phase": stage.phase.value,
                "ok": stage.ok,
                "started_ms": stage.started_ms,
                "duration_ms": stage.duration_ms,
            }
            for stage in conversation.stages
        ],
        "transcript": [
            {
                "at_ms": line.at_ms,
                "from": line.origin,
                "text": localised(line.text, language, note=line.origin == "note"),
            }
            for line in conversation.transcript
        ],
        "queue_id": conversation.queue_id,
        "recipients": [
            {"address": each.address, "accepted": each.accepted, "code": each.code, "text": each.text}
            for each in conversation.recipients
        ],
        "duration_ms": conversation.duration_ms,
    }


def is_temporary(conversation: Conversation, diagnosis: Diagnosis | None) -> bool:
    """Whether trying later may help."""
    if conversation.failure is None:
        return False
    passing = diagnosis is not None and diagnosis.base_code in PASSING_CAUSES
    return passing or conversation.failure.is_temporary


def _reply(reply: Reply | None) -> dict[str, Any] | None:
    return None if reply is None else {"code": reply.code, "enhanced": reply.enhanced, "text": reply.text}


def _diagnosis(diagnosis: Diagnosis | None, language: str, authentication: str) -> dict[str, Any] | None:
    if diagnosis is None:
        return None
    words = explain(diagnosis, language, authentication=authentication)
    return {
        "code": diagnosis.code,
        "title": words.title,
        "cause": words.cause,
        "steps": list(words.steps),
        "actor": words.actor,
        "field": words.field,
    }


def _tls(conversation: Conversation) -> dict[str, Any] | None:
    tls = conversation.tls
    if tls is None:
        return None
    return {
        "version": tls.version,
        "cipher": tls.cipher,
        "subject": tls.subject,
        "issuer": tls.issuer,
        "not_after": tls.not_after,
        "verified": tls.verified,
    }
